/** The audit log: each kind of thing that must stand in it does, and leads and the operator can take it away as a file. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeAuditHourly } from '../../src/store/audit.ts';
import { lockstep } from '../commands/lockstep.ts';
import { environmentFor } from '../support/stack.ts';
import { visit } from '../support/visitor.ts';
import { startWorld, type Login, type World } from './world.ts';

let world: World;
let newest = 0;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stack.stop());

const db = () => world.stack.database.db;
const lines = async (): Promise<object[]> => db()('audit_log').where('id', '>', newest).orderBy('id');
beforeEach(async () => {
  newest = Number((await db()('audit_log').max('id as id').first())?.id ?? 0);
});

const own = (more: object = {}) => ({ projectId: String(world.own), ...more });
const olivia = () => world.people.olivia;
const run = async (...args: string[]): Promise<string> => {
  const { status, stdout, stderr } = await lockstep(environmentFor(world.stack.github, world.stack.database.url), ...args);
  expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: expect.any(String) });
  return stdout;
};
const version = async (): Promise<number> => (await db()('github_integrations').where({ project_id: world.own }).first()).version;

interface Kind {
  do: () => Promise<unknown>;
  line: () => object;
}

const byOlivia = (event: string, more: object = {}) => () => ({ actor_kind: 'person', actor_id: world.ids.olivia, project_id: world.own, event, outcome: 'done', ...more });
const byOperator = (event: string, more: object = {}) => () => ({ actor_kind: 'operator', actor_id: null, event, outcome: 'done', ...more });

const KINDS: Record<string, Kind> = {
  'signing in': { do: () => world.signIn('rita'), line: () => ({ actor_id: world.ids.rita, event: 'sign-in', outcome: 'done' }) },
  'a sign-in that was refused': { do: () => visit(world.stack).fetch('/api/auth/github/callback?code=x&state=x'), line: () => ({ actor_kind: 'nobody', event: 'sign-in', outcome: 'denied', detail: { reason: 'unknown_state' } }) },
  'signing out': { do: async () => (await world.signIn('rita')).post('/api/auth/logout'), line: () => ({ actor_id: world.ids.rita, event: 'sign-out' }) },
  'settings, before and after': {
    do: async () => olivia().mutate('integrations.update', own({ expectedVersion: await version(), switches: { pollEvery: 900 } })),
    line: byOlivia('settings.changed', { detail: expect.objectContaining({ before: expect.objectContaining({ pollEvery: 300 }), after: expect.objectContaining({ pollEvery: 900 }) }) }),
  },
  'holding a pull, and taking it up again': {
    do: async () => {
      await db()('github_integration_repositories').where({ project_id: world.own, repository_id: world.repositories.widgets }).update({ backfill_state: 'waiting' });
      for (const verb of ['pause', 'resume']) await olivia().mutate('integrations.controlPull', own({ repositoryId: String(world.repositories.widgets), verb }));
    },
    line: () => byOlivia('pull.paused', { detail: { repository: world.repositories.widgets } })(),
  },
  'reading settings': { do: () => olivia().query('integrations.get', own()), line: byOlivia('settings.read') },
  'linking': { do: () => olivia().mutate('repositories.link', own({ fullName: 'acme/widgets' })), line: byOlivia('repository.linked') },
  'opening a private repository': {
    do: () => olivia().mutate('repositories.setOpen', own({ repositoryId: String(world.repositories.secret), open: true, consent: true })), line: () => byOlivia('repository.opened', { detail: { repository: world.repositories.secret } })(),
  },
  'a member': { do: () => olivia().mutate('members.setRole', own({ userId: String(world.ids.walter), role: 'viewer' })), line: () => byOlivia('member.changed', { detail: { user: world.ids.walter, before: 'member', after: 'viewer' } })() },
  'exporting a project': { do: async () => (await olivia().fetch(`/api/projects/${world.own}/export`)).text(), line: byOlivia('export', { detail: { kind: 'project' } }) },
  'exporting oneself': { do: async () => (await olivia().fetch('/api/account/export')).text(), line: () => byOlivia('export', { project_id: null, detail: { kind: 'person', user: world.ids.olivia } })() },
  'exporting the sync log': { do: async () => (await olivia().fetch(`/api/export/sync-log?project=${world.own}`)).text(), line: byOlivia('export', { detail: { what: 'sync log', format: 'csv' } }) },
  'using a token': {
    do: async () => {
      const { token } = await olivia().mutate<{ token: string }>('tokens.create', { name: 'one', scopes: ['read'] });
      await fetch(`${world.stack.app.publicUrl}/api/v1/projects`, { headers: { authorization: `Bearer ${token}` } });
    },
    line: () => ({ actor_kind: 'token', event: 'token.used', detail: { method: 'GET', route: '/api/v1/projects' } }),
  },
  'deleting a project': {
    do: async () => {
      const made = await world.people.tara.mutate<{ id: string }>('projects.create', { name: 'Short-lived' });
      await world.people.tara.mutate('privacy.deleteProject', { projectId: made.id, name: 'Short-lived' });
    },
    line: () => ({ actor_id: world.ids.tara, event: 'project.deleted' }),
  },
  'deleting an account': { do: () => world.people.tara.mutate('privacy.deleteAccount', { login: 'tara' }), line: () => ({ actor_id: world.ids.tara, event: 'account.deleted' }) },
  'lockstep project create': { do: () => run('project', 'create', 'Made at the terminal'), line: byOperator('project.created') },
  'lockstep link': { do: async () => run('link', String(world.foreign), 'acme/widgets'), line: () => byOperator('repository.linked', { project_id: world.foreign, detail: { repository: world.repositories.widgets } })() },
  'lockstep pause': { do: async () => run('pause', String(world.foreign)), line: () => byOperator('sync.paused', { project_id: world.foreign })() },
  'lockstep resume': { do: async () => run('resume', String(world.foreign)), line: () => byOperator('sync.resumed', { project_id: world.foreign })() },
  'lockstep sync': { do: async () => run('sync', String(world.own), '--no-wait'), line: () => byOperator('sync.started', { project_id: world.own })() },
  'calling off writes': { do: () => olivia().mutate('integrations.cancelWrites', own()), line: byOlivia('writes.called-off', { detail: { issues: 0 } }) },
  'lockstep sync --cancel': { do: async () => run('sync', String(world.own), '--cancel'), line: () => byOperator('writes.called-off', { project_id: world.own })() },
  'lockstep sign-out': {
    do: async () => {
      const rita = await world.signIn('rita');
      await run('sign-out', 'rita');
      await expect(rita.query('account.get')).rejects.toThrow('UNAUTHORIZED');
    },
    line: () => byOperator('session.ended', { detail: { user: world.ids.rita, sessions: expect.any(Number) } })(),
  },
  'lockstep deliveries retry': { do: () => run('deliveries', 'retry'), line: byOperator('operator.command', { detail: { command: 'deliveries retry', deliveries: 0 } }) },
  'lockstep action edit': { do: async () => run('action', 'edit', String(world.actions.widgets), '--priority', 'low'), line: () => byOperator('operator.command', { project_id: world.own, detail: { command: 'action edit', action: world.actions.widgets } })() },
  'lockstep retention': { do: () => run('retention', '--sync-log', '31'), line: byOperator('retention.changed', { detail: { before: { deliveriesDays: 30, syncLogDays: 30 }, after: { deliveriesDays: 30, syncLogDays: 31 } } }) },
  'lockstep export': { do: async () => run('export', String(world.own)), line: () => byOperator('export', { project_id: world.own, detail: { kind: 'project' } })() },
  'lockstep rotate-keys': { do: () => run('rotate-keys'), line: byOperator('keys.rotated') },
  'lockstep verify --erased': { do: () => run('verify', '--erased', '123456789'), line: byOperator('operator.command', { detail: { command: 'verify --erased' } }) },
};

test.each(Object.keys(KINDS))('%s is written', async (name) => {
  const kind = KINDS[name] as Kind;
  await kind.do();
  expect(await lines()).toContainEqual(expect.objectContaining(kind.line()));
});

test('reading settings again and again is one line an hour, for each person and project', async () => {
  const count = async (event: string, more: object): Promise<number> => (await db()('audit_log').where({ event, ...more })).length;
  const mine = { actor_id: world.ids.olivia, project_id: world.own };
  for (let times = 0; times < 3; times += 1) await olivia().query('integrations.get', own());
  expect(await count('settings.read', mine)).toBe(1);
  // What other processes have noted counts as well; after an hour it is told anew. Lines cannot be changed: these are older ones.
  await db().raw(`INSERT INTO audit_log (actor_kind, actor_id, project_id, event, outcome, at) VALUES ('person', ?, ?, 'settings.read', 'done', now() - interval '59 minutes'), ('person', ?, ?, 'settings.read', 'done', now() - interval '61 minutes')`, [world.ids.walter, world.own, world.ids.tara, world.own]);
  for (const id of [world.ids.walter, world.ids.tara]) await writeAuditHourly(db(), { actor: { kind: 'person', id }, event: 'settings.read', projectId: world.own });
  expect([await count('settings.read', { actor_id: world.ids.walter }), await count('settings.read', { actor_id: world.ids.tara })]).toEqual([1, 2]);
});

describe('as a file', () => {
  const download = (who: Login, query: string) => world.people[who].fetch(`/api/export/audit-log?project=${world.own}${query}`);

  test('for leads: the project’s own lines, the export among them', async () => {
    const csv = await download('olivia', '');
    expect([csv.status, csv.headers.get('content-disposition')]).toEqual([200, `attachment; filename="lockstep-audit-log-${world.own}.csv"`]);
    const [head, first] = (await csv.text()).split('\r\n');
    expect(head).toBe('id,at,actor_kind,actor_id,actor,project,event,outcome,detail');
    expect(first).toMatch(new RegExp(`^\\d+,\\d{4}-[^,]+,person,${world.ids.olivia},olivia,${world.own},export,done,"\\{""what"":""audit log"",""format"":""csv""\\}"$`));
    const all = (await (await download('olivia', '&format=json')).json()) as { projectId: number; event: string }[];
    expect(all).toHaveLength(Number((await db()('audit_log').where({ project_id: world.own }).count('* as count').first())?.count));
    expect(new Set(all.map(({ projectId }) => projectId))).toEqual(new Set([world.own]));
  });

  test('for nobody else', async () => {
    world.people.rita = await world.signIn('rita');
    expect(await Promise.all((['walter', 'rita', 'otto'] as const).map(async (who) => (await download(who, '')).status))).toEqual([403, 403, 404]);
    expect((await fetch(`${world.stack.app.publicUrl}/api/export/audit-log?project=${world.own}`)).status).toBe(401);
    expect((await download('olivia', '&format=exe')).status).toBe(400);
  });

  test('for the operator: of a project, or of everything, more than one page of it', async () => {
    await db().raw("INSERT INTO audit_log (actor_kind, event, outcome) SELECT 'system', 'sync.verified', 'done' FROM generate_series(1, 1500)");
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-audit-'));
    try {
      await run('audit', 'export', '--output', join(folder, 'all.json'));
      const all = JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8')) as { id: string; event: string }[];
      expect(all).toHaveLength(Number((await db()('audit_log').count('* as count').first())?.count));
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      expect(all[0]).toMatchObject({ actorKind: 'operator', projectId: null, event: 'export', detail: { what: 'audit log', format: 'json' } });
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(await run('audit', 'export', String(world.own), '--format', 'csv')).toContain(`,${world.own},settings.changed,done,`);
    expect(await lockstep(environmentFor(world.stack.github, world.stack.database.url), 'audit', 'export', '--format', 'exe')).toMatchObject({ status: 1, stderr: '--format takes csv or json, not "exe".\n' });
  });
});
