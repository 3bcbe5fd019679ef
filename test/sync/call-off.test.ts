/** Writes that wait for GitHub are called off: what is given up stands in the history, and nothing of it is written any more. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { refreshAlerts } from '../../src/store/alerts.ts';
import { brakedMappings } from '../../src/store/brakes.ts';
import { callOffProgress } from '../../src/store/call-offs.ts';
import type { Db } from '../../src/store/db.ts';
import { callOffWrites, discardBrake } from '../../src/sync/call-off.ts';
import { editAction } from '../../src/sync/edit.ts';
import { editActions } from '../../src/sync/edit-many.ts';
import { giveUpCalledOff } from '../../src/sync/give-up.ts';
import { pushMapping } from '../../src/sync/push.ts';
import { resolveConflict, restoreValue } from '../../src/sync/resolve.ts';
import { rightBefore } from '../support/between.ts';
import { cause } from '../support/lifecycle.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
/** More than one transaction gives up. */
const ISSUES = 60;

let stack: Stack;
let projectId: number;
let integrationId: number;
let repositoryId: number;
let pairs: { id: number; action_id: number; issue_number: number }[];

beforeAll(async () => {
  stack = await startStack();
  for (let index = 0; index < ISSUES; index += 1) stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: `Issue ${index}`, body: 'one\ntwo\n' });
  projectId = await stack.project([REPOSITORY]);
  await stack.quiet();
  // Pushes and what is called off are worked by hand, in an order of the test's own.
  for (const queue of ['push', 'calloff', 'refresh', 'poll', 'verify']) await stack.engine.jobs.boss.offWork(queue);
  stack.github.control.setDeliveryMode({ mode: 'manual' });
  // Without those that the stand-in begins with.
  pairs = await db()('github_issue_mappings').where({ project_id: projectId }).whereRaw("base ->> 'title' LIKE 'Issue %'").orderBy('id');
  [{ integration_id: integrationId, repository_id: repositoryId }] = await db()('github_issue_mappings').where({ project_id: projectId });
});
afterAll(() => stack.stop());

beforeEach(async () => {
  await db().raw("DELETE FROM pgboss.job WHERE name IN ('push', 'calloff')");
  expect(await db()('github_issue_mappings').whereRaw('pending OR braked OR called_off_at IS NOT NULL').pluck('id')).toEqual([]);
});

const db = (): Db => stack.database.db;
const actor = 'walter';
const callOff = (actionIds?: readonly number[]): Promise<number> => callOffWrites(stack.engine, { projectId, repositoryIds: [repositoryId], by: 'olivia', ...(actionIds && { actionIds }) });
const giveUp = (): Promise<void> => giveUpCalledOff(stack.engine, integrationId);
const push = (mappingId: number): Promise<void> => pushMapping(stack.engine, mappingId, cause());
const progress = (): Promise<{ left: number; total: number }> => callOffProgress(db(), projectId);
const written = (): unknown[] => stack.github.control.history().filter(({ via }) => via === 'rest');
const historyOf = (actionId: number) => db()('action_events').where({ action_id: actionId }).orderBy('id');
const jobs = async (name: string): Promise<number> => (await db()('pgboss.job').where({ name }).whereIn('state', ['created', 'retry'])).length;

/** The next pair, that no other test has. */
let next = 0;
function pair() {
  const { id, action_id: actionId, issue_number: number } = pairs[next++] as (typeof pairs)[number];
  return {
    id, actionId, number,
    edit: async (changes: FieldValues) => expect(await editAction(stack.engine, { actionId, changes, actor })).toMatchObject({ outcome: 'updated' }),
    action: () => db()('actions').where({ id: actionId }).first(),
    mapping: () => db()('github_issue_mappings').where({ id }).first(),
    issue: () => stack.github.control.issue({ repository: REPOSITORY, number }),
  };
}

const IN_STEP = { pending: false, braked: false, called_off_at: null, called_off_by: null, pushing: null, edited: {}, refused: null, error: null };

