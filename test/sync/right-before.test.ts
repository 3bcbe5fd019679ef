/** I5: what somebody sets on GitHub between our last read and our write, which GitHub cannot prevent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { restoreValue } from '../../src/sync/resolve.ts';
import { rightBefore } from '../support/between.ts';
import { mapIssue, useSettings, type MappedIssue, type PersonEdit } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
let mapped: MappedIssue;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
  for (const title of ['Before', 'Ours', 'Theirs']) milestones[title] = stack.github.control.createMilestone({ by: 'olivia', repository: REPOSITORY, title }).number;
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  await useSettings(stack, projectId, {});
  mapped = await mapIssue(stack, REPOSITORY, { title: 'Agreed' });
});

const milestones: Record<string, number> = {};
const person = (edit: PersonEdit) => stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: mapped.number, ...edit });
const lost = async () => stack.database.db('action_events').where({ action_id: mapped.actionId, kind: 'lost' }).orderBy('id');
const lostValues = async () => (await lost()).map(({ side, changes }) => [side, changes]);

describe('what replaces a value', () => {
  const CASES = {
    title: { theirs: () => ({ title: 'Theirs' }), shown: () => mapped.issue().title },
    milestone: { theirs: () => ({ milestone: milestones['Theirs'] }), shown: () => mapped.issue().milestoneTitle },
  };

  test.each(['title', 'milestone'] as const)('I5: a %s set in between is in the history, and one call restores it', async (field) => {
    rightBefore(stack.engine, 'PATCH', () => person(CASES[field].theirs()));
    await mapped.edit({ [field]: 'Ours' });
    expect(CASES[field].shown()).toBe('Ours');
    expect(await mapped.values()).toMatchObject({ [field]: 'Ours' });
    expect(await lostValues()).toEqual([['github', { [field]: { from: 'Theirs', to: 'Ours' } }]]);
    const [event] = await lost();
    expect(event.actor).toBe('olivia');
    expect(await restoreValue(stack.engine, mapped.actionId, event.id, field, 'tara')).toMatchObject({ outcome: 'updated' });
    await stack.quiet();
    expect(CASES[field].shown()).toBe('Theirs');
    expect(await mapped.values()).toMatchObject({ [field]: 'Theirs' });
    expect(await lost()).toHaveLength(1);
  });
});

describe('what takes a value away', () => {
  const CASES = {
    milestone: { before: () => ({ milestone: milestones['Before'] }), theirs: { milestone: null }, ours: 'Ours', lost: null },
    issueType: { before: () => ({ type: 'Bug' }), theirs: { type: null }, ours: 'Task', lost: null },
    status: { before: () => ({ state: 'closed', stateReason: 'completed' }) as const, theirs: { state: 'open' } as const, ours: 'cancelled', lost: 'open' },
  };
  const FIELDS = ['milestone', 'issueType', 'status'] as const;

  test.each(FIELDS)('I5: a %s that somebody took away in between is in the history', async (field) => {
    const { before, theirs, ours } = CASES[field];
    await mapped.there(before());
    rightBefore(stack.engine, 'PATCH', () => person(theirs));
    await mapped.edit({ [field]: ours });
    expect(await mapped.values()).toMatchObject({ [field]: ours });
    expect(await lostValues()).toEqual([['github', { [field]: { from: CASES[field].lost, to: ours } }]]);
    expect((await lost()).map(({ actor }) => actor)).toEqual(['olivia']);
  });

  test.each(FIELDS)('our own way to another %s, told as the same steps, is nobody else\'s', async (field) => {
    await mapped.there(CASES[field].before());
    await mapped.here({ [field]: CASES[field].ours });
  });
});

describe('states, labels and people', () => {
  test('I5: a reason to close is told by its own webhook, late, and kept', async () => {
    person({ state: 'closed', stateReason: 'completed' });
    await stack.quiet();
    rightBefore(stack.engine, 'PATCH', () => {
      person({ state: 'open' });
      person({ state: 'closed', stateReason: 'not_planned' });
    });
    await mapped.edit({ status: 'open' });
    expect(mapped.issue().state).toBe('open');
    expect((await lost()).map(({ changes }) => changes)).toEqual([{ status: { from: 'cancelled', to: 'open' } }]);
  });

  test('I5: closed by both at once, GitHub keeps the first reason, and the other one is kept here', async () => {
    rightBefore(stack.engine, 'PATCH', () => person({ state: 'closed', stateReason: 'not_planned' }));
    await mapped.edit({ status: 'done' });
    expect(mapped.issue()).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect((await mapped.values()).status).toBe('cancelled');
    expect((await lost()).map(({ side, changes }) => [side, changes])).toEqual([['lockstep', { status: { from: 'done', to: 'cancelled' } }]]);
  });

  test('labels and people that come or go meanwhile stay as they are', async () => {
    person({ addLabels: ['old', 'stays'] });
    await stack.quiet();
    rightBefore(stack.engine, 'POST', () => person({ addLabels: ['theirs'], removeLabels: ['old'], addAssignees: ['walter'] }));
    await mapped.edit({ tags: ['old', 'stays', 'ours'], assignees: ['olivia'] });
    expect(mapped.issue().labels.toSorted()).toEqual(['ours', 'stays', 'theirs']);
    expect(((await mapped.values()).assignees as string[]).toSorted()).toEqual(['olivia', 'walter']);
    expect(await lost()).toEqual([]);
  });
});
