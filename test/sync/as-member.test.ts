/** With the lead's word, GitHub shows the member who edited; without an authorization of theirs the App writes, and says so. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { IntegrationShape } from '../../src/http/trpc/integration-shapes.ts';
import { editAction } from '../../src/sync/edit.ts';
import { editorOf } from '../../src/sync/write-as.ts';
import { startWorld, type Login, type World } from '../security/world.ts';
import { until } from '../support/until.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  const projectId = String(world.own);
  const { version } = await world.people.olivia.query<IntegrationShape>('integrations.get', { projectId });
  await world.people.olivia.mutate('integrations.update', { projectId, expectedVersion: version, switches: { actAsMembers: true } });
});
afterAll(() => world.stack.stop());

const db = () => world.stack.database.db;
const loginOf = (id: number) => world.stack.github.state.accounts.get(id)?.login ?? '';
const writes = () => world.stack.github.control.history().filter(({ via }) => via !== 'person');

/** Edits, waits until everything is at rest, and gives what was written to GitHub since. */
async function edit(who: Login, changes: object): Promise<{ by: string; action: string }[]> {
  const before = writes().length;
  const id = String(world.actions.widgets);
  const { version } = await db()('actions').where({ id }).first();
  await world.people[who].mutate('actions.update', { id, expectedVersion: version, changes });
  await until('it was written', () => writes().length > before);
  await world.stack.quiet();
  return writes().slice(before).map(({ actorId, action }) => ({ by: loginOf(actorId), action }));
}

const lastPush = () => db()('github_sync_logs').where({ action_id: world.actions.widgets, direction: 'push' }).orderBy('id', 'desc').first();

test('I6: a write in the member’s name is shown as theirs, and comes back as our own', async () => {
  expect(await edit('walter', { title: 'As Walter would say' })).toEqual([{ by: 'walter', action: 'issue.update' }]);
  expect(await lastPush()).toMatchObject({ outcome: 'changed', error: null });
  expect(await db()('conflicts')).toEqual([]);
  expect((await db()('action_events').where({ action_id: world.actions.widgets, version: (await db()('actions').where({ id: world.actions.widgets }).first()).version }).first())).toMatchObject({ side: 'lockstep', actor: 'walter' });
});

test('I9: it counts against the member’s own allowance', async () => {
  expect(await db()('api_allowances').where({ owner: `user:${world.ids.walter}` })).not.toEqual([]);
});

test('I6: an echo written with a user token is known by its content, though its answer was lost: an edit made meanwhile stands', async () => {
  const { control } = world.stack.github;
  const id = String(world.actions.widgets);
  const before = writes().length;
  const say = async (title: string): Promise<void> => {
    const { version } = await db()('actions').where({ id }).first();
    await world.people.walter.mutate('actions.update', { id, expectedVersion: version, changes: { title } });
  };
  control.setDeliveryMode({ mode: 'manual' });
  control.addRequestFault({ method: 'PATCH', count: 1, fault: { kind: 'status', status: 502, when: 'after' } });
  await say('Said first');
  await until('the first is written', () => writes().length > before);
  await say('Said second');
  // Walter's, as GitHub shows it; the base still reads as before both.
  await control.releaseDelivery({ index: 0 });
  control.setDeliveryMode({ mode: 'auto' });
  await world.stack.quiet();
  expect(writes().slice(before).map(({ actorId, changes }) => [loginOf(actorId), changes['title']?.to])).toEqual([['walter', 'Said first'], ['walter', 'Said second']]);
  expect(await db()('action_events').where({ action_id: id, kind: 'lost' })).toEqual([]);
  expect((await db()('actions').where({ id }).first()).title).toBe('Said second');
});

test('without the member’s authorization the App writes, and the sync log says why', async () => {
  world.stack.github.control.revokeAuthorization({ login: 'walter' });
  await world.stack.quiet();
  const before = writes().length;
  await editAction(world.stack.engine, { actionId: world.actions.widgets, changes: { title: 'As the App says' }, actor: 'walter' });
  await until('it was written', () => writes().length > before);
  await world.stack.quiet();
  expect(writes().slice(before).map(({ actorId }) => loginOf(actorId))).toEqual([expect.stringMatching(/\[bot\]$/)]);
  expect(await lastPush()).toMatchObject({ outcome: 'changed', error: expect.stringContaining('sign in') });
});

test('edits of several people in one push are nobody’s in particular', () => {
  const at = '2026-01-01T00:00:00Z';
  const edited = { title: { at, by: 'walter' }, description: { at, by: 'walter' }, priority: { at, by: 'olivia' } };
  expect(editorOf({ title: 'x', description: 'y' }, edited)).toBe('walter');
  expect(editorOf({ title: 'x', priority: 'high' }, edited)).toBeNull();
  expect(editorOf({ title: 'x', status: 'done' }, edited)).toBeNull();
  // A field in a section of the body takes the description along.
  expect(editorOf({ priority: 'high', description: 'z' }, { priority: edited.priority })).toBe('olivia');
});
