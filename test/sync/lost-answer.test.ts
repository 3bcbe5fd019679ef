/** The answer to a write is lost, and somebody comes before it is tried again: what they do stands, and what never took effect is written. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { mappingOfAction, type Mapping } from '../../src/store/mappings.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { Cause } from '../../src/sync/engine.ts';
import { pushMapping } from '../../src/sync/push.ts';
import { mapIssue, useSettings, type MappedIssue, type PersonEdit } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';

const REPOSITORY = 'acme/widgets';

/** So that what happens one after the other does not fall into one second of GitHub's. */
let ahead = 0;
let stack: Stack;
let projectId: number;
let mapped: MappedIssue;

beforeAll(async () => {
  stack = await startStack({ clock: () => Date.now() + ahead });
  projectId = await stack.project([REPOSITORY]);
});
afterAll(() => stack.stop());

beforeEach(async () => {
  await useSettings(stack, projectId, { conflictPolicy: 'lockstep' });
  mapped = await mapIssue(stack, REPOSITORY, { title: 'Agreed' });
  // What nobody tells of, only the timeline knows.
  stack.github.control.addDeliveryFault({ fault: { kind: 'drop' } });
  ahead += 5000;
});
afterEach(() => stack.github.control.clearDeliveryFaults());

const issue = () => mapped.issue();
const action = () => mapped.values();
const asked = () => stack.github.control.counters()['GraphQL lockstepTimeline'] ?? 0;

/** The edit is pushed, the answer of one call lost, before or after it took effect; olivia does hers, and the push is tried again. */
async function loseAnswer(changes: FieldValues, { method, path = '' }: { method: string; path?: string }, when: 'before' | 'after', theirs: PersonEdit | null, since: FieldValues = {}): Promise<void> {
  const { control } = stack.github;
  const edit = (given: FieldValues) => editAction({ db: stack.database.db, jobs: { ...stack.engine.jobs, send: async () => {} } }, { actionId: mapped.actionId, changes: given, actor: 'tara' });
  await edit(changes);
  const { id } = (await mappingOfAction(stack.database.db, mapped.actionId)) as Mapping;
  const { id: fault } = control.addRequestFault({ method, path: `/issues/${mapped.number}${path}$`, count: 1, fault: { kind: 'reset', when } });
  await expect(pushMapping(stack.engine, id, CAUSE)).rejects.toMatchObject({ code: 'unavailable' });
  control.clearRequestFaults({ id: fault });
  ahead += 5000;
  if (theirs) control.editIssue({ by: 'olivia', repository: REPOSITORY, number: mapped.number, ...theirs });
  ahead += 5000;
  await edit(since);
  await pushMapping(stack.engine, id, CAUSE);
  expect((await mappingOfAction(stack.database.db, mapped.actionId))?.pushing).toBeNull();
}

const CAUSE: Cause = { trigger: 'push', deliveryGuid: null, actor: null, startedAt: 0, receivedAt: null };
const LABELS = { method: 'POST', path: '/labels' };
const ASSIGNEES = { method: 'POST', path: '/assignees' };
const PATCH = { method: 'PATCH' };

test('I5: a label that somebody took off stays off', async () => {
  await loseAnswer({ tags: ['ours'] }, LABELS, 'after', { removeLabels: ['ours'] });
  expect([issue().labels, (await action()).tags]).toEqual([[], []]);
});

test('I5: a person who was taken off stays off', async () => {
  await loseAnswer({ assignees: ['walter'] }, ASSIGNEES, 'after', { assignees: [] });
  expect([issue().assignees, (await action()).assignees]).toEqual([[], []]);
});

test('I5: a title that was given back stays', async () => {
  await loseAnswer({ title: 'Ours' }, PATCH, 'after', { title: 'Agreed' });
  expect([issue().title, (await action()).title]).toEqual(['Agreed', 'Agreed']);
});

test('I5: a title of after our write is no rival of it, and stands whatever the policy', async () => {
  await loseAnswer({ title: 'Ours' }, PATCH, 'after', { title: 'Theirs' });
  expect([issue().title, (await action()).title]).toEqual(['Theirs', 'Theirs']);
});

test('I5: an issue that was opened again stays open, for whatever reason it was closed', async () => {
  await loseAnswer({ status: 'cancelled' }, PATCH, 'after', { state: 'open' });
  expect([issue().state, (await action()).status]).toEqual(['open', 'open']);
});

test('I5: an issue that was opened again stays open, though we opened it ourselves to close it for another reason', async () => {
  await mapped.edit({ status: 'cancelled' });
  ahead += 5000;
  await loseAnswer({ status: 'done', tags: ['ours'] }, LABELS, 'after', { state: 'open' });
  expect([issue().state, (await action()).status]).toEqual(['open', 'open']);
});

test('I5: a text that was given back stays', async () => {
  await loseAnswer({ description: 'ours' }, PATCH, 'after', { body: '' });
  expect([issue().body, (await action()).description]).toEqual(['', '']);
});

