/** Every kind of mapping, there and back, through the whole service. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { parseSettings, type SettingsInput } from '../../src/core/settings.ts';
import { viewOfAction } from '../../src/store/action-views.ts';
import { findAction } from '../../src/store/actions.ts';
import { editAction } from '../../src/sync/edit.ts';
import { planBackfill } from '../../src/sync/link.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
let number: number;
let actionId: number;

beforeAll(async () => {
  stack = await startStack();
  const { control } = stack.github;
  control.createIssueField({ organization: 'acme', name: 'Stage', dataType: 'single_select', options: ['Draft', 'Review', 'Low', 'High'] });
  control.createIssueField({ organization: 'acme', name: 'Areas', dataType: 'multi_select', options: ['Web', 'App'] });
  control.createIssueField({ organization: 'acme', name: 'Points', dataType: 'number' });
  control.createIssueField({ organization: 'acme', name: 'Due', dataType: 'date' });
  control.createIssueField({ organization: 'acme', name: 'Note', dataType: 'text' });
  projectId = await stack.project([REPOSITORY]);
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  await useSettings({});
  await newIssue({ title: 'Agreed', body: 'Text\n\n### Notes\n\nsome note\n' });
});

async function newIssue(parts: { title: string; body?: string; labels?: string[] }): Promise<void> {
  const created = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, ...parts });
  ({ number } = created);
  const mapping = await until('the action', async () => (await stack.database.db('github_issue_mappings').where({ issue_id: created.id }))[0]);
  actionId = mapping.action_id;
  await stack.quiet();
}

async function useSettings(settings: SettingsInput): Promise<void> {
  expect(parseSettings(settings)).toMatchObject({ ok: true });
  await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify(settings) });
}

type Edit = Omit<Parameters<Stack['github']['control']['editIssue']>[0], 'by' | 'repository' | 'number'>;

async function there(edit: Edit): Promise<FieldValues> {
  stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, ...edit });
  await stack.quiet();
  return values();
}

/** Edits here, waits, and makes sure that the echo changed nothing (I6). */
async function here(changes: FieldValues) {
  const { control } = stack.github;
  expect((await editAction(stack.engine, { actionId, changes, actor: 'walter' })).outcome).toBe('updated');
  await stack.quiet();
  const writes = control.history().length;
  expect(await values()).toMatchObject(changes);
  expect(await stack.database.db('action_events').where({ action_id: actionId, kind: 'lost' })).toEqual([]);
  await stack.quiet();
  expect(control.history()).toHaveLength(writes);
  return issue();
}

const issue = () => stack.github.control.issue({ repository: REPOSITORY, number });
const values = async (): Promise<FieldValues> => (await findAction(stack.database.db, actionId))?.values ?? {};
const error = async () => (await viewOfAction(stack.database.db, actionId))?.github?.error;

const custom = (kind: NonNullable<NonNullable<SettingsInput['mappings']>['custom']>[number]['kind'], target: object): SettingsInput =>
  ({ mappings: { custom: [{ key: 'own', name: 'Own', kind, target: target as { section: string } }], tags: { deny: ['own: *'] } } });

