/** I12: whoever changes or sets going what is synced with a repository can reach it on GitHub at that moment, with push rights where Lockstep will write. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { IntegrationShape, UpdateAnswer } from '../../../src/http/trpc/integration-shapes.ts';
import { startWorld, type World } from '../../security/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.stack.quiet();
  // Walter may push to acme/widgets and reads nothing of acme/secret; Rita reads acme/widgets alone.
  await db()('members').where({ project_id: world.own }).whereIn('user_id', [world.ids.walter, world.ids.rita]).update({ role: 'lead' });
});
afterAll(() => world.stack.stop());

const db = () => world.stack.database.db;
const project = () => ({ projectId: String(world.own) });
const get = () => world.people.olivia.query<IntegrationShape>('integrations.get', project());
const NOWHERE = expect.stringMatching(/^You cannot reach a private repository of this project on GitHub/);

beforeEach(() => db()('github_integrations').where({ project_id: world.own }).update({ settings: '{}', state: 'active', brake_limit: 100 }));

async function update(who: 'walter' | 'rita' | 'olivia', change: object): Promise<UpdateAnswer> {
  return world.people[who].mutate<UpdateAnswer>('integrations.update', { ...project(), expectedVersion: (await get()).version, ...change });
}

async function told(who: 'walter' | 'rita' | 'olivia', procedure: string, input: object = {}): Promise<unknown> {
  const response = await world.people[who].post(`/api/trpc/${procedure}`, { ...project(), ...input });
  const answer = (await response.json()) as { result?: { data: unknown }; error?: { message: string } };
  return answer.error?.message ?? answer.result?.data;
}

async function brakeOn(repositoryId: number): Promise<void> {
  await db()('github_issue_mappings').where({ repository_id: repositoryId }).update({ braked: true });
}
/** What the newest refusal in the audit log was about: ids, and no names. */
const denied = async () => (await db()('audit_log').where({ event: 'access.denied', outcome: 'denied', project_id: world.own, actor_id: world.ids.walter }).orderBy('id', 'desc').first())?.detail;
const letGo = () => db()('github_issue_mappings').update({ braked: false });

describe('changing the settings', () => {
  test.each<[string, object]>([
    ['what becomes of the issues of deleted actions', { settings: { deletedActions: 'close' } }],
    ['whose name is written in', { switches: { actAsMembers: true } }],
    ['the limits of the brake', { switches: { brakeLimit: 5000 } }],
    ['whether events take effect at once', { switches: { autoSync: false } }],
  ])('%s: not without reach', async (_name, change) => {
    const { version } = await get();
    expect(await update('walter', change)).toEqual({ outcome: 'refused', reason: NOWHERE });
    expect((await get()).version).toBe(version);
    expect(await denied()).toEqual({ right: 'repository.reach', repository: world.repositories.secret });
    expect(await update('olivia', change)).toMatchObject({ outcome: 'saved' });
    await update('olivia', { settings: {}, switches: { actAsMembers: false, brakeLimit: 100, autoSync: true } });
  });

  test('where new issues go: asked of that repository alone', async () => {
    expect(await update('walter', { settings: { newActionsRepository: world.repositories.secret } })).toEqual({ outcome: 'refused', reason: NOWHERE });
    expect(await update('rita', { settings: { newActionsRepository: world.repositories.widgets } })).toEqual({ outcome: 'refused', reason: expect.stringMatching(/may read acme\/widgets .*push rights/) });
    expect(await update('walter', { settings: { newActionsRepository: world.repositories.widgets } })).toMatchObject({ outcome: 'saved' });
  });

  test('where new issues go is a repository of the project', async () => {
    expect(await update('olivia', { settings: { newActionsRepository: 4711 } })).toEqual({ outcome: 'invalid', problems: [{ path: 'newActionsRepository', message: expect.stringContaining('not linked to the project') }] });
  });

  test('it may be linked by the same call', async () => {
    await db()('github_integration_repositories').where({ repository_id: world.repositories.widgets }).delete();
    const answer = await told('olivia', 'integrations.activate', { expectedVersion: (await get()).version, repositories: [{ fullName: 'acme/widgets' }], settings: { newActionsRepository: world.repositories.widgets } });
    expect(answer).toMatchObject({ outcome: 'saved' });
    await world.stack.quiet();
  });

  test('names of statuses write nothing, and ask nothing', async () => {
    const { settings } = await get();
    const statuses = settings.statuses.map((status, index) => (index === 0 ? { ...status, name: 'Fresh' } : status));
    expect(await update('walter', { settings: { ...settings, statuses } })).toMatchObject({ outcome: 'saved' });
  });
});