test('I5: a text that never arrived is written, whatever else somebody wrote and took back', async () => {
  await loseAnswer({ description: 'ours' }, PATCH, 'before', { title: 'Theirs' });
  expect(issue()).toMatchObject({ title: 'Theirs', body: 'ours' });
});

test('I5: a value of an issue field that was given back stays', async () => {
  stack.github.control.createIssueField({ organization: 'acme', name: 'Stage', dataType: 'single_select', options: ['Draft', 'Review'] });
  await useSettings(stack, projectId, { conflictPolicy: 'lockstep', mappings: { custom: [{ key: 'stage', name: 'Stage', kind: 'single_select', target: { issueField: 'Stage' } }] } });
  await loseAnswer({ 'custom.stage': 'Review' }, { method: 'POST', path: '/issue-field-values' }, 'after', { fields: { Stage: null } });
  expect([issue().fields['Stage'] ?? null, (await action())['custom.stage']]).toEqual([null, null]);
});

test('the newest wins over what was given back there and edited again here', async () => {
  await useSettings(stack, projectId, { conflictPolicy: 'newest' });
  await loseAnswer({ title: 'Ours' }, PATCH, 'after', { title: 'Agreed' }, { title: 'Ours again' });
  expect([issue().title, (await action()).title]).toEqual(['Agreed', 'Agreed']);
});

test('I5: what never took effect is written, whatever else somebody did meanwhile', async () => {
  await loseAnswer({ tags: ['ours'] }, LABELS, 'before', { title: 'Theirs', addLabels: ['more'] });
  expect(issue()).toMatchObject({ title: 'Theirs', labels: expect.arrayContaining(['ours', 'more']) });
  expect((await action()).tags).toEqual(expect.arrayContaining(['more', 'ours']));
});

test('where nobody came, the timeline is not asked', async () => {
  const before = asked();
  await loseAnswer({ title: 'Ours' }, PATCH, 'before', null);
  expect(issue().title).toBe('Ours');
  await loseAnswer({ title: 'Ours again' }, PATCH, 'after', null);
  expect(issue().title).toBe('Ours again');
  expect(asked()).toBe(before);
});

describe('events tell of what somebody does meanwhile', () => {
  beforeEach(() => stack.github.control.clearDeliveryFaults());

  const push = async (fault: Parameters<Stack['github']['control']['addRequestFault']>[0]['fault'], method: string, changes: FieldValues): Promise<number> => {
    await editAction({ db: stack.database.db, jobs: { ...stack.engine.jobs, send: async () => {} } }, { actionId: mapped.actionId, changes, actor: 'tara' });
    const { id } = (await mappingOfAction(stack.database.db, mapped.actionId)) as Mapping;
    stack.github.control.addRequestFault({ method, path: `/issues/${mapped.number}`, count: 1, fault });
    await expect(pushMapping(stack.engine, id, CAUSE)).rejects.toThrow();
    ahead += 5000;
    return id;
  };

  test('I5: a label that the push has nothing to do with is not taken for one that it was to take off', async () => {
    await mapped.there({ addLabels: ['red', 'green'] });
    ahead += 5000;
    const id = await push({ kind: 'reset', when: 'before' }, 'DELETE', { tags: ['green'] });
    await mapped.there({ addLabels: ['blue'], removeLabels: ['red'] });
    await mapped.there({ removeLabels: ['green', 'blue'] });
    await pushMapping(stack.engine, id, CAUSE);
    await stack.quiet();
    expect([issue().labels, (await action()).tags]).toEqual([[], []]);
  });

  test('I5: a line that the push has nothing to do with does not come back', async () => {
    await mapped.there({ body: 'one\ntwo\nthree\nfour\nfive\n' });
    ahead += 5000;
    const id = await push({ kind: 'reset', when: 'after' }, 'PATCH', { description: 'ONE\ntwo\nthree\nfour\nfive\n' });
    await mapped.there({ body: 'ONE\ntwo\nthree\nfour\nfive\nsix\n' });
    await mapped.there({ body: 'ONE\ntwo\nthree\nfour\nfive\n' });
    await pushMapping(stack.engine, id, CAUSE);
    await stack.quiet();
    expect([issue().body, (await action()).description]).toEqual(['ONE\ntwo\nthree\nfour\nfive\n', 'ONE\ntwo\nthree\nfour\nfive\n']);
  });

  test('I5: what GitHub made wait was not written: the same, set by somebody after something else, is theirs', async () => {
    await useSettings(stack, projectId, { conflictPolicy: 'github' });
    await push({ kind: 'limited', status: 429, retryAfterSeconds: 1 }, 'PATCH', { title: 'Ours' });
    await mapped.there({ title: 'Theirs' });
    ahead += 5000;
    await mapped.there({ title: 'Ours' });
    expect([issue().title, (await action()).title]).toEqual(['Ours', 'Ours']);
  });
});