describe('issue types and issue fields', () => {
  test('the issue type', async () => {
    expect(await there({ type: 'Bug' })).toMatchObject({ issueType: 'Bug' });
    expect(await here({ issueType: 'Task' })).toMatchObject({ issueType: 'Task' });
    expect(await here({ issueType: null })).toMatchObject({ issueType: null });
  });

  test.each([
    ['text', 'Note', 'theirs', 'ours'],
    ['number', 'Points', 3, 5.5],
    ['date', 'Due', '2027-01-31', '2027-02-01'],
    ['single_select', 'Stage', 'Draft', 'Review'],
    ['multi_select', 'Areas', ['Web'], ['App', 'Web']],
  ] as const)('an issue field of kind %s', async (kind, field, theirs, ours) => {
    await useSettings(custom(kind, { issueField: field }));
    expect(await there({ fields: { [field]: theirs as string } })).toMatchObject({ 'custom.own': theirs });
    const { fields } = await here({ 'custom.own': ours as string });
    expect(Array.isArray(ours) ? (fields[field] as string[]).toSorted() : fields[field]).toEqual(ours);
    const none = kind === 'multi_select' ? [] : kind === 'text' ? '' : null;
    expect((await here({ 'custom.own': none })).fields).toEqual({});
    expect(await there({ fields: { [field]: theirs as string } })).toMatchObject({ 'custom.own': theirs });
    expect(await there({ fields: { [field]: null } })).toMatchObject({ 'custom.own': none });
  });

  test('fields are in the first pull and in what is read again, where the settings map them', async () => {
    await useSettings(custom('number', { issueField: 'Points' }));
    stack.github.control.setDeliveryMode({ mode: 'manual' });
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, fields: { Points: 8 } });
    const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
    await planBackfill(stack.database.db, stack.engine.jobs, link.integration_id, link.repository_id);
    await until('the pull', async () => (await values())['custom.own'] === 8);
    stack.github.control.setDeliveryMode({ mode: 'auto' });
    await stack.github.control.releaseAll();
    await stack.quiet();
    expect(await values()).toMatchObject({ 'custom.own': 8 });
  });

  test('the due date from an issue field', async () => {
    await useSettings({ mappings: { dueDate: { source: { issueField: 'Due' } } } });
    expect(await there({ fields: { Due: '2027-03-01' } })).toMatchObject({ dueDate: '2027-03-01' });
    expect((await here({ dueDate: '2027-04-01' })).fields).toEqual({ Due: '2027-04-01' });
  });

  test('priority from an issue field, category from the type', async () => {
    await useSettings({
      mappings: {
        issueType: { sync: false },
        priority: { sources: [{ from: 'issueField', field: 'Stage', options: { Low: 'low', High: 'high' } }] },
        category: { sources: [{ from: 'issueType', types: { Bug: 'bug', Feature: 'feature' } }] },
      },
    });
    expect(await there({ fields: { Stage: 'Low' }, type: 'Bug' })).toMatchObject({ priority: 'low', category: 'bug' });
    expect(await here({ priority: 'high', category: 'feature' })).toMatchObject({ fields: { Stage: 'High' }, issueType: 'Feature' });
  });

  test('status refined by an issue field', async () => {
    await useSettings({ mappings: { status: { sources: [{ from: 'issueField', field: 'Stage', options: { Review: 'in_progress' } }] } } });
    expect(await there({ fields: { Stage: 'Review' } })).toMatchObject({ status: 'in_progress' });
    expect(await here({ status: 'open' })).toMatchObject({ fields: {}, state: 'open' });
    expect(await here({ status: 'in_progress' })).toMatchObject({ fields: { Stage: 'Review' } });
    expect(await here({ status: 'done' })).toMatchObject({ state: 'closed', stateReason: 'completed' });
  });

  test('what the organization does not define is named, and the rest is written', async () => {
    await useSettings(custom('text', { issueField: 'Nowhere' }));
    await editAction(stack.engine, { actionId, changes: { title: 'Titled', 'custom.own': 'x', milestone: 'v9' }, actor: 'walter' });
    await stack.quiet();
    expect(issue()).toMatchObject({ title: 'Titled', fields: {} });
    expect(await error()).toMatch(/no issue field "Nowhere".*no milestone "v9"/);
    await there({ body: 'Another' });
    expect(await error()).toMatch(/no issue field "Nowhere"/);
    expect(await values()).toMatchObject({ description: 'Another', 'custom.own': 'x', milestone: 'v9' });
  });
});

describe('labels that the repository lacks', () => {
  const label = (name: string) => [...stack.github.state.repositories.values()].find((one) => one.name === 'widgets')?.labels.find((one) => one.name === name);
  const created = (name: string) => stack.github.control.history().filter(({ action, changes }) => action === 'label.create' && changes['name']?.to === name);

  test('are created once, with color and description', async () => {
    await here({ priority: 'urgent', category: 'feature', tags: ['brand new'] });
    expect(issue().labels.toSorted()).toEqual(['P0', 'brand new', 'enhancement']);
    expect(label('P0')).toMatchObject({ color: 'b60205', description: 'Priority: urgent' });
    expect(label('enhancement')).toMatchObject({ description: 'Category: feature' });
    await newIssue({ title: 'Second' });
    await here({ priority: 'urgent' });
    expect(created('P0')).toHaveLength(1);
  });

  test('are named where the lead allows none, and the rest is written', async () => {
    await useSettings({ createLabels: false });
    await editAction(stack.engine, { actionId, changes: { priority: 'low', tags: ['bug-bash', 'P1-ish'], title: 'Titled' }, actor: 'walter' });
    await stack.quiet();
    expect(issue()).toMatchObject({ title: 'Titled', labels: [] });
    expect(label('P3')).toBeUndefined();
    expect(await error()).toMatch(/no label "P3".*no label "bug-bash"/);
    stack.github.control.createLabel({ by: 'olivia', repository: REPOSITORY, name: 'P3', color: '000000' });
    // The label's own event says that it is worth another try.
    await stack.quiet();
    expect(issue().labels).toEqual(['P3']);
  });
});

