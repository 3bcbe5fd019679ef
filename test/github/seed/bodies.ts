import { ACTUAL, ALTERNATIVES, ASIDES, CONTEXT, EXPECTED, PROPOSALS, STEPS, TASKS } from './sentences.ts';
import { chance, int, pick, sample, weighted } from './random.ts';
import type { Random } from '../state/random.ts';
import type { Topic } from './topics.ts';

/** What a body is written about. */
export interface Subject {
  topic: Topic;
  component: string;
  /** Logins that may be mentioned. */
  logins: readonly string[];
  /** Numbers of earlier issues, for cross references; may be empty. */
  earlier: readonly number[];
  /** `owner/name` of another repository, for references across repositories. */
  otherRepository: string;
}

type Writer = (random: Random, subject: Subject) => string;

/** Writes the Markdown body of a bug report; about one in five uses the issue form's headings. */
export const bugBody: Writer = (random, subject) =>
  weighted<Writer>(random, [[reportFromTemplate, 4], [reportFromForm, 2], [shortReport, 2], [reportWithImage, 2]])(random, subject);

/** Writes the body of a feature request. */
export const wishBody: Writer = (random, subject) =>
  weighted<Writer>(random, [[proposal, 4], [userStory, 2], [shortReport, 1]])(random, subject);

/** Writes the body of planned work. */
export const choreBody: Writer = (random, subject) =>
  weighted<Writer>(random, [[checklist, 4], [incidentFollowUp, 2], [decisionTable, 2]])(random, subject);

/** Writes the body of a question. */
export const questionBody: Writer = (random, subject) =>
  [`Hi! ${line(random, CONTEXT, subject)}`, '', `So my question: ${pick(random, subject.topic.questions).replace('%', `*${subject.component}*`)}`, '', pick(random, ASIDES)].join('\n');

/** The description of a pull request. */
export const pullRequestBody: Writer = (random, subject) =>
  [
    `${chance(random, 0.6) && subject.earlier.length > 0 ? `Fixes #${pick(random, subject.earlier)}.` : 'No issue for this one.'} ${line(random, PROPOSALS, subject)}`,
    '', '### Checked', '', ...tasks(random, subject, int(random, 2, 4)),
  ].join('\n');

function line(random: Random, list: readonly string[], { component }: Subject): string {
  return pick(random, list).replace('%', component);
}

/** A few sentences in a row, each at most once. */
function paragraph(random: Random, list: readonly string[], { component }: Subject): string {
  return sample(random, list, int(random, 2, 4)).join(' ').replaceAll('%', component);
}

/** What some people add below: an afterthought with what they have tried. */
function afterthought(random: Random, subject: Subject): string[] {
  if (chance(random, 0.6)) return [];
  return [
    '', '#### Update', '', paragraph(random, CONTEXT, subject), '',
    `- ~~${line(random, ALTERNATIVES, subject)}~~ tried, no`, `- **${line(random, PROPOSALS, subject)}** looks better, roughly:`, '',
    ...fence(random, subject).map((code) => `  ${code}`), '', mention(random, subject),
  ];
}

function tasks(random: Random, { component }: Subject, count: number): string[] {
  return sample(random, TASKS, count).map((task) => `- [${chance(random, 0.4) ? 'x' : ' '}] ${task.replace('%', component)}`);
}

function fence(random: Random, { topic }: Subject): string[] {
  const [language, lines] = pick(random, topic.snippets);
  return ['```' + language, ...lines, '```'];
}

function environment(random: Random, { topic }: Subject): string[] {
  return ['| | |', '| --- | --- |', ...topic.environment.map(([name, values]) => `| ${name} | ${pick(random, values)} |`)];
}

function reference(random: Random, { earlier, otherRepository }: Subject): string {
  if (earlier.length === 0) return `See also ${otherRepository}#${int(random, 1, 40)}.`;
  return weighted(random, [
    [`Maybe related to #${pick(random, earlier)}.`, 4],
    [`Came up in #${pick(random, earlier)} and ${otherRepository}#${int(random, 1, 60)}.`, 2],
    [`Blocked by #${pick(random, earlier)}`, 1],
  ]);
}

function mention(random: Random, { logins }: Subject): string {
  return weighted(random, [
    [`@${pick(random, logins)} you know that part best.`, 3],
    [`/cc @${pick(random, logins)} @${pick(random, logins)}`, 2],
    [pick(random, ASIDES), 3],
  ]);
}

