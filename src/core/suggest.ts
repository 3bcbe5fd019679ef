/**
 * Settings that fit what repositories really use: a label `priority: high`, `P1` or `bug` becomes a
 * mapping of its own, and nothing is mapped that is not there. A start for a person, who changes it.
 */
import type { LabelFact, RepositoryFacts } from './facts.ts';
import { parseSettings, type ParsedInput, type SettingsInput } from './settings.ts';
import type { Source } from './settings/schema.ts';

export interface Suggestion {
  settings: SettingsInput;
  /** What was found, in sentences: "12 issues carry P1: it reads as high." */
  found: string[];
}

type Base = Pick<ParsedInput, 'statuses' | 'priorities' | 'categories'>;
type Mappings = NonNullable<SettingsInput['mappings']>;
type Custom = NonNullable<Mappings['custom']>[number];

/** Words that mean a priority, the most urgent first. */
const RANKS: readonly RegExp[] = [/^(p0|urgent|critical|blocker|highest|emergency|1)$/, /^(p1|high|major|important|2)$/, /^(p2|medium|normal|moderate|3)$/, /^(p3|p4|low|minor|trivial|lowest|4|5)$/];
const PRIORITY_PREFIX = /^(priority|prio|severity|sev)\b[\s:/_-]*/;
const PRIORITY_SUFFIX = /[\s_-]*(priority|prio)$/;

const CATEGORIES: readonly [RegExp, string][] = [
  [/^(bug|defect|regression|crash)$/, 'bug'],
  [/^(feature|enhancement|feature request|improvement|proposal|task)$/, 'feature'],
  [/^(documentation|docs|doc)$/, 'documentation'],
  [/^(question|support|help)$/, 'question'],
];
const CATEGORY_PREFIX = /^(type|kind|category)\b[\s:/_-]*/;