test('I5: a bulk edit is called off in the midst of its pushes: nothing more is written, and a kill in the midst of giving it up loses nothing', async () => {
  const ids = pairs.map(({ action_id: id }) => id);
  await editActions(stack.engine, { actionIds: ids, changes: { description: 'The same for all' }, actor, confirmed: true });
  for (const { id } of pairs.slice(0, 3)) await push(id);
  const before = written();
  expect(await callOff()).toBe(ISSUES - 3);
  expect(await progress()).toEqual({ left: ISSUES - 3, total: ISSUES - 3 });
  for (const { id } of pairs) await push(id);

  let transactions = 0;
  const dying = new Proxy(stack.engine.db, {
    get: (target, name) => (name === 'transaction' && transactions++ > 0 ? () => Promise.reject(new Error('killed')) : Reflect.get(target, name)),
  });
  await expect(giveUpCalledOff({ ...stack.engine, db: dying }, integrationId)).rejects.toThrow('killed');
  expect(await progress()).toEqual({ left: ISSUES - 3 - 50, total: ISSUES - 3 });
  await giveUp();
  expect(await progress()).toEqual({ left: 0, total: 0 });

  for (const { id } of pairs) await push(id);
  expect(written()).toEqual(before);
  expect(await db()('actions').whereIn('id', ids.slice(3)).whereNot({ description: 'one\ntwo\n' })).toEqual([]);
  expect(await db()('actions').where({ id: ids[0] as number }).first()).toMatchObject({ description: 'The same for all' });
  for (const actionId of ids.slice(3)) {
    expect((await historyOf(actionId)).at(-1)).toMatchObject({ kind: 'changed', side: 'lockstep', actor: 'olivia', changes: { description: { from: 'The same for all', to: 'one\ntwo\n' } } });
  }
});

test('what was given up can be brought back', async () => {
  const { id, actionId, edit, action, issue } = pair();
  await edit({ title: 'Given up' });
  await callOff();
  await giveUp();
  expect(await action()).toMatchObject({ title: issue().title });
  await restoreValue(stack.engine, actionId, (await historyOf(actionId)).at(-1).id, 'title', 'tara');
  await push(id);
  expect(issue().title).toBe('Given up');
});

test('what is edited after the calling off is written, and nothing else', async () => {
  const { id, edit, action, mapping, issue } = pair();
  const { title } = issue();
  await edit({ title: 'Before', description: 'Before' });
  expect(await callOff()).toBe(1);
  await edit({ description: 'After' });
  // Its push comes before the job that gives up the rest.
  await push(id);
  expect(issue()).toMatchObject({ title, body: 'The same for all' });
  await giveUp();
  expect(await action()).toMatchObject({ title, description: 'After' });
  expect(await mapping()).toMatchObject({ pending: true, braked: false, called_off_at: null, edited: { description: { by: actor } } });
  await push(id);
  expect(issue()).toMatchObject({ title, body: 'After' });
  expect(await mapping()).toMatchObject(IN_STEP);
});

test('what is being written when it is called off is written, and what was to come after it is not', async () => {
  const { id, edit, action, mapping, issue } = pair();
  const { body } = issue();
  await edit({ title: 'Under way' });
  rightBefore(stack.engine, 'PATCH /repos', async () => {
    await edit({ description: 'Comes next' });
    await callOff();
    await giveUp();
    expect(await progress()).toEqual({ left: 1, total: 1 });
  });
  await push(id);
  expect(issue()).toMatchObject({ title: 'Under way', body });
  expect(await action()).toMatchObject({ title: 'Under way', description: body });
  expect(await mapping()).toMatchObject(IN_STEP);
  expect(await jobs('calloff')).toBe(1);
  await giveUp();
  expect(await progress()).toEqual({ left: 0, total: 0 });
});

test('a write whose answer was lost is read again and taken in as what it is', async () => {
  const { id, edit, action, mapping, issue, number } = pair();
  const { body } = issue();
  await edit({ title: 'Arrived' });
  stack.github.control.addRequestFault({ method: 'PATCH', path: `/issues/${number}$`, count: 1, fault: { kind: 'status', status: 502, when: 'after' } });
  await expect(push(id)).rejects.toThrow('502');
  await edit({ description: 'Never written' });
  await callOff();
  await db().raw("DELETE FROM pgboss.job WHERE name = 'push'");
  const before = written();
  await giveUp();
  expect(await jobs('push')).toBe(1);
  await push(id);
  expect(written()).toEqual(before);
  expect(await action()).toMatchObject({ title: 'Arrived', description: body });
  expect(await mapping()).toMatchObject(IN_STEP);
  await giveUp();
});

test('what was edited during a write that is called off is pushed, though the write changed the same field', async () => {
  const { id, edit, mapping, issue } = pair();
  await edit({ title: 'First' });
  rightBefore(stack.engine, 'PATCH /repos', async () => {
    await callOff();
    await edit({ title: 'Second' });
  });
  await push(id);
  await push(id);
  expect(issue().title).toBe('Second');
  expect(await mapping()).toMatchObject(IN_STEP);
  await giveUp();
});

test('what GitHub refused is called off where its action is named', async () => {
  const { id, actionId, edit, action, mapping } = pair();
  await edit({ assignees: ['rita'] });
  await push(id);
  expect(await mapping()).toMatchObject({ pending: false, refused: { assignees: ['rita'] }, error: expect.stringContaining('assignees') });
  expect(await callOff()).toBe(0);
  expect(await callOff([actionId])).toBe(1);
  await giveUp();
  expect(await action()).toMatchObject({ assignees: [] });
  expect(await mapping()).toMatchObject(IN_STEP);
});