describe('the reason of a closed issue', () => {
  test('is changed by opening and closing it again, and both echoes are known', async () => {
    expect(await here({ status: 'done' })).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(await here({ status: 'cancelled' })).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    const seen = (await stack.database.db('action_events').where({ action_id: actionId, side: 'github', kind: 'changed' })).length;
    expect(seen).toBe(0);
  });

  test('a timeout between the two steps leaves no issue open', async () => {
    await here({ status: 'done' });
    stack.github.control.addRequestFault({ method: 'PATCH', count: 1, fault: { kind: 'reset', when: 'after' } } as never);
    expect(await here({ status: 'cancelled' })).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
  });
});

describe('every other kind of mapping, there and back', () => {
  test('text passes byte for byte', async () => {
    const body = 'a\r\n  b \t\r\n- [ ] x\r\n<b>y</b> 👩‍💻 שלום';
    expect(await there({ title: '  Spaced  🚀', body })).toMatchObject({ title: '  Spaced  🚀', description: body });
    expect(await here({ description: body.replace('y', 'z') })).toMatchObject({ body: body.replace('y', 'z') });
  });

  test('the milestone', async () => {
    expect(await there({ milestone: 1 })).toMatchObject({ milestone: 'v1.0' });
    expect(await here({ milestone: null })).toMatchObject({ milestone: null });
    expect(await here({ milestone: 'v1.0' })).toMatchObject({ milestoneTitle: 'v1.0' });
  });

  test('people, known and unknown: nobody is dropped', async () => {
    await useSettings({ people: { walter: 'member-w' }, members: ['member-w', 'member-x'] });
    expect(await there({ assignees: ['walter', 'tara'] })).toMatchObject({ assignees: ['member-w', 'tara'] });
    expect(await here({ assignees: ['member-w', 'tara', 'olivia', 'member-x'] })).toMatchObject({ assignees: ['walter', 'tara', 'olivia'] });
    expect(await here({ assignees: ['tara', 'member-x'] })).toMatchObject({ assignees: ['tara'] });
  });

  test('tags within allow and deny lists; what is outside stays where it is, on both sides', async () => {
    await useSettings({ mappings: { tags: { allow: ['team-*', 'api'], deny: ['team-secret*'] } } });
    expect(await there({ labels: ['api', 'team-red', 'team-secret-1', 'other'] })).toMatchObject({ tags: ['api', 'team-red'] });
    const { labels } = await here({ tags: ['api', 'team-blue', 'team-secret-2', 'customer x'] });
    expect(labels.toSorted()).toEqual(['api', 'other', 'team-blue', 'team-secret-1']);
  });

  test('labels another mapping uses are tags only where asked', async () => {
    expect(await there({ labels: ['bug', 'api'] })).toMatchObject({ category: 'bug', tags: ['api'] });
    await useSettings({ mappings: { tags: { includeMapped: true } } });
    const now = await there({ labels: ['bug', 'api', 'P1'] });
    expect(now.priority).toBe('high');
    expect((now.tags as string[]).toSorted()).toEqual(['P1', 'api', 'bug']);
  });

  test.each([
    ['text', 'own: free', 'own: words', 'free', 'words'],
    ['single_select', 'own: s', 'own: m', 's', 'm'],
    ['number', 'own: 3', 'own: 5', 3, 5],
    ['date', 'own: 2027-01-31', 'own: 2027-02-01', '2027-01-31', '2027-02-01'],
    ['person', 'own: tara', 'own: rita', 'tara', 'rita'],
  ] as const)('a label prefix carries a field of kind %s', async (kind, theirs, ours, read, written) => {
    await useSettings(custom(kind, { labelPrefix: 'own: ' }));
    expect(await there({ labels: [theirs, 'api'] })).toMatchObject({ 'custom.own': read, tags: ['api'] });
    expect((await here({ 'custom.own': written })).labels.toSorted()).toEqual(['api', ours]);
    expect((await here({ 'custom.own': kind === 'text' ? '' : null })).labels).toEqual(['api']);
  });

  test('a label prefix carries many values', async () => {
    await useSettings(custom('multi_select', { labelPrefix: 'own: ' }));
    expect(await there({ labels: ['own: a', 'own: b'] })).toMatchObject({ 'custom.own': ['a', 'b'] });
    expect((await here({ 'custom.own': ['b', 'c'] })).labels.toSorted()).toEqual(['own: b', 'own: c']);
  });

  test.each([
    ['text', 'their note\nof two lines', 'our note', 'our note'],
    ['number', '3', 5, '5'],
    ['date', '2027-01-31', '2027-02-01', '2027-02-01'],
    ['single_select', 'One', 'Two', 'Two'],
    ['multi_select', 'One, Two', ['Two', 'Three'], 'Two, Three'],
    ['person', '@tara', 'rita', 'rita'],
  ] as const)('a section of the body carries a field of kind %s', async (kind, theirs, ours, written) => {
    await useSettings(custom(kind, { section: 'Notes' }));
    await there({ body: `Above\n\n### Notes\n\n${theirs}\n\n### Below\n\nstays\n` });
    const read = { text: theirs, number: 3, date: theirs, single_select: theirs, multi_select: ['One', 'Two'], person: 'tara' }[kind];
    expect(await values()).toMatchObject({ 'custom.own': read });
    const { body } = await here({ 'custom.own': ours as string });
    expect(body).toBe(`Above\n\n### Notes\n\n${written}\n\n### Below\n\nstays\n`);
    expect((await values()).description).toBe(body);
  });

  test('the issue type and the milestone carry a field of the project', async () => {
    await useSettings({ mappings: { issueType: { sync: false }, milestone: { sync: false }, custom: [
      { key: 'kind', name: 'Kind', kind: 'single_select', target: { issueType: true } },
      { key: 'release', name: 'Release', kind: 'text', target: { milestone: true } },
    ] } });
    expect(await there({ type: 'Bug', milestone: 1 })).toMatchObject({ 'custom.kind': 'Bug', 'custom.release': 'v1.0' });
    expect(await here({ 'custom.kind': 'Task', 'custom.release': '' })).toMatchObject({ issueType: 'Task', milestone: null });
  });

  test('the due date from a section, and read only from the milestone', async () => {
    await useSettings({ mappings: { dueDate: { source: { section: 'Due' } } } });
    expect(await there({ body: '### Due\n\n2027-05-01\n' })).toMatchObject({ dueDate: '2027-05-01' });
    expect(await here({ dueDate: '2027-06-01' })).toMatchObject({ body: '### Due\n\n2027-06-01\n' });
    await useSettings({ mappings: { dueDate: { source: 'milestone' } } });
    const { number: milestone } = stack.github.control.createMilestone({ by: 'olivia', repository: REPOSITORY, title: 'Dated', dueOn: Date.UTC(2027, 6, 1) });
    expect(await there({ milestone })).toMatchObject({ dueDate: '2027-07-01', milestone: 'Dated' });
  });
});