const STATUS_PREFIX = /^(status|state|stage)\b[\s:/_-]*/;
const IN_PROGRESS = /^(in progress|wip|doing|started|active|in development|working|in review|review|needs review)$/;
const TODO = /^(todo|to do|backlog|ready|open|new|triage|needs triage)$/;
const DONE = /^(done|closed|complete|completed|shipped|released)$/;
const CANCELLED = /^(cancelled|canceled|wontfix|won't do|dropped|duplicate|not planned)$/;

/** A prefix that several labels share, other than those above: `area: api`, `area: ui`. */
const PREFIX = /^([a-z][a-z0-9 _-]{1,20}?)(:\s?|\/)(?=\S)/i;
const LONGEST_OPTIONS = 50;

export function suggestSettings(facts: RepositoryFacts, base: Base): Suggestion {
  const found: string[] = [];
  const status = statusSources(facts, base, found);
  const priority = prioritySources(facts, base, found);
  const category = categorySources(facts, base, found);
  const usesTypes = category.some(({ from }) => from === 'issueType');
  const mappings: Mappings = {
    ...(status.length > 0 && { status: { sources: status } }),
    ...(priority.length > 0 && { priority: { sources: priority } }),
    ...(category.length > 0 && { category: { sources: category } }),
    ...(usesTypes && { issueType: { sync: false } }),
    ...dueDate(facts, found),
    custom: customFields(facts, [...status, ...priority, ...category], found),
  };
  return { settings: valid({ ...base, mappings }), found };
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, ' ').trim();

const told = ({ name, count }: { name: string; count: number }, meaning: string): string => `${count} ${count === 1 ? 'issue carries' : 'issues carry'} "${name}": it reads as ${meaning}.`;

/** The project's own priority that a word means. */
function priorityOf(word: string, priorities: readonly string[]): string | undefined {
  const text = plain(word.toLowerCase().replace(PRIORITY_PREFIX, '').replace(PRIORITY_SUFFIX, ''));
  const own = priorities.find((key) => plain(key) === text);
  if (own !== undefined) return own;
  const rank = RANKS.findIndex((words) => words.test(text));
  return rank === -1 ? undefined : priorities[Math.min(rank, priorities.length - 1)];
}

/** A bare number says nothing of its own: `2` is a priority only behind a prefix. */
const isBareNumber = (name: string): boolean => /^\d+$/.test(name.trim());

function statusOf(word: string, { statuses }: Base): string | undefined {
  const text = plain(word.toLowerCase().replace(STATUS_PREFIX, ''));
  const own = statuses.find(({ key, name }) => plain(key) === text || plain(name) === text);
  if (own !== undefined) return own.key;
  const first = (category: string): string | undefined => statuses.find((one) => one.category === category)?.key;
  if (IN_PROGRESS.test(text)) return statuses.find(({ key, name, category }) => category === 'in_progress' && /review/.test(text) && /review/i.test(key + name))?.key ?? first('in_progress');
  if (TODO.test(text)) return first('todo');
  if (DONE.test(text)) return first('done');
  return CANCELLED.test(text) ? first('cancelled') : undefined;
}

function categoryOf(word: string, { categories }: Base): string | undefined {
  const text = plain(word.toLowerCase().replace(CATEGORY_PREFIX, ''));
  const own = categories.find((key) => plain(key) === text);
  if (own !== undefined) return own;
  const known = CATEGORIES.find(([words]) => words.test(text))?.[1];
  return known !== undefined && categories.includes(known) ? known : undefined;
}

/** Option name -> key, of those that mean something. */
function table(options: readonly string[], meaning: (option: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(options.flatMap((option) => {
    const key = meaning(option);
    return key === undefined ? [] : [[option, key]];
  }));
}

function labelSource(labels: readonly LabelFact[], meaning: (name: string) => string | undefined, found: string[]): Source[] {
  const rules = labels.flatMap((label) => {
    const value = meaning(label.name);
    if (value === undefined) return [];
    found.push(told(label, value));
    return [{ label: label.name, value }];
  });
  return rules.length === 0 ? [] : [{ from: 'labels', rules, write: {} }];
}

/** Where an organization keeps a status in a project or a field, labels come second. */
function statusSources(facts: RepositoryFacts, base: Base, found: string[]): Source[] {
  const meaning = (word: string): string | undefined => statusOf(word, base);
  const openOnly = (word: string): string | undefined => {
    const key = meaning(word);
    const category = base.statuses.find((one) => one.key === key)?.category;
    // An open issue says nothing by carrying a label that means it is new, and a closed one has its state.
    return category === 'in_progress' || (category === 'todo' && key !== base.statuses.find((one) => one.category === 'todo')?.key) ? key : undefined;
  };
  const sources: Source[] = [];
  for (const { number, title, fields } of facts.projects.slice(0, 1)) {
    const field = fields.find(({ name }) => plain(name) === 'status');
    const options = field === undefined ? {} : table(field.options, meaning);
    if (field === undefined || Object.keys(options).length < 2) continue;
    sources.push({ from: 'projectField', project: number, field: field.name, options });
    found.push(`The GitHub project "${title}" has a field "${field.name}": it stands for the status.`);
  }
  const field = facts.issueFields.find(({ name, type }) => type === 'single_select' && plain(name) === 'status');
  if (field !== undefined && sources.length === 0) {
    sources.push({ from: 'issueField', field: field.name, options: table(field.options, meaning) });
    found.push(`The issue field "${field.name}" stands for the status.`);
  }
  return sources.length > 0 ? sources : labelSource(facts.labels, openOnly, found);
}

function prioritySources(facts: RepositoryFacts, base: Base, found: string[]): Source[] {
  if (base.priorities.length === 0) return [];
  const field = facts.issueFields.find(({ name, type }) => type === 'single_select' && /^(priority|severity)$/.test(plain(name)));
  if (field !== undefined) {
    found.push(`The issue field "${field.name}" stands for the priority.`);
    return [{ from: 'issueField', field: field.name, options: table(field.options, (option) => priorityOf(option, base.priorities)) }];
  }
  return labelSource(facts.labels, (name) => (isBareNumber(name) ? undefined : priorityOf(name, base.priorities)), found);
}

function categorySources(facts: RepositoryFacts, base: Base, found: string[]): Source[] {
  const types = table(facts.issueTypes.filter(({ count }) => count > 0).map(({ name }) => name), (name) => categoryOf(name, base));
  if (Object.keys(types).length > 0) {
    found.push('Issues have types: they stand for the category.');
    return [{ from: 'issueType', types: table(facts.issueTypes.map(({ name }) => name), (name) => categoryOf(name, base)) }];
  }
  return labelSource(facts.labels, (name) => categoryOf(name, base), found);
}

function dueDate(facts: RepositoryFacts, found: string[]): Pick<Mappings, 'dueDate'> {
  const field = facts.issueFields.find(({ name, type }) => type === 'date' && /\b(due|target|deadline)\b/.test(plain(name)));
  if (field !== undefined) {
    found.push(`The issue field "${field.name}" stands for the due date.`);
    return { dueDate: { source: { issueField: field.name } } };
  }
  if (!facts.milestones.some(({ state, dueOn }) => state === 'open' && dueOn !== null)) return {};
  found.push('Milestones have due dates: an action takes that of its milestone.');
  return { dueDate: { source: 'milestone' } };
}

/** Labels with a common prefix, each family a field of its own. */
function customFields(facts: RepositoryFacts, sources: readonly Source[], found: string[]): Custom[] {
  const mapped = new Set(sources.flatMap((source) => (source.from === 'labels' ? source.rules.map(({ label }) => label) : [])));
  const prefixOf = (name: string): string => PREFIX.exec(name)?.[0] ?? '';
  const families = Map.groupBy(facts.labels.filter(({ name }) => prefixOf(name) !== ''), ({ name }) => prefixOf(name));
  const taken = new Set<string>();
  return [...families].flatMap(([prefix, labels]): Custom[] => {
    const name = prefix.replace(/[:/]\s?$/, '');
    const key = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
    // A family that another mapping takes from, if only in part, stays whole.
    if (labels.length < 2 || labels.length > LONGEST_OPTIONS || taken.has(key) || labels.some((label) => mapped.has(label.name))) return [];
    taken.add(key);
    found.push(`${labels.length} labels begin with "${prefix}": they are a field of their own.`);
    return [{ key, name: name.slice(0, 1).toUpperCase() + name.slice(1), kind: 'multi_select', options: [], target: { labelPrefix: prefix } }];
  });
}

/** What two mappings would claim is left to the first; the result always passes the check. */
function valid(settings: SettingsInput): SettingsInput {
  const parsed = parseSettings(settings);
  if (parsed.ok) return settings;
  const [part] = parsed.problems.flatMap(({ path }) => /^mappings\.(\w+)/.exec(path)?.[1] ?? []);
  if (part === undefined) return {};
  const { [part as keyof Mappings]: _dropped, ...rest } = settings.mappings ?? {};
  return valid({ ...settings, mappings: rest });
}
