/** I12: nobody links what they cannot reach on GitHub at that moment, and what stays linked is looked at again. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setMember } from '../../src/store/members.ts';
import { recheckLinks } from '../../src/sync/access/recheck.ts';
import { startWorld, type Login, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  const { control } = world.stack.github;
  for (const [name, hidden] of [['gadgets', false], ['vault', true]] as const) control.createRepository({ by: 'olivia', owner: 'acme', name, private: hidden });
  control.setCollaborator({ by: 'olivia', repository: 'acme/vault', login: 'walter', permission: 'push' });
  await world.stack.app.jobs.send('discover', {});
  await world.stack.quiet();
});
afterAll(() => world.stack.stop());

/** Project B, whose leads are set by each test. */
const project = () => String(world.foreign);
const db = () => world.stack.database.db;
const linked = async (): Promise<string[]> =>
  (await db()('github_integration_repositories as l').join('repositories as r', 'r.id', 'l.repository_id').where('l.project_id', world.foreign).select<{ name: string }[]>('r.name')).map(({ name }) => name).sort();

async function link(who: Login, fullName: string, privateConsent = false): Promise<string> {
  const response = await world.people[who].post('/api/trpc/repositories.link', { projectId: project(), fullName, privateConsent });
  const answer = (await response.json()) as { error?: { message: string } };
  return answer.error?.message ?? 'linked';
}

beforeEach(async () => {
  await db()('github_integration_repositories').where({ project_id: world.foreign }).delete();
  await db()('github_integrations').where({ project_id: world.foreign }).update({ settings: '{}' });
  await db()('members').where({ project_id: world.foreign }).delete();
  for (const login of ['walter', 'tara', 'otto', 'rita', 'olivia'] as const) await setMember(db(), world.foreign, world.ids[login], 'lead');
});

describe('linking', () => {
  test('with push rights on GitHub: linked, in the person’s name, and audited', async () => {
    expect(await link('walter', 'acme/widgets')).toBe('linked');
    expect(await linked()).toEqual(['widgets']);
    expect(await db()('audit_log').where({ event: 'repository.linked' }).orderBy('id', 'desc').first()).toMatchObject({ actor_id: world.ids.walter, outcome: 'done', detail: { repository: world.repositories.widgets } });
  });

  test.each<[Login, string, RegExp]>([
    ['otto', 'acme/vault', /cannot reach acme\/vault/],
    ['otto', 'acme/widgets', /cannot reach acme\/widgets/],
    ['rita', 'acme/widgets', /may read acme\/widgets.*push rights/],
    ['tara', 'acme/widgets', /push rights/],
    ['walter', 'acme/secret', /cannot reach acme\/secret/],
    ['walter', 'acme/nothing', /cannot reach acme\/nothing/],
  ])('%s may not link %s', async (who, fullName, reason) => {
    expect(await link(who, fullName, true)).toMatch(reason);
    expect(await linked()).toEqual([]);
    expect(await db()('audit_log').where({ event: 'repository.linked' }).orderBy('id', 'desc').first()).toMatchObject({ actor_id: world.ids[who], outcome: 'denied' });
  });

  test('what is hidden and what does not exist are refused in the same words', async () => {
    const [hidden, missing] = [await link('otto', 'acme/vault'), await link('otto', 'acme/nothing')];
    expect(hidden.replace('vault', 'X')).toBe(missing.replace('nothing', 'X'));
  });

  test('reading is enough where Lockstep only pulls', async () => {
    await link('walter', 'acme/widgets');
    await db()('github_integration_repositories').where({ project_id: world.foreign }).delete();
    await db()('github_integrations').where({ project_id: world.foreign }).update({ settings: JSON.stringify({ direction: 'pull' }) });
    expect(await link('rita', 'acme/widgets')).toBe('linked');
  });

  test('a private repository takes a consent', async () => {
    expect(await link('walter', 'acme/vault')).toBe(
      'acme/vault is private: the titles, texts and people of its issues would be stored as actions of “Foreign”. Of the 5 members of “Foreign” (olivia, otto, rita, tara, and walter) those see them who can read the repository on GitHub; a lead may open them to all. Send it again with privateConsent: true if that is meant.',
    );
    expect(await link('walter', 'acme/vault', true)).toBe('linked');
  });

  test('rights are asked of GitHub at that moment, not remembered', async () => {
    const { control } = world.stack.github;
    await world.people.walter.query('repositories.linkable', { projectId: project() });
    control.setCollaborator({ by: 'olivia', repository: 'acme/widgets', login: 'walter', permission: 'pull' });
    expect(await link('walter', 'acme/widgets')).toMatch(/push rights/);
    control.setCollaborator({ by: 'olivia', repository: 'acme/widgets', login: 'walter', permission: 'push' });
  });

  test('GitHub away, or the authorization lost: nothing is linked, and the sentence says why', async () => {
    const { control } = world.stack.github;
    control.addRequestFault({ path: '/user/installations', count: 1, fault: { kind: 'status', status: 502 } });
    expect(await link('walter', 'acme/widgets')).toMatch(/GitHub answered 502/);
    await db()('oauth_tokens').where({ user_id: world.ids.rita }).update({ state: 'lost' });
    expect(await link('rita', 'acme/widgets')).toMatch(/sign in again/);
    expect(await linked()).toEqual([]);
  });

  test('nor can it be listed then, and the same sentences say why', async () => {
    const list = async (who: Login): Promise<string> => {
      const response = await world.people[who].fetch(`/api/trpc/repositories.linkable?input=${encodeURIComponent(JSON.stringify({ projectId: project() }))}`);
      return `${response.status} ${((await response.json()) as { error: { message: string } }).error.message}`;
    };
    world.stack.github.control.addRequestFault({ path: '/user/installations', count: 1, fault: { kind: 'status', status: 502 } });
    expect(await list('walter')).toMatch(/^403 GitHub answered 502/);
    await db()('oauth_tokens').where({ user_id: world.ids.rita }).update({ state: 'lost' });
    expect(await list('rita')).toMatch(/^403 .*sign in again/);
  });

  test('what can be linked is what GitHub says, with the rights there', async () => {
    const list = await world.people.walter.query<{ fullName: string; canWrite: boolean; private: boolean }[]>('repositories.linkable', { projectId: project() });
    expect(list.map(({ fullName, canWrite, private: hidden }) => [fullName, canWrite, hidden])).toEqual([
      ['acme/gadgets', false, false], ['acme/vault', true, true], ['acme/widgets', true, false],
    ]);
  });
});