function reportFromTemplate(random: Random, subject: Subject): string {
  const steps = sample(random, STEPS, int(random, 3, 6)).map((step, index) => `${index + 1}. ${step.replace('%', subject.component)}`);
  return [
    '<!-- Thank you for the report! Please search first, and remove what does not apply. -->', '',
    '## What happened', '', paragraph(random, CONTEXT, subject), '', line(random, ACTUAL, subject), '',
    '## What should happen', '', line(random, EXPECTED, subject), '',
    '## Steps', '', ...steps, '',
    ...(chance(random, 0.7) ? [...fence(random, subject), ''] : []),
    '<details>', '<summary>Environment</summary>', '', ...environment(random, subject), '', '</details>', '',
    reference(random, subject), mention(random, subject), ...afterthought(random, subject),
  ].join('\n');
}

function reportFromForm(random: Random, subject: Subject): string {
  return [
    '### Where', '', subject.component, '',
    '### What do you see?', '', line(random, ACTUAL, subject), '',
    '### What did you expect?', '', chance(random, 0.2) ? '_No response_' : line(random, EXPECTED, subject), '',
    '### Log', '', ...fence(random, subject), '',
    '### Checks', '', '- [X] I searched the open issues', `- [${chance(random, 0.5) ? 'X' : ' '}] It also happens in a private window`,
  ].join('\n');
}

function shortReport(random: Random, subject: Subject): string {
  // Two spaces at the end of a line are Markdown's hard break: they must survive a round trip.
  return [`${line(random, CONTEXT, subject)}  `, `${line(random, ACTUAL, subject)}  `, pick(random, ASIDES)].join('\n');
}

function reportWithImage(random: Random, subject: Subject): string {
  const picture = `https://user-images.northwind.example/${int(random, 10_000_000, 99_999_999)}/${int(random, 100, 999)}.png`;
  return [
    paragraph(random, CONTEXT, subject), '', `![${subject.component}, with the problem marked in red](${picture})`, '',
    `Left: now. Right: what I would expect. ${line(random, EXPECTED, subject)}`, '',
    `> ${line(random, ACTUAL, subject)}`, '>', `> — a customer, by mail`, '', mention(random, subject),
  ].join('\n');
}

function proposal(random: Random, subject: Subject): string {
  return [
    '## Problem', '', paragraph(random, CONTEXT, subject), '',
    '## Proposal', '', paragraph(random, PROPOSALS, subject), '',
    '## Alternatives', '', ...sample(random, ALTERNATIVES, int(random, 1, 3)).map((text) => `* ${text.replace('%', subject.component)}`), '',
    '## Plan', '', ...tasks(random, subject, int(random, 3, 7)), '',
    '---', '', reference(random, subject), '', mention(random, subject), ...afterthought(random, subject),
  ].join('\n');
}

function userStory(random: Random, subject: Subject): string {
  return [
    `**As** a ${pick(random, ['customer in a hurry', 'shop assistant', 'person on call', 'translator', 'new colleague', 'customer who cannot use a mouse'])}`,
    `**I want** ${subject.component} to help me`, `**so that** ${pick(random, ['I do not have to call', 'I see what I pay', 'mistakes are cheap', 'my lunch stays warm'])}.`, '',
    line(random, PROPOSALS, subject), '', '#### Done when', '', ...tasks(random, subject, int(random, 2, 5)),
  ].join('\n');
}

function checklist(random: Random, subject: Subject): string {
  const nested = tasks(random, subject, int(random, 3, 6)).flatMap((task) => (chance(random, 0.25) ? [task, `  ${tasks(random, subject, 1)[0] ?? ''}`] : [task]));
  return [`${line(random, CONTEXT, subject)} ${reference(random, subject)}`, '', ...nested, '', ...(chance(random, 0.4) ? fence(random, subject) : [mention(random, subject)])].join('\n');
}

function incidentFollowUp(random: Random, subject: Subject): string {
  const start = int(random, 6, 20);
  const rows = ['alert fires', 'somebody looks', `cause found: ${subject.component}`, 'mitigated', 'all clear'].map((what, index) => `| ${String(start + Math.floor(index / 2)).padStart(2, '0')}:${String((index * 17) % 60).padStart(2, '0')} | ${what} |`);
  return [`Promised in the postmortem. ${paragraph(random, CONTEXT, subject)}`, '', '| UTC | |', '| :-: | :-- |', ...rows, '', `**Impact:** ${int(random, 3, 900)} orders late, none lost.`, '', ...fence(random, subject), '', '### To do', '', ...tasks(random, subject, 4), '', mention(random, subject)].join('\n');
}

function decisionTable(random: Random, subject: Subject): string {
  return [
    line(random, CONTEXT, subject), '', '| Option | Effort | Risk |', '|---|---:|---|',
    ...sample(random, PROPOSALS, 3).map((text) => `| ${text.replace('%', subject.component)} | ${int(random, 1, 9)} d | ${pick(random, ['low', 'medium', 'high ⚠️'])} |`),
    '', `My vote: the first. ${mention(random, subject)}`, '', '[^1]: Days of one person, without review.',
  ].join('\n');
}
