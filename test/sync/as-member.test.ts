/** With the lead's word, GitHub shows the member who edited; without an authorization of theirs the App writes, and says so. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import type { IntegrationShape } from '../../src/http/trpc/integration-shapes.ts';
import { editAction } from '../../src/sync/edit.ts';
import { editorOf } from '../../src/sync/write-as.ts';
import { startWorld, type Login, type World } from '../security/world.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

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

describe('the App writes in the member’s place', () => {
  const before = async (): Promise<number> => {
    await world.stack.quiet();
    return writes().length;
  };
  const rename = async (title: string, who = 'walter', more: FieldValues = {}): Promise<string[]> => {
    const from = await before();
    await editAction(world.stack.engine, { actionId: world.actions.widgets, changes: { title, ...more }, actor: who });
    await world.stack.quiet();
    return writes().slice(from).map(({ actorId }) => loginOf(actorId));
  };
  const setWalter = (permission: 'pull' | 'push') => world.stack.github.control.setCollaborator({ by: 'olivia', repository: REPOSITORY, login: 'walter', permission });
  const APP = expect.stringMatching(/\[bot\]$/);

  test('where they may not write there any more', async () => {
    setWalter('pull');
    expect(await rename('No longer Walter’s')).toEqual([APP]);
    expect(await lastPush()).toMatchObject({ outcome: 'changed', error: expect.stringMatching(/does not let the member/) });
    setWalter('push');
  });

  test('where GitHub drops a part of it without a word: all of it is there in the end, and who may write it does', async () => {
    const { control } = world.stack.github;
    const { number, id } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Walter’s own' });
    const { action_id: actionId } = await until('the action', () => db()('github_issue_mappings').where({ issue_id: id }).first());
    setWalter('pull');
    const from = await before();
    await editAction(world.stack.engine, { actionId, changes: { title: 'Still his', milestone: 'v1.0' }, actor: 'walter' });
    await world.stack.quiet();
    expect(control.issue({ repository: REPOSITORY, number })).toMatchObject({ title: 'Still his', milestoneTitle: 'v1.0' });
    expect(writes().slice(from).map(({ actorId, changes }) => [loginOf(actorId), Object.keys(changes)])).toEqual([['walter', ['title']], [APP, ['milestone']]]);
    expect(await db()('github_issue_mappings').where({ action_id: actionId }).first()).toMatchObject({ refused: null, error: null, pending: false });
    setWalter('push');
  });

  test('I9: where GitHub asks them to wait, who are not asked again before', async () => {
    const { control } = world.stack.github;
    const limited = control.addRequestFault({ method: 'PATCH', count: 1, fault: { kind: 'limited', retryAfterSeconds: 3600 } });
    expect(await rename('Limited')).toEqual([APP]);
    expect(await lastPush()).toMatchObject({ outcome: 'changed', error: expect.stringMatching(/asks the member .* to wait/) });
    const counted = await db()('api_budgets').where({ owner: `user:${world.ids.walter}` });
    expect(await rename('Limited still')).toEqual([APP]);
    expect(await db()('api_budgets').where({ owner: `user:${world.ids.walter}` })).toEqual(counted);
    expect(control.listFaults().requests.find(({ id }) => id === limited.id)?.matched).toBe(3);
    control.clearRequestFaults({});
    await db()('api_budgets').where({ owner: `user:${world.ids.walter}` }).delete();
    expect(await rename('Waited')).toEqual(['walter']);
  });

  test('where GitHub was not reached nobody else writes: it is tried again in their name', async () => {
    world.stack.github.control.addRequestFault({ method: 'PATCH', count: 1, fault: { kind: 'status', status: 502, when: 'before' } });
    expect(await rename('Tried again')).toEqual(['walter']);
    expect(await lastPush()).toMatchObject({ error: null });
  });

  test('where they never signed in, or may only look: nobody expects otherwise', async () => {
    expect(await rename('Said by a stranger', 'nobody-here')).toEqual([APP]);
    expect(await lastPush()).toMatchObject({ outcome: 'changed', error: null });
    expect(await rename('Said by a viewer', 'rita')).toEqual([APP]);
  });

  test('where no token of theirs is stored, or GitHub takes it no more', async () => {
    const stored = await db()('oauth_tokens').where({ user_id: world.ids.walter });
    await db()('oauth_tokens').where({ user_id: world.ids.walter }).delete();
    expect(await rename('Without a token')).toEqual([APP]);
    expect(await lastPush()).toMatchObject({ outcome: 'changed', error: expect.stringContaining('sign in') });
    await db()('oauth_tokens').insert(stored);
    expect(await rename('With one again')).toEqual(['walter']);
    world.stack.github.control.revokeAuthorization({ login: 'walter' });
    expect(await rename('As the App says')).toEqual([APP]);
    expect(await lastPush()).toMatchObject({ outcome: 'changed', error: expect.stringContaining('sign in') });
  });
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
