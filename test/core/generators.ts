import * as fc from 'fast-check';
import { catalogue } from '../../src/core/fields/catalogue.ts';
import { parseSettings } from '../../src/core/settings.ts';
import type { ConflictPolicy, Direction, IntegrationSettings, SettingsInput } from '../../src/core/settings.ts';
import type { FieldKey, JsonValue } from '../../src/core/action.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';

export const POLICIES: readonly ConflictPolicy[] = ['github', 'lockstep', 'newest', 'ask'];

const custom: NonNullable<NonNullable<SettingsInput['mappings']>['custom']> = [
  { key: 'area', name: 'Area', kind: 'multi_select', target: { labelPrefix: 'area: ' } },
  { key: 'size', name: 'Size', kind: 'single_select', target: { labelPrefix: 'size/' } },
  { key: 'points', name: 'Points', kind: 'number', target: { issueField: 'Points' } },
  { key: 'notes', name: 'Notes', kind: 'text', target: { section: 'Notes' } },
];

export function settingsOf(input: SettingsInput): IntegrationSettings {
  const parsed = parseSettings(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

/** Settings as a lead might have them: without and with custom fields, lists and people. */
export function settingsFor(policy: ConflictPolicy, direction: Direction = 'both'): IntegrationSettings[] {
  const common = { conflictPolicy: policy, direction };
  return [
    settingsOf(common),
    settingsOf({
      ...common,
      people: { mona: 'member-1' },
      members: ['member-1', 'member-9'],
      mappings: { tags: { deny: ['customer-*'] }, custom, dueDate: { source: { issueField: 'Due' } } },
    }),
  ];
}

const bySides = POLICIES.flatMap((policy) => settingsFor(policy));

/** Settings that sync every field both ways, under every policy. */
export const twoWaySettings = fc.constantFrom(...bySides);
export const anySettings = fc.constantFrom(
  ...bySides,
  ...POLICIES.flatMap((policy) => [...settingsFor(policy, 'pull'), ...settingsFor(policy, 'push')]),
);

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', 'd\r', '### Notes', '```'), { maxLength: 5 }).map((all) => all.join('\n'));
const editedLines = fc
  .tuple(fc.nat(6), fc.constantFrom('x', 'y', '', 'z\n'), fc.boolean())
  .map(([at, line, crlf]) => BODY.split('\n').with(at, line).join(crlf ? '\r\n' : '\n'));

/** The text most bodies start from, so that edits of it meet in the middle. */
export const BODY = 'one\ntwo\n\n### Notes\n\nsome note\nend';

const text = fc.oneof(editedLines, editedLines, lines);
const subset = (...names: string[]) => fc.subarray(names);
const maybe = (...names: string[]) => fc.constantFrom<string | null>(null, ...names);

/** What people enter here, by field. */
const localValues: Record<string, fc.Arbitrary<JsonValue>> = {
  title: fc.constantFrom('Local 1', 'Local 2', 'Shared', ' '),
  description: text,
  status: fc.constantFrom('open', 'in_progress', 'done', 'cancelled'),
  priority: maybe('urgent', 'high', 'medium', 'low'),
  category: maybe('bug', 'feature', 'documentation'),
  tags: subset('api', 'WEB', 'local', 'customer-x'),
  assignees: subset('member-1', 'hubot', 'member-9'),
  milestone: maybe('v1', 'v2'),
  issueType: maybe('Bug', 'Task'),
  dueDate: maybe('2026-12-01', '2027-01-31'),
  'custom.area': subset('ui', 'core', 'Docs'),
  'custom.size': maybe('s', 'L'),
  'custom.points': fc.constantFrom(null, 1, 2.5),
  'custom.notes': fc.constantFrom('', 'my note', 'two\nlines', '```', '### No'),
};

export interface GithubEdit {
  field: FieldKey;
  /** What the person changes on the issue. */
  set: Partial<IssueSnapshot>;
  /** Labels of this field's own kind that the issue shall have, in place of others of that kind. */
  labels?: { kind: RegExp; names: string[] };
}

function labelEdit(field: FieldKey, kind: RegExp, ...names: string[]): fc.Arbitrary<GithubEdit> {
  return subset(...names).map((chosen) => ({ field, set: {}, labels: { kind, names: chosen } }));
}

function setEdit<K extends keyof IssueSnapshot>(
  field: FieldKey,
  part: K,
  values: fc.Arbitrary<IssueSnapshot[K]>,
): fc.Arbitrary<GithubEdit> {
  return values.map((value) => ({ field, set: { [part]: value } }));
}

const stateEdit = fc
  .constantFrom<[IssueSnapshot['state'], IssueSnapshot['stateReason']]>(
    ['open', null],
    ['open', 'reopened'],
    ['closed', null],
    ['closed', 'completed'],
    ['closed', 'not_planned'],
    ['closed', 'duplicate'],
  )
  .chain(([state, stateReason]) =>
    subset('wip', 'In Progress').map((names) => ({
      field: 'status' as const,
      set: { state, stateReason },
      labels: { kind: /^(?:wip|in progress)$/i, names },
    })),
  );

/** What people do on GitHub, by field, in GitHub's own terms. */
const githubEdits: Record<string, fc.Arbitrary<GithubEdit>> = {
  title: setEdit('title', 'title', fc.constantFrom('Hub 1', 'Hub 2', 'Shared')),
  description: setEdit('description', 'body', text),
  status: stateEdit,
  priority: labelEdit('priority', /^p\d$|^priority: /i, 'P0', 'P2', 'priority: low'),
  category: labelEdit('category', /^(?:bug|docs|enhancement)$/i, 'bug', 'docs', 'Enhancement'),
  tags: labelEdit('tags', /^(?:api|web|priority\/huge|customer-y)$/i, 'API', 'web', 'priority/huge', 'customer-y'),
  assignees: setEdit(
    'assignees',
    'assignees',
    subset('mona', 'hubot', 'octo').map((logins) => logins.map((login, id) => ({ id, login }))),
  ),
  milestone: setEdit(
    'milestone',
    'milestone',
    maybe('v1', 'v3').map((title) => (title === null ? null : { number: 1, title, dueOn: null })),
  ),
  issueType: setEdit('issueType', 'issueType', maybe('Bug', 'Epic')),
  dueDate: maybe('2026-12-01', 'soon').map((Due) => ({ field: 'dueDate', set: { fields: { Due } } })),
  'custom.area': labelEdit('custom.area', /^area: /i, 'area: ui', 'area: DOCS', 'area: hub'),
  'custom.size': labelEdit('custom.size', /^size\//i, 'size/S', 'size/m'),
  'custom.points': fc.constantFrom(null, 1, 8).map((Points) => ({ field: 'custom.points', set: { fields: { Points } } })),
  'custom.notes': setEdit('custom.notes', 'body', fc.constantFrom(BODY, '', '### Notes\r\n\r\nhub note\r\n', '### Notes\n\n_No response_')),
};

/** The issue after a person's edit of it on GitHub. */
export function editIssue(issue: IssueSnapshot, { set, labels }: GithubEdit): IssueSnapshot {
  const next = { ...issue, ...set };
  if (set.fields !== undefined) next.fields = { ...issue.fields, ...set.fields };
  if (labels !== undefined) next.labels = [...issue.labels.filter((name) => !labels.kind.test(name)), ...labels.names];
  return next;
}

export interface LocalEdit {
  field: FieldKey;
  value: JsonValue;
}

export function keysOf(settings: IntegrationSettings): FieldKey[] {
  return catalogue(settings).map(({ key }) => key);
}

export function localEdit(field: FieldKey): fc.Arbitrary<LocalEdit> {
  const values = localValues[field];
  if (values === undefined) throw new Error(`no values for ${field}`);
  return values.map((value) => ({ field, value }));
}

export function githubEdit(field: FieldKey): fc.Arbitrary<GithubEdit> {
  const edits = githubEdits[field];
  if (edits === undefined) throw new Error(`no edits for ${field}`);
  return edits;
}

/** Both edits' arbitraries for every field, made once: building them is most of a small case's time. */
export function editsFor(settings: IntegrationSettings) {
  const keys = keysOf(settings);
  return {
    local: fc.oneof(...keys.map(localEdit)),
    github: fc.oneof(...keys.map(githubEdit)),
  };
}
