/** Every kind of mapping but issue fields, there and back through the whole service. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SettingsInput } from '../../src/core/settings.ts';
import { mapIssue, useSettings, type MappedIssue } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
let mapped: MappedIssue;

beforeAll(async () => {
  stack = await startStack();
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

describe('every other kind of mapping, there and back', () => {
  test('text passes byte for byte', async () => {
    const body = 'a\r\n  b \t\r\n- [ ] x\r\n<b>y</b> 👩‍💻 שלום';
    expect(await mapped.there({ title: '  Spaced  🚀', body })).toMatchObject({ title: '  Spaced  🚀', description: body });
    expect(await mapped.here({ description: body.replace('y', 'z') })).toMatchObject({ body: body.replace('y', 'z') });
  });

  test('the milestone', async () => {
    expect(await mapped.there({ milestone: 1 })).toMatchObject({ milestone: 'v1.0' });
    expect(await mapped.here({ milestone: null })).toMatchObject({ milestone: null });
    expect(await mapped.here({ milestone: 'v1.0' })).toMatchObject({ milestoneTitle: 'v1.0' });
  });

  test('people, known and unknown: nobody is dropped', async () => {
    await settle({ people: { walter: 'member-w' }, members: ['member-w', 'member-x'] });
    expect(await mapped.there({ assignees: ['walter', 'tara'] })).toMatchObject({ assignees: ['member-w', 'tara'] });
    expect(await mapped.here({ assignees: ['member-w', 'tara', 'olivia', 'member-x'] })).toMatchObject({ assignees: ['walter', 'tara', 'olivia'] });
    expect(await mapped.here({ assignees: ['tara', 'member-x'] })).toMatchObject({ assignees: ['tara'] });
  });

  test('tags within allow and deny lists; what is outside stays where it is, on both sides', async () => {
    await settle({ mappings: { tags: { allow: ['team-*', 'api'], deny: ['team-secret*'] } } });
    expect(await mapped.there({ labels: ['api', 'team-red', 'team-secret-1', 'other'] })).toMatchObject({ tags: ['api', 'team-red'] });
    const { labels } = await mapped.here({ tags: ['api', 'team-blue', 'team-secret-2', 'customer x'] });
    expect(labels.toSorted()).toEqual(['api', 'other', 'team-blue', 'team-secret-1']);
  });

  test('labels another mapping uses are tags only where asked', async () => {
    expect(await mapped.there({ labels: ['bug', 'api'] })).toMatchObject({ category: 'bug', tags: ['api'] });
    await settle({ mappings: { tags: { includeMapped: true } } });
    const now = await mapped.there({ labels: ['bug', 'api', 'P1'] });
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
    await settle(custom(kind, { labelPrefix: 'own: ' }));
    expect(await mapped.there({ labels: [theirs, 'api'] })).toMatchObject({ 'custom.own': read, tags: ['api'] });
    expect((await mapped.here({ 'custom.own': written })).labels.toSorted()).toEqual(['api', ours]);
    expect((await mapped.here({ 'custom.own': kind === 'text' ? '' : null })).labels).toEqual(['api']);
  });

  test('a label prefix carries many values', async () => {
    await settle(custom('multi_select', { labelPrefix: 'own: ' }));
    expect(await mapped.there({ labels: ['own: a', 'own: b'] })).toMatchObject({ 'custom.own': ['a', 'b'] });
    expect((await mapped.here({ 'custom.own': ['b', 'c'] })).labels.toSorted()).toEqual(['own: b', 'own: c']);
  });

  test.each([
    ['text', 'their note\nof two lines', 'our note', 'our note'],
    ['number', '3', 5, '5'],
    ['date', '2027-01-31', '2027-02-01', '2027-02-01'],
    ['single_select', 'One', 'Two', 'Two'],
    ['multi_select', 'One, Two', ['Two', 'Three'], 'Two, Three'],
    ['person', '@tara', 'rita', 'rita'],
  ] as const)('a section of the body carries a field of kind %s', async (kind, theirs, ours, written) => {
    await settle(custom(kind, { section: 'Notes' }));
    await mapped.there({ body: `Above\n\n### Notes\n\n${theirs}\n\n### Below\n\nstays\n` });
    const read = { text: theirs, number: 3, date: theirs, single_select: theirs, multi_select: ['One', 'Two'], person: 'tara' }[kind];
    expect(await mapped.values()).toMatchObject({ 'custom.own': read });
    const { body } = await mapped.here({ 'custom.own': ours as string });
    expect(body).toBe(`Above\n\n### Notes\n\n${written}\n\n### Below\n\nstays\n`);
    expect((await mapped.values()).description).toBe(body);
  });

  test('the issue type and the milestone carry a field of the project', async () => {
    await settle({ mappings: { issueType: { sync: false }, milestone: { sync: false }, custom: [
      { key: 'kind', name: 'Kind', kind: 'single_select', target: { issueType: true } },
      { key: 'release', name: 'Release', kind: 'text', target: { milestone: true } },
    ] } });
    expect(await mapped.there({ type: 'Bug', milestone: 1 })).toMatchObject({ 'custom.kind': 'Bug', 'custom.release': 'v1.0' });
    expect(await mapped.here({ 'custom.kind': 'Task', 'custom.release': '' })).toMatchObject({ issueType: 'Task', milestone: null });
  });

  test('the due date from a section, and read only from the milestone', async () => {
    await settle({ mappings: { dueDate: { source: { section: 'Due' } } } });
    expect(await mapped.there({ body: '### Due\n\n2027-05-01\n' })).toMatchObject({ dueDate: '2027-05-01' });
    expect(await mapped.here({ dueDate: '2027-06-01' })).toMatchObject({ body: '### Due\n\n2027-06-01\n' });
    await settle({ mappings: { dueDate: { source: 'milestone' } } });
    const { number: milestone } = stack.github.control.createMilestone({ by: 'olivia', repository: REPOSITORY, title: 'Dated', dueOn: Date.UTC(2027, 6, 1) });
    expect(await mapped.there({ milestone })).toMatchObject({ dueDate: '2027-07-01', milestone: 'Dated' });
  });
});

describe('direction', () => {
  test('a pulled field takes what GitHub has, a pushed one ignores it', async () => {
    await settle({ mappings: { milestone: { direction: 'pull' }, priority: { direction: 'push' } } });
    expect(await mapped.there({ milestone: 1, labels: ['P1'] })).toMatchObject({ milestone: 'v1.0', priority: null });
    await mapped.edit({ milestone: null, priority: 'urgent' });
    expect(mapped.issue()).toMatchObject({ milestoneTitle: 'v1.0', labels: ['P0'] });
    expect(await mapped.values()).toMatchObject({ milestone: 'v1.0', priority: 'urgent' });
  });

  test('the whole integration pulls only', async () => {
    await settle({ direction: 'pull' });
    await mapped.edit({ title: 'Not to be seen there' });
    expect(mapped.issue().title).toBe('Agreed');
    expect(await mapped.there({ title: 'Theirs' })).toMatchObject({ title: 'Theirs' });
  });

  test('the whole integration pushes only', async () => {
    await settle({ direction: 'push' });
    expect(await mapped.there({ title: 'Theirs' })).toMatchObject({ title: 'Agreed' });
    await mapped.edit({ title: 'Ours' });
    expect(mapped.issue().title).toBe('Ours');
  });
});