describe('what stays linked is looked at again', () => {
  const recheck = () => recheckLinks({ engine: world.stack.engine, people: world.stack.app.people as never });
  const state = async () => (await world.people.olivia.query<{ repositories: { sync: { state: string; error: string | null } }[] }>('projects.get', { id: project() })).repositories[0]?.sync;
  const holder = async () => (await db()<{ project_id: number; linked_by: number }>('github_integration_repositories').where({ project_id: world.foreign }).first())?.linked_by;

  test('another lead who can reach it takes over; where none can it rests, and comes back by itself', async () => {
    const { control } = world.stack.github;
    await link('walter', 'acme/vault', true);
    await db()('members').where({ project_id: world.foreign }).whereIn('user_id', [world.ids.rita, world.ids.tara, world.ids.otto]).delete();
    control.setCollaborator({ by: 'olivia', repository: 'acme/vault', login: 'walter', permission: 'none' });
    expect(await recheck()).toBe(0);
    expect(await holder()).toBe(world.ids.olivia);
    await setMember(db(), world.foreign, world.ids.olivia, 'viewer');
    expect(await recheck()).toBe(1);
    expect(await state()).toMatchObject({ state: 'paused', error: expect.stringContaining('No lead of this project can reach') });
    expect(await db()('audit_log').where({ event: 'repository.paused', project_id: world.foreign })).toHaveLength(1);
    expect(await recheck()).toBe(0);
    control.setCollaborator({ by: 'olivia', repository: 'acme/vault', login: 'walter', permission: 'push' });
    await recheck();
    expect([await holder(), (await state())?.state]).toEqual([world.ids.walter, expect.not.stringContaining('paused')]);
  });

  test('no answer from GitHub changes nothing', async () => {
    const { control } = world.stack.github;
    await link('walter', 'acme/widgets');
    const fault = control.addRequestFault({ path: '/user/installations', fault: { kind: 'status', status: 503 } });
    expect(await recheck()).toBe(0);
    expect((await state())?.state).not.toBe('paused');
    control.clearRequestFaults({ id: fault.id });
  });

  test('what the operator linked at the terminal rests on nobody’s access', async () => {
    await db()('members').where({ project_id: world.own }).delete();
    expect(await recheck()).toBe(0);
  });
});

describe('a withdrawn authorization', () => {
  test('deletes the tokens and ends the sessions of that person alone', async () => {
    world.stack.github.control.revokeAuthorization({ login: 'tara' });
    await world.stack.quiet();
    expect(await db()('oauth_tokens').where({ user_id: world.ids.tara })).toEqual([]);
    await expect(world.people.tara.query('account.get')).rejects.toThrow('UNAUTHORIZED');
    expect(await world.people.walter.query('account.get')).toMatchObject({ login: 'walter' });
    expect(await db()('deliveries').where({ event: 'github_app_authorization' }).first()).toMatchObject({ state: 'processed', outcome: 'tokens deleted, 1 sessions ended' });
  });

  test('a late event does not undo a newer sign-in', async () => {
    const { control } = world.stack.github;
    const fault = control.addDeliveryFault({ event: 'github_app_authorization', fault: { kind: 'drop' } } as never);
    control.revokeAuthorization({ login: 'walter' });
    const walter = await world.signIn('walter');
    control.clearDeliveryFaults({ id: fault.id });
    const { authorizationRevoked } = await import('../../src/sync/access/revoked.ts');
    const githubId = control.accounts().find(({ login }) => login === 'walter')?.id ?? 0;
    expect(await authorizationRevoked({ db: db(), people: world.stack.app.people as never }, githubId)).toContain('authorized the App again');
    expect(await walter.query('account.get')).toMatchObject({ login: 'walter' });
  });
});