describe('direction', () => {
  test('a pulled field takes what GitHub has, a pushed one ignores it', async () => {
    await useSettings({ mappings: { milestone: { direction: 'pull' }, priority: { direction: 'push' } } });
    expect(await there({ milestone: 1, labels: ['P1'] })).toMatchObject({ milestone: 'v1.0', priority: null });
    await editAction(stack.engine, { actionId, changes: { milestone: null, priority: 'urgent' }, actor: 'walter' });
    await stack.quiet();
    expect(issue()).toMatchObject({ milestoneTitle: 'v1.0', labels: ['P0'] });
    expect(await values()).toMatchObject({ milestone: 'v1.0', priority: 'urgent' });
  });

  test('the whole integration pulls only', async () => {
    await useSettings({ direction: 'pull' });
    await editAction(stack.engine, { actionId, changes: { title: 'Not to be seen there' }, actor: 'walter' });
    await stack.quiet();
    expect(issue().title).toBe('Agreed');
    expect(await there({ title: 'Theirs' })).toMatchObject({ title: 'Theirs' });
  });

  test('the whole integration pushes only', async () => {
    await useSettings({ direction: 'push' });
    expect(await there({ title: 'Theirs' })).toMatchObject({ title: 'Agreed' });
    await editAction(stack.engine, { actionId, changes: { title: 'Ours' }, actor: 'walter' });
    await stack.quiet();
    expect(issue().title).toBe('Ours');
  });
});