describe('setting it going', () => {
  test('what waits behind the brake is let go by who may push where it writes, and called off by any lead', async () => {
    await brakeOn(world.repositories.secret);
    expect(await told('walter', 'integrations.confirmBrake')).toEqual(NOWHERE);
    expect(await db()('github_issue_mappings').where({ braked: true }).pluck('repository_id')).toContain(world.repositories.secret);
    await letGo();
    await brakeOn(world.repositories.widgets);
    expect(await told('rita', 'integrations.confirmBrake')).toMatch(/may read acme\/widgets .*push rights/);
    expect(await told('walter', 'integrations.confirmBrake')).toEqual({ issues: expect.any(Number) });
    await brakeOn(world.repositories.secret);
    expect(await told('walter', 'integrations.declineBrake')).toEqual({ issues: expect.any(Number) });
  });

  test('repositories that somebody does not reach: asked for facts, tried out, linked', async () => {
    const lines = () => db()('audit_log').where({ project_id: world.own, outcome: 'denied', actor_id: world.ids.walter }).orderBy('id');
    const before = (await lines()).length;
    expect(await told('walter', 'integrations.startPreview', { settings: {}, repositories: ['acme/secret'] })).toMatchObject({ outcome: 'refused' });
    expect(await told('walter', 'integrations.activate', { expectedVersion: (await get()).version, repositories: [{ fullName: 'acme/nowhere' }] })).toMatchObject({ outcome: 'not linked' });
    expect(await told('walter', 'repositories.setOpen', { repositoryId: String(world.repositories.secret), open: true, consent: true })).toMatch(/^You cannot read/);
    expect((await lines()).slice(before).map(({ event, detail }) => [event, detail])).toEqual([
      ['access.denied', { right: 'repository.reach', repositories: 1 }], ['repository.linked', {}], ['access.denied', { right: 'repository.reach', repository: world.repositories.secret }],
    ]);
  });

  test('a paused sync', async () => {
    await told('walter', 'integrations.pause');
    expect(await told('walter', 'integrations.resume')).toEqual(NOWHERE);
    expect((await get()).state).toBe('paused');
    expect(await told('olivia', 'integrations.resume')).toBeNull();
    await world.stack.quiet();
    expect((await get()).state).toBe('active');
  });

  test('a pull: reading is enough', async () => {
    const pull = (who: 'walter' | 'rita' | 'olivia', repositoryId: number, verb: string) => told(who, 'integrations.controlPull', { repositoryId: String(repositoryId), verb });
    await db()('github_integration_repositories').where({ project_id: world.own }).update({ backfill_state: 'paused' });
    expect(await pull('walter', world.repositories.secret, 'resume')).toEqual(NOWHERE);
    expect(await pull('walter', world.repositories.secret, 'cancel')).toEqual(NOWHERE);
    expect(await pull('rita', world.repositories.widgets, 'resume')).toEqual({ done: true });
    expect(await pull('olivia', world.repositories.secret, 'resume')).toEqual({ done: true });
    await world.stack.quiet();
    expect(await db()('audit_log').where({ event: 'pull.resumed' }).orderBy('id').pluck('detail')).toEqual([{ repository: world.repositories.widgets }, { repository: world.repositories.secret }]);
  });

  test('while GitHub cannot be asked nothing is set going, and the sentence says why', async () => {
    await told('olivia', 'integrations.pause');
    world.stack.github.control.addRequestFault({ path: '/user/installations', count: 1, fault: { kind: 'status', status: 502 } });
    expect(await told('olivia', 'integrations.resume')).toMatch(/GitHub answered 502/);
    expect((await get()).state).toBe('paused');
    await told('olivia', 'integrations.resume');
    await world.stack.quiet();
  });
});
