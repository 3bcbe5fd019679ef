import type { PullRequestPart } from '../model.ts';
import type { Random } from '../state/random.ts';
import { bugBody, choreBody, pullRequestBody, questionBody, wishBody } from './bodies.ts';
import type { Subject } from './bodies.ts';
import { chance, pick, weighted } from './random.ts';
import type { Topic } from './topics.ts';

/** The written part of an issue, before state, people and times. */
export interface Draft {
  title: string;
  body: string | null;
  /** Names of labels that follow from the content; those the repository lacks are left out. */
  labels: readonly string[];
  issueType: 'Bug' | 'Feature' | 'Task' | null;
  pullRequest: Omit<PullRequestPart, 'merged'> | null;
}

/** What drafts of one repository are written from; `titles` collects what has been used. */
export interface Desk {
  random: Random;
  topic: Topic;
  logins: readonly string[];
  otherRepository: string;
  /** Numbers that exist already, for cross references. */
  earlier: readonly number[];
  titles: Set<string>;
}

type Kind = 'bug' | 'wish' | 'chore' | 'question';

const KINDS = {
  bug: { label: 'bug', issueType: 'Bug', body: bugBody },
  wish: { label: 'enhancement', issueType: 'Feature', body: wishBody },
  chore: { label: null, issueType: 'Task', body: choreBody },
  question: { label: 'question', issueType: null, body: questionBody },
} as const;

/** Writes an issue about a part of the repository's product. */
export function draftIssue(desk: Desk): Draft {
  const { random } = desk;
  const kind = weighted<Kind>(random, [['bug', 50], ['wish', 24], ['chore', 20], ['question', 6]]);
  const [component, area] = pick(random, desk.topic.components);
  const { label, issueType, body } = KINDS[kind];
  return {
    title: freshTitle(desk, () => titleOf(desk, kind, component)),
    body: finishBody(random, body(random, subjectOf(desk, component))),
    labels: [label, area].filter((name) => name !== null),
    issueType,
    pullRequest: null,
  };
}

/** Writes a pull request. */
export function draftPullRequest(desk: Desk): Draft {
  const { random } = desk;
  const [component, area] = pick(random, desk.topic.components);
  const title = freshTitle(desk, () => `${pick(random, ['fix', 'feat', 'refactor', 'chore'])}: ${component} ${pick(random, ['no longer', 'sometimes', 'never'])} ${pick(random, desk.topic.symptoms)}`);
  return {
    title,
    body: finishBody(random, pullRequestBody(random, subjectOf(desk, component))),
    labels: area === null ? [] : [area],
    issueType: null,
    pullRequest: { draft: chance(random, 0.15), headRef: slug(title), baseRef: 'main', reviewerIds: [], reviews: [] },
  };
}

/** An issue whose title and body are given. */
export function draftOf([title, body]: readonly [string, string | null], labels: readonly string[] = []): Draft {
  return { title, body, labels, issueType: 'Bug', pullRequest: null };
}

function subjectOf(desk: Desk, component: string): Subject {
  return { topic: desk.topic, component, logins: desk.logins, earlier: desk.earlier, otherRepository: desk.otherRepository };
}

function titleOf({ random, topic }: Desk, kind: Kind, component: string): string {
  if (kind !== 'bug') {
    const patterns = { wish: topic.wishes, chore: topic.chores, question: topic.questions }[kind];
    return pick(random, patterns).replace('%', lower(component)) + (kind === 'wish' && chance(random, 0.06) ? ' ✨' : '');
  }
  const symptom = pick(random, topic.symptoms);
  const whole = chance(random, 0.75) ? `${symptom} ${pick(random, topic.conditions)}` : symptom;
  return weighted(random, [[`${component} ${whole}`, 12], [`[${component}] ${whole}`, 2], [`${component}: ${whole} 🐛`, 1]]);
}

/** Trackers rarely hold the same title twice; where words run out a counter helps. */
function freshTitle(desk: Desk, make: () => string): string {
  let title = capital(make());
  for (let attempt = 0; attempt < 12 && desk.titles.has(title); attempt += 1) title = capital(make());
  if (desk.titles.has(title)) title = `${title} (${desk.titles.size})`;
  desk.titles.add(title);
  return title;
}

/** Some bodies are empty, and those written in the browser end their lines with CRLF. */
function finishBody(random: Random, body: string): string | null {
  const shape = weighted(random, [['as written', 66], ['crlf', 24], ['absent', 6], ['empty', 1], ['trailing', 3]] as const);
  if (shape === 'absent') return null;
  if (shape === 'empty') return '';
  if (shape === 'crlf') return body.replaceAll('\n', '\r\n');
  return shape === 'trailing' ? `${body}   \n\n\n` : body;
}

function lower(component: string): string {
  return component.charAt(0).toLowerCase() + component.slice(1);
}

function capital(title: string): string {
  return /^(fix|feat|refactor|chore): /.test(title) ? title : title.charAt(0).toUpperCase() + title.slice(1);
}

function slug(title: string): string {
  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 40);
}
