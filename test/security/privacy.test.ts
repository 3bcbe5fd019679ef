/** I15: disconnecting, deleting and erasing leave no token and no personal data behind, and say what they removed. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createProject, startBackfill } from '../../src/store/projects.ts';
import { setMember } from '../../src/store/members.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { linkByName } from '../../src/sync/link.ts';
import { findTask, type PrivacyTask } from '../../src/store/privacy-tasks.ts';
import { beginDeleteProject } from '../../src/sync/privacy/delete-project.ts';
import { beginDisconnect } from '../../src/sync/privacy/disconnect.ts';
import { beginErase, identityOf } from '../../src/sync/privacy/erase-person.ts';
import { runTask } from '../../src/sync/privacy/run-task.ts';
import type { PrivacyParts } from '../../src/sync/privacy/parts.ts';
import { dump } from '../support/dump.ts';
import { silent } from '../support/log.ts';
import { environmentFor } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stack.stop());

const db = () => world.stack.database.db;
const parts = (): PrivacyParts => {
  const { app } = world.stack;
  if (!app.people) throw new Error('no App');
  return { db: db(), jobs: app.jobs, log: silent, vault: app.people.vault, people: app.people };
};
const ended = (id: number): Promise<PrivacyTask> => until('the task has ended', async () => {
  const task = await findTask(db(), id);
  return task?.state === 'done' || task?.state === 'failed' ? task : undefined;
});

async function whereIs(...words: string[]): Promise<string[]> {
  return [...await dump(db())].filter(([, text]) => words.some((word) => text.toLowerCase().includes(word.toLowerCase()))).map(([table]) => table);
}

describe('erasing a person', () => {
  test('ends their sessions, revokes their grant, and leaves nothing of them in any table', async () => {
    const { people: { walter }, actions, stack: { github } } = world;
    await walter.mutate('actions.update', { id: String(actions.widgets), expectedVersion: 1, changes: { priority: 'low', description: 'as @walter said, see https://github.com/walter' } });
    await walter.mutate('tokens.create', { name: 'script of walter', scopes: ['read'] });
    github.control.editIssue({ by: 'walter', repository: 'acme/widgets', number: 2, title: 'Painted' });
    await world.stack.quiet();
    await db()('noted_pull_requests').insert({ repository_id: world.repositories.widgets, issue_number: 1, pull_node_id: 'PR_1', source: 'hand', noted_by: 'walter' });
    expect((await whereIs('walter')).map((name) => name.replace(/_\d{4}w\d\d$/, ''))).toEqual(expect.arrayContaining(['public.users', 'public.deliveries', 'public.action_events', 'public.actions', 'public.noted_pull_requests']));
    expect(await walter.query('privacy.accountPreview')).toMatchObject({ login: 'walter', projects: 1, reasons: [] });

    const { taskId } = await walter.mutate<{ taskId: string }>('privacy.deleteAccount', { login: 'Walter' });
    await expect(walter.query('account.get')).rejects.toThrow('UNAUTHORIZED');
    expect(await ended(Number(taskId))).toMatchObject({ state: 'done', error: null, subjectSealed: null, removed: { 'accounts': 1, 'grants revoked at GitHub': 1, 'traces left': 0 } });
    await world.stack.quiet();

    expect(await whereIs('walter', 'walter@acme.test')).toEqual([]);
    expect(await db()('audit_log').where({ event: 'erased' }).orderBy('id', 'desc').first()).toMatchObject({ actor_kind: 'system', detail: { kind: 'person', left: 0 } });
    expect(await db()('audit_log').where({ event: 'account.deleted' }).orderBy('id', 'desc').first()).toMatchObject({ actor_id: world.ids.walter });
  });

  test('lockstep verify --erased searches again, and finds who is still there', async () => {
    const githubId = world.stack.github.control.accounts().find(({ login }) => login === 'walter')?.id;
    const gone = await lockstep('verify', '--erased', String(githubId), '--also', 'walter', '--also', 'Walter Writer', '--also', 'walter@acme.test', '--json');
    expect(gone).toMatchObject({ code: 0, answer: { traces: [], searchedFor: expect.arrayContaining(['walter', 'Walter Writer', 'walter@acme.test']) } });
    const there = await lockstep('verify', '--erased', 'olivia', '--json');
    expect(there.code).toBe(1);
    expect(there.answer.traces).toEqual(expect.arrayContaining([expect.objectContaining({ table: 'users', column: 'login' }), expect.objectContaining({ table: 'deliveries', column: 'body' })]));
  });

  test('waits while they are the only lead of a project', async () => {
    await expect(world.people.otto.mutate('privacy.deleteAccount', { login: 'otto' })).rejects.toThrow('FORBIDDEN');
    expect(await world.people.otto.query('privacy.accountPreview')).toMatchObject({ reasons: [expect.stringMatching(/only lead of Foreign/)] });
  });

  test('goes on after a kill, and ends as it would have', async () => {
    const user = await db()('users').where({ id: world.ids.tara }).first();
    await db()('actions').where({ id: world.actions.secret }).update({ description: 'hush, @tara' });
    await db()('noted_pull_requests').insert({ repository_id: world.repositories.widgets, issue_number: 1, pull_node_id: 'PR_2', source: 'hand', noted_by: 'tara' });
    const person = { id: world.ids.tara, githubId: Number(user?.github_id), login: 'tara', name: 'Tara Triager' };
    const alone = { ...parts(), jobs: { ...parts().jobs, send: async () => {} } };
    const taskId = await beginErase(alone, { kind: 'operator' }, person.id, await identityOf(parts(), person));
    const killed = runTask(alone, taskId, ({ step, cursor }) => {
      if (step === 'tables' && cursor !== '') throw new Error('killed');
    });
    await expect(killed).rejects.toThrow('killed');
    const half = await findTask(db(), taskId);
    expect(half).toMatchObject({ state: 'running', step: 'tables' });
    // Two at once take turns.
    const [one, other] = await Promise.all([runTask(alone, taskId), runTask(alone, taskId)]);
    expect([one?.state, other?.state]).toEqual(['done', 'done']);
    expect(await whereIs('tara')).toEqual([]);
  });
});

describe('an export', () => {
  test('of a project has everything of it but secrets, and what a lead may not read', async () => {
    const { own, people: { olivia, otto }, repositories } = world;
    const answer = await olivia.fetch(`/api/projects/${own}/export`);
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, `attachment; filename="lockstep-project-${own}.json"`]);
    const text = await answer.text();
    const all = JSON.parse(text) as { format: string; project: { name: string }; actions: { title: string }[] } & Record<string, unknown[]>;
    expect(all).toMatchObject({ format: 'lockstep-project-1', project: { name: 'Test' } });
    expect(all.actions.map(({ title }) => title)).toEqual(expect.arrayContaining(['Painted', 'Nobody must know']));
    expect(Object.keys(all)).toEqual(expect.arrayContaining(['action_events', 'github_issue_mappings', 'github_integrations', 'github_sync_logs', 'members', 'conflicts', 'invitations']));
    expect(text).not.toMatch(/_sealed|code_hash|"hash"|gh[ours]_|lst[upo]_/);
    expect(await db()('audit_log').where({ event: 'export' }).orderBy('id', 'desc').first()).toMatchObject({ actor_id: world.ids.olivia, project_id: own, detail: { kind: 'project' } });
    expect((await otto.fetch(`/api/projects/${own}/export`)).status).toBe(404);
    expect((await world.people.rita.fetch(`/api/projects/${own}/export`)).status).toBe(403);
    await setMember(db(), own, world.ids.otto, 'lead');
    const less = await (await otto.fetch(`/api/projects/${own}/export`)).text();
    expect(less).not.toMatch(/Nobody must know|hush/);
    expect(JSON.parse(less).github_integration_repositories.map(({ repository_id }: { repository_id: number }) => repository_id)).toEqual([repositories.widgets]);
    await db()('members').where({ project_id: own, user_id: world.ids.otto }).delete();
  });

  test('of a person has what is known of them', async () => {
    const by = { project_id: world.own };
    await db()('alert_preferences').insert({ user_id: world.ids.rita, email: 'rita@acme.test', kinds: ['brake.on'] });
    const [alert] = await db()('alerts').insert({ ...by, kind: 'brake.on', key: 'read by rita' }).returning('id');
    await db()('alert_reads').insert({ user_id: world.ids.rita, alert_id: alert.id });
    await db()('integration_drafts').insert({ ...by, draft: { settings: { direction: 'pull' } }, updated_by: world.ids.rita });
    await db()('previews').insert({ ...by, settings: { direction: 'pull' }, repositories: [], state: 'done', result: { by: 'olivia' }, made_by: world.ids.rita });
    const own = JSON.parse(await (await world.people.rita.fetch('/api/account/export')).text()) as Record<string, unknown[]>;
    expect(own).toMatchObject({ format: 'lockstep-person-1', account: [{ login: 'rita' }], memberships: [{ role: 'viewer', project: 'Test' }], sessions: [{ device: expect.any(String) }], history: [{ kind: 'created', side: 'github' }], audit: expect.arrayContaining([expect.objectContaining({ event: 'sign-in' })]) });
    expect(own).toMatchObject({ alertPreferences: [{ email: 'rita@acme.test', kinds: ['brake.on'] }], alertsRead: [{ kind: 'brake.on' }], drafts: [{ draft: { settings: { direction: 'pull' } } }], dryRuns: [{ settings: { direction: 'pull' } }] });
    expect(JSON.stringify(own)).not.toMatch(/olivia|_sealed|hash/);
    const file = await lockstep('export', '--person', 'rita');
    expect(file.answer).toMatchObject({ account: [{ login: 'rita' }] });
  });
});

describe('disconnecting', () => {
  async function project(): Promise<number> {
    const { id } = await createProject(db(), 'Other', defaultSettings().statuses);
    await setMember(db(), id, world.ids.olivia, 'lead');
    await linkByName({ db: db(), jobs: world.stack.app.jobs }, id, 'acme/secret');
    await world.stack.quiet();
    return id;
  }
  const left = async (id: number): Promise<Record<string, number>> => Object.fromEntries(await Promise.all(
    ['actions', 'action_events', 'github_issue_mappings', 'github_integrations', 'github_sync_logs', 'github_integration_repositories'].map(async (table) => [table, (await db()(table).where({ project_id: id })).length]),
  ));

  test('says what goes, keeps actions with their history, and forgets the rest', async () => {
    const id = await project();
    expect(await world.people.olivia.query('privacy.disconnectPreview', { projectId: String(id) })).toMatchObject({ repositories: ['acme/secret'], actions: 1, mappings: 1, deliveries: 0 });
    const { taskId } = await world.people.olivia.mutate<{ taskId: string }>('privacy.disconnect', { projectId: String(id), actions: 'keep' });
    expect(await ended(Number(taskId))).toMatchObject({ state: 'done', removed: { mappings: 1, integrations: 1, repositories: 0 } });
    expect(await left(id)).toEqual({ actions: 1, action_events: 1, github_issue_mappings: 0, github_integrations: 0, github_sync_logs: 0, github_integration_repositories: 0 });
    expect(await world.people.olivia.query('privacy.tasks', { projectId: String(id) })).toMatchObject([{ id: taskId, kind: 'disconnect', state: 'done' }]);
    await expect(world.people.olivia.query('privacy.disconnectPreview', { projectId: String(id) })).rejects.toThrow('NOT_FOUND');
    await ended((await beginDeleteProject(parts(), { kind: 'operator' }, id)) ?? 0);
    // What others have linked stays.
    expect(await left(world.own)).toMatchObject({ github_integration_repositories: 2 });
  });

  test('leaves no draft, dry run, alert or message of it behind', async () => {
    const id = await project();
    const of = { project_id: id };
    const [webhook] = await db()('outgoing_webhooks').insert({ ...of, url: 'https://hooks.acme.test', kinds: [] }).returning('id');
    await db()('previews').insert({ ...of, settings: {}, repositories: [], state: 'done', result: { samples: [{ title: 'Left-over by @tina' }] } });
    await db()('integration_drafts').insert({ ...of, draft: { people: { tina: 'left-over' } } });
    await db()('settings_confirmations').insert({ ...of, digest: 'left-over', writes: 1 });
    await db()('alerts').insert({ ...of, kind: 'mapping.parked', key: 'left-over', detail: 'left-over' });
    await db()('outgoing_deliveries').insert({ ...of, webhook_id: webhook.id, body: 'left-over', state: 'sent' });
    expect(await whereIs('left-over')).toHaveLength(5);
    await ended((await beginDisconnect(parts(), { kind: 'operator' }, id, 'keep')) ?? 0);
    expect(await whereIs('left-over', 'tina')).toEqual([]);
    await ended((await beginDeleteProject(parts(), { kind: 'operator' }, id)) ?? 0);
  });

  test('lets nothing of the sync begin while it is under way', async () => {
    const id = await project();
    const of = { projectId: String(id) };
    const alone = { ...parts(), jobs: { ...parts().jobs, send: async () => {} } };
    // Each minute it takes up what was left, and would end the task under this test.
    await db()('pgboss.schedule').where({ name: 'maintain' }).delete();
    const taskId = (await beginDisconnect(alone, { kind: 'operator' }, id, 'keep')) ?? 0;
    const { version } = await world.people.olivia.query<{ version: number }>('integrations.get', of);
    const told = async (procedure: string, input: object = {}): Promise<string | undefined> =>
      ((await (await world.people.olivia.post(`/api/trpc/${procedure}`, { ...of, ...input })).json()) as { error?: { message: string } }).error?.message;
    const repository = { repositoryId: String(world.repositories.secret) };
    for (const [procedure, input] of [
      ['integrations.resume', {}], ['integrations.update', { expectedVersion: version, settings: { direction: 'pull' } }], ['repositories.link', { fullName: 'acme/widgets' }],
      ['integrations.activate', { expectedVersion: version, repositories: [{ fullName: 'acme/widgets', privateConsent: false }] }],
      ['integrations.startPreview', { settings: {}, repositories: ['acme/widgets'] }], ['repositories.setOpen', { ...repository, open: true, consent: true }], ['privacy.disconnect', { actions: 'delete' }],
    ] as const) expect([procedure, await told(procedure, input)]).toEqual([procedure, expect.stringMatching(/^This project is being disconnected from GitHub: wait/)]);
    await expect(lockstep('resume', String(id))).rejects.toThrow(/^This project is being disconnected from GitHub/);
    // A job that was on its way finds nothing to do, whatever the state says.
    const [link] = await db()('github_integration_repositories').where({ project_id: id }).update({ backfill_state: 'waiting' }).returning('*');
    await db()('github_integrations').where({ project_id: id }).update({ state: 'active' });
    expect(await startBackfill(db(), Number(link.integration_id), world.repositories.secret)).toBeNull();
    await runTask(alone, taskId);
    expect(await left(id)).toMatchObject({ actions: 1, github_integrations: 0 });
    const deletion = (await beginDeleteProject(alone, { kind: 'operator' }, id)) ?? 0;
    await expect(linkByName({ db: db(), jobs: alone.jobs }, id, 'acme/secret')).rejects.toThrow('This project is being deleted.');
    await runTask(alone, deletion);
  });

  test('takes the actions along where the lead chose so', async () => {
    const id = await project();
    const alone = { ...parts(), jobs: { ...parts().jobs, send: async () => {} } };
    const taskId = (await beginDisconnect(alone, { kind: 'operator' }, id, 'delete')) ?? 0;
    // One that was being taken in as it began comes behind the step that ends the pairs.
    const late = runTask(alone, taskId, ({ step }) => {
      if (step === 'logs') throw new Error('late');
    });
    await expect(late).rejects.toThrow('late');
    await db().raw(`WITH late AS (INSERT INTO actions (project_id, title, status) VALUES (?, 'Came late', 'todo') RETURNING id)
      INSERT INTO github_issue_mappings (project_id, repository_id, issue_id, issue_node_id, issue_number, issue_url, issue_state, issue_updated_at, action_id, base)
      SELECT ?, ?, 1, 'I_1', 9, '', 'open', now(), id, '{}' FROM late`, [id, id, world.repositories.secret]);
    await runTask(alone, taskId);
    expect(Object.values(await left(id))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

test('deleting a project leaves its lines in the audit log, without details, and nothing else', async () => {
  const { own, people: { olivia } } = world;
  await expect(olivia.mutate('privacy.deleteProject', { projectId: String(own), name: 'Tset' })).rejects.toThrow('FORBIDDEN');
  expect(await olivia.query('privacy.deletePreview', { projectId: String(own) })).toMatchObject({ name: 'Test', members: 2, github: { repositories: ['acme/secret', 'acme/widgets'] } });
  const { taskId } = await olivia.mutate<{ taskId: string }>('privacy.deleteProject', { projectId: String(own), name: 'Test' });
  await expect(olivia.query('projects.get', { id: String(own) })).rejects.toThrow('NOT_FOUND');
  expect(await ended(Number(taskId))).toMatchObject({ state: 'done' });
  const { rows } = await db().raw<{ rows: { name: string }[] }>("SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'project_id'");
  const still = await Promise.all(rows.map(async ({ name }) => [name, (await db()(name).where({ project_id: own })).length] as const));
  expect(still.filter(([, count]) => count > 0).map(([name]) => name).toSorted()).toEqual(['audit_log', 'privacy_tasks']);
  const details = await db()('audit_log').where({ project_id: own }).whereNot({ event: 'erased' }).whereNot({ event: 'access.denied' }).select<{ detail: unknown }[]>('detail');
  expect(details.length).toBeGreaterThan(2);
  for (const { detail } of details) expect(detail).toEqual({ erased: true });
  expect(await whereIs('Nobody must know', 'hush-label')).toEqual([]);
});

async function lockstep(...args: string[]): Promise<{ code: number; answer: Record<string, unknown> }> {
  const root = join(import.meta.dirname, '..', '..');
  const env = { ...process.env, ...environmentFor(world.stack.github, world.stack.database.url) };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['src/main.ts', ...args], { cwd: root, env });
    return { code: 0, answer: JSON.parse(stdout) as Record<string, unknown> };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (!stdout) throw new Error(stderr, { cause: error });
    return { code, answer: JSON.parse(stdout) as Record<string, unknown> };
  }
}