test('what is out of reach is called off, too, and stays out of reach', async () => {
  const { id, edit, action, mapping, issue } = pair();
  await edit({ title: 'Out of reach' });
  await db()('github_issue_mappings').where({ id }).update({ state: 'parked', error: 'It is locked.', pushing: JSON.stringify([{ title: 'Out of reach' }]) });
  expect(await callOff()).toBe(1);
  await giveUp();
  expect(await action()).toMatchObject({ title: issue().title });
  expect(await mapping()).toMatchObject({ ...IN_STEP, state: 'parked', error: 'It is locked.' });
  await db()('github_issue_mappings').where({ id }).update({ state: 'live', error: null });
});

describe('a field with an open conflict', () => {
  beforeAll(async () => void (await db()('github_integrations').where({ id: integrationId }).update({ settings: JSON.stringify({ conflictPolicy: 'ask' }) })));
  afterAll(async () => void (await db()('github_integrations').where({ id: integrationId }).update({ settings: '{}' })));

  async function conflict() {
    const one = pair();
    const { id, edit, issue, number } = one;
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'There' });
    await edit({ title: 'Here' });
    await push(id);
    await edit({ description: 'Waits' });
    await callOff();
    return { ...one, body: issue().body, open: () => db()('conflicts').where({ mapping_id: id, resolved_at: null }).first() };
  }

  test('stays one', async () => {
    const { action, mapping, open, body } = await conflict();
    await giveUp();
    expect(await action()).toMatchObject({ title: 'Here', description: body });
    expect(await open()).toMatchObject({ field: 'title', github: 'There', lockstep: 'Here' });
    expect(await mapping()).toMatchObject({ ...IN_STEP, edited: { title: { by: actor } } });
  });

  test('that is settled meanwhile is written as it was settled', async () => {
    const { id, action, mapping, open, issue, body } = await conflict();
    await resolveConflict(stack.engine, (await open()).id, { take: 'lockstep' }, 'tara');
    await giveUp();
    await push(id);
    expect(issue()).toMatchObject({ title: 'Here', body });
    expect(await action()).toMatchObject({ title: 'Here', description: body });
    expect(await mapping()).toMatchObject(IN_STEP);
  });
});

test('what comes behind the brake after a person called off what waited there waits for a word of its own', async () => {
  const [listed, later] = [pair(), pair()];
  const hold = async ({ id, actionId }: typeof listed): Promise<void> => {
    await db()('actions').where({ id: actionId }).update({ title: 'By a rule' });
    await db()('github_issue_mappings').where({ id }).update({ pending: true, braked: true });
    await db()('github_integrations').where({ id: integrationId }).update({ braked_at: new Date() });
  };
  const brake = async () => (await db()('github_integrations').where({ id: integrationId }).first()).braked_at;
  const told = async () => {
    await db().transaction((trx) => refreshAlerts(trx));
    return db()('alerts').where({ project_id: projectId, kind: 'brake.on' }).select('count', 'closed_at');
  };
  await hold(listed);
  // A person's own edit of the same issue goes on.
  await listed.edit({ description: 'Edited' });
  await db()('github_issue_mappings').where({ id: listed.id }).update({ braked: true });
  expect(await told()).toEqual([{ count: 1, closed_at: null }]);
  expect(await discardBrake(stack.engine, { id: integrationId, projectId }, 'olivia')).toBe(1);
  expect(await told()).toEqual([{ count: 1, closed_at: expect.any(Date) }]);
  await hold(later);
  expect(await told()).toEqual([{ count: 1, closed_at: null }]);
  expect((await brakedMappings(db(), integrationId)).map(({ mappingId }) => mappingId)).toEqual([later.id]);
  await giveUp();
  expect(await listed.action()).toMatchObject({ title: listed.issue().title, description: 'Edited' });
  expect(await later.action()).toMatchObject({ title: 'By a rule' });
  expect(await later.mapping()).toMatchObject({ pending: true, braked: true });
  expect(await brake()).not.toBeNull();
  await push(listed.id);
  expect(listed.issue().body).toBe('Edited');
  await discardBrake(stack.engine, { id: integrationId, projectId }, 'olivia');
  await giveUp();
  expect(await brake()).toBeNull();
  expect(await later.mapping()).toMatchObject(IN_STEP);
});

test('a calling off whose job was lost is gone on with', async () => {
  const { edit } = pair();
  await edit({ title: 'Waits' });
  await callOff();
  await db().raw("DELETE FROM pgboss.job WHERE name = 'calloff'");
  await stack.engine.jobs.send('maintain', {});
  await until('its job is there again', async () => (await jobs('calloff')) === 1);
  await giveUp();
});
