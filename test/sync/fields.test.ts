/** Issue types, issue fields, missing labels and reasons, there and back through the whole service. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SettingsInput } from '../../src/core/settings.ts';
import { editAction } from '../../src/sync/edit.ts';
import { planBackfill } from '../../src/sync/link.ts';
import { rightBefore } from '../support/between.ts';
import { mapIssue, useSettings, type MappedIssue } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
let mapped: MappedIssue;

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
  await settle({});
  mapped = await mapIssue(stack, REPOSITORY, { title: 'Agreed', body: 'Text\n\n### Notes\n\nsome note\n' });
});

const settle = (settings: SettingsInput) => useSettings(stack, projectId, settings);

const custom = (kind: NonNullable<NonNullable<SettingsInput['mappings']>['custom']>[number]['kind'], target: object): SettingsInput =>
  ({ mappings: { custom: [{ key: 'own', name: 'Own', kind, target: target as { section: string } }], tags: { deny: ['own: *'] } } });

describe('issue types and issue fields', () => {
  test('the issue type', async () => {
    expect(await mapped.there({ type: 'Bug' })).toMatchObject({ issueType: 'Bug' });
    expect(await mapped.here({ issueType: 'Task' })).toMatchObject({ issueType: 'Task' });
    expect(await mapped.here({ issueType: null })).toMatchObject({ issueType: null });
  });

  test.each([
    ['text', 'Note', 'theirs', 'ours'],
    ['number', 'Points', 3, 5.5],
    ['date', 'Due', '2027-01-31', '2027-02-01'],
    ['single_select', 'Stage', 'Draft', 'Review'],
    ['multi_select', 'Areas', ['Web'], ['App', 'Web']],
  ] as const)('an issue field of kind %s', async (kind, field, theirs, ours) => {
    await settle(custom(kind, { issueField: field }));
    expect(await mapped.there({ fields: { [field]: theirs as string } })).toMatchObject({ 'custom.own': theirs });
    const { fields } = await mapped.here({ 'custom.own': ours as string });
    expect(Array.isArray(ours) ? (fields[field] as string[]).toSorted() : fields[field]).toEqual(ours);
    const none = kind === 'multi_select' ? [] : kind === 'text' ? '' : null;
    expect((await mapped.here({ 'custom.own': none })).fields).toEqual({});
    expect(await mapped.there({ fields: { [field]: theirs as string } })).toMatchObject({ 'custom.own': theirs });
    expect(await mapped.there({ fields: { [field]: null } })).toMatchObject({ 'custom.own': none });
  });

  test('I5: a value that somebody sets right before our write is told by the webhook of our write, and kept', async () => {
    await settle(custom('single_select', { issueField: 'Stage' }));
    await mapped.there({ fields: { Stage: 'Draft' } });
    rightBefore(stack.engine, 'POST', () => stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: mapped.number, fields: { Stage: 'Low' } }));
    expect((await editAction(stack.engine, { actionId: mapped.actionId, changes: { 'custom.own': 'Review' }, actor: 'walter' })).outcome).toBe('updated');
    await stack.quiet();
    expect(await mapped.values()).toMatchObject({ 'custom.own': 'Review' });
    const lost = await stack.database.db('action_events').where({ action_id: mapped.actionId, kind: 'lost' });
    expect(lost.map(({ side, changes }) => [side, changes])).toEqual([['github', { 'custom.own': { from: 'Low', to: 'Review' } }]]);
  });

  test('fields are in the first pull and in what is read again, where the settings map them', async () => {
    await settle(custom('number', { issueField: 'Points' }));
    stack.github.control.setDeliveryMode({ mode: 'manual' });
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: mapped.number, fields: { Points: 8 } });
    const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
    await planBackfill(stack.database.db, stack.engine.jobs, link.integration_id, link.repository_id);
    await until('the pull', async () => (await mapped.values())['custom.own'] === 8);
    stack.github.control.setDeliveryMode({ mode: 'auto' });
    await stack.github.control.releaseAll();
    await stack.quiet();
    expect(await mapped.values()).toMatchObject({ 'custom.own': 8 });
  });

  test('the due date from an issue field', async () => {
    await settle({ mappings: { dueDate: { source: { issueField: 'Due' } } } });
    expect(await mapped.there({ fields: { Due: '2027-03-01' } })).toMatchObject({ dueDate: '2027-03-01' });
    expect((await mapped.here({ dueDate: '2027-04-01' })).fields).toEqual({ Due: '2027-04-01' });
  });

  test('priority from an issue field, category from the type', async () => {
    await settle({
      mappings: {
        issueType: { sync: false },
        priority: { sources: [{ from: 'issueField', field: 'Stage', options: { Low: 'low', High: 'high' } }] },
        category: { sources: [{ from: 'issueType', types: { Bug: 'bug', Feature: 'feature' } }] },
      },
    });
    expect(await mapped.there({ fields: { Stage: 'Low' }, type: 'Bug' })).toMatchObject({ priority: 'low', category: 'bug' });
    expect(await mapped.here({ priority: 'high', category: 'feature' })).toMatchObject({ fields: { Stage: 'High' }, issueType: 'Feature' });
  });

  test('status refined by an issue field', async () => {
    await settle({ mappings: { status: { sources: [{ from: 'issueField', field: 'Stage', options: { Review: 'in_progress' } }] } } });
    expect(await mapped.there({ fields: { Stage: 'Review' } })).toMatchObject({ status: 'in_progress' });
    expect(await mapped.here({ status: 'open' })).toMatchObject({ fields: {}, state: 'open' });
    expect(await mapped.here({ status: 'in_progress' })).toMatchObject({ fields: { Stage: 'Review' } });
    expect(await mapped.here({ status: 'done' })).toMatchObject({ state: 'closed', stateReason: 'completed' });
  });

  test('what the organization does not define is named, and the rest is written', async () => {
    await settle(custom('text', { issueField: 'Nowhere' }));
    await mapped.edit({ title: 'Titled', 'custom.own': 'x', milestone: 'v9' });
    expect(mapped.issue()).toMatchObject({ title: 'Titled', fields: {} });
    expect(await mapped.error()).toMatch(/no issue field "Nowhere".*no milestone "v9"/);
    await mapped.there({ body: 'Another' });
    expect(await mapped.error()).toMatch(/no issue field "Nowhere"/);
    expect(await mapped.values()).toMatchObject({ description: 'Another', 'custom.own': 'x', milestone: 'v9' });
  });
});

describe('labels that the repository lacks', () => {
  const label = (name: string) => [...stack.github.state.repositories.values()].find((one) => one.name === 'widgets')?.labels.find((one) => one.name === name);
  const created = (name: string) => stack.github.control.history().filter(({ action, changes }) => action === 'label.create' && changes['name']?.to === name);

  test('are created once, with color and description', async () => {
    await mapped.here({ priority: 'urgent', category: 'feature', tags: ['brand new'] });
    expect(mapped.issue().labels.toSorted()).toEqual(['P0', 'brand new', 'enhancement']);
    expect(label('P0')).toMatchObject({ color: 'b60205', description: 'Priority: urgent' });
    expect(label('enhancement')).toMatchObject({ description: 'Category: feature' });
    mapped = await mapIssue(stack, REPOSITORY, { title: 'Second' });
    await mapped.here({ priority: 'urgent' });
    expect(created('P0')).toHaveLength(1);
  });

  test('are named where the lead allows none, and the rest is written', async () => {
    await settle({ createLabels: false });
    await mapped.edit({ priority: 'low', tags: ['bug-bash', 'P1-ish'], title: 'Titled' });
    expect(mapped.issue()).toMatchObject({ title: 'Titled', labels: [] });
    expect(label('P3')).toBeUndefined();
    expect(await mapped.error()).toMatch(/no label "P3".*no label "bug-bash"/);
    stack.github.control.createLabel({ by: 'olivia', repository: REPOSITORY, name: 'P3', color: '000000' });
    // The label's own event says that it is worth another try.
    await stack.quiet();
    expect(mapped.issue().labels).toEqual(['P3']);
  });
});

describe('the reason of a closed issue', () => {
  test('is changed by opening and closing it again, and both echoes are known', async () => {
    expect(await mapped.here({ status: 'done' })).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(await mapped.here({ status: 'cancelled' })).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    const seen = (await stack.database.db('action_events').where({ action_id: mapped.actionId, side: 'github', kind: 'changed' })).length;
    expect(seen).toBe(0);
  });

  test('a timeout between the two steps leaves no issue open', async () => {
    await mapped.here({ status: 'done' });
    stack.github.control.addRequestFault({ method: 'PATCH', count: 1, fault: { kind: 'reset', when: 'after' } } as never);
    expect(await mapped.here({ status: 'cancelled' })).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
  });
});
