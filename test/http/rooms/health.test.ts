/** How the sync is, as the page asks for it, on the whole service. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seriesOf, type SeriesMark } from '../../../src/store/sync-series.ts';
import { sumUpSyncLogs } from '../../../src/store/sync-sums.ts';
import type { HealthShape, RedeliveryShape, SeriesShape, TroubleShape } from '../../../src/http/trpc/health-shapes.ts';
import { startWorld, type Login, type World } from '../../security/world.ts';
import { until } from '../../support/until.ts';

let world: World;
let projectId: string;
beforeAll(async () => {
  world = await startWorld();
  projectId = String(world.own);
  await world.stack.quiet();
});
afterAll(() => world.stack.stop());

const get = (who: Login): Promise<HealthShape> => world.people[who].query('health.get', { projectId });
const widgets = async (): Promise<HealthShape['repositories'][number] | undefined> => (await get('walter')).repositories.find(({ fullName }) => fullName === 'acme/widgets');
const db = () => world.stack.database.db;
const link = () => db()('github_integration_repositories').where({ project_id: world.own, repository_id: world.repositories.widgets });

describe('what stands in the way is named, with what mends it', () => {
  test('nothing: live', async () => {
    expect(await widgets()).toMatchObject({ state: 'live', mend: null, actions: 2, lagSeconds: 0, troubled: 0 });
  });

  test('a pull that failed; a pull under way', async () => {
    await link().update({ backfill_state: 'failed', error: 'GitHub did not answer.' });
    expect(await widgets()).toMatchObject({ state: 'attention', sentence: 'GitHub did not answer.', mend: 'sync' });
    await link().update({ backfill_state: 'paused', error: null, pulled: 3, total: 10 });
    expect(await widgets()).toMatchObject({ state: 'paused', sentence: expect.stringContaining('3 of 10'), mend: 'resume-pull' });
    await link().update({ backfill_state: 'live' });
  });

  test("GitHub's limit, with the time it ends", async () => {
    const { installation_id: id } = await db()('repositories').where({ id: world.repositories.widgets }).first();
    await db()('api_budgets').insert({ owner: `installation:${id}`, blocked_until: db().raw("now() + interval '1 hour'") });
    await db()('api_allowances').insert({ owner: `installation:${id}`, resource: 'core', allowance: 5000, remaining: 7, resets_at: db().raw("now() + interval '1 hour'") }).onConflict(['owner', 'resource']).merge();
    const { repositories, api } = await get('walter');
    expect(repositories[0]).toMatchObject({ state: 'limited', until: expect.any(String), mend: null });
    expect(api).toMatchObject([{ account: 'acme', blockedUntil: expect.any(String), resources: expect.arrayContaining([expect.objectContaining({ name: 'core', limit: 5000, remaining: 7 })]) }]);
    // A pull of all issues stands still as well, and says how far it is.
    await link().update({ backfill_state: 'pulling', pulled: 3, total: 10 });
    expect(await widgets()).toMatchObject({ state: 'limited', until: expect.any(String), sentence: 'GitHub asks to wait, with 3 of 10 issues pulled. Everything goes on by itself then.' });
    await db()('api_budgets').delete();
    await link().update({ backfill_state: 'live' });
    await db()('api_allowances').delete();
  });

  test('a pull that waits because what is left of the limit is kept for others says so, and until when; nothing else waits', async () => {
    const { installation_id: id } = await db()('repositories').where({ id: world.repositories.widgets }).first();
    await db()('api_allowances').insert({ owner: `installation:${id}`, resource: 'graphql', allowance: 5000, remaining: 900, resets_at: db().raw("now() + interval '40 minutes'") }).onConflict(['owner', 'resource']).merge();
    expect(await widgets()).toMatchObject({ state: 'live' });
    await link().update({ backfill_state: 'pulling', pulled: 3, total: 10 });
    expect(await widgets()).toMatchObject({
      state: 'limited', until: expect.any(String), mend: null,
      sentence: "The pull waits for GitHub's limit, with 3 of 10 issues pulled: what is left of it is kept for people and events. It goes on by itself then.",
    });
    await db()('api_allowances').update({ remaining: 1100 });
    expect((await widgets())?.state).not.toBe('limited');
    await link().update({ backfill_state: 'live' });
    await db()('api_allowances').delete();
  });

  test('a first pull, and one of what was pulled before', async () => {
    const polls = () => db()('github_polls').where({ repository_id: world.repositories.widgets });
    const sync = async () => (await world.people.walter.query<{ repositories: { fullName: string; sync: object }[] }>('projects.get', { id: projectId })).repositories.find(({ fullName }) => fullName === 'acme/widgets')?.sync;
    const { since } = await polls().first();
    await link().update({ backfill_state: 'pulling', pulled: 3, total: 10 });
    expect(await widgets()).toMatchObject({ state: 'syncing', sentence: 'All issues are read again: 3 of 10 issues.' });
    expect(await sync()).toMatchObject({ state: 'pulling', again: true });
    await polls().update({ since: null });
    expect(await widgets()).toMatchObject({ state: 'first-sync', sentence: 'Issues are being pulled: 3 of 10 issues.' });
    expect(await sync()).toMatchObject({ state: 'pulling', again: false });
    await polls().update({ since });
    await link().update({ backfill_state: 'live' });
  });

  test('a paused project', async () => {
    await world.people.olivia.mutate('integrations.pause', { projectId, reason: 'Holidays.' });
    expect(await get('rita')).toMatchObject({ state: 'paused', repositories: [{ state: 'paused', sentence: 'Holidays.', mend: 'resume' }] });
    await world.people.olivia.mutate('integrations.resume', { projectId });
    await world.stack.quiet();
  });
});

test('what is not in step says why and what to do, and is taken up again; so are parked deliveries (I11)', async () => {
  world.stack.github.control.editIssue({ by: 'olivia', repository: 'acme/widgets', number: 1, body: 'An event, at least.' });
  await world.stack.quiet();
  const delivery = await db()('deliveries').where({ repository_id: world.repositories.widgets }).first();
  await db()('github_issue_mappings').where({ action_id: world.actions.widgets }).update({ error: 'The issue is locked, and GitHub does not let the App change it.' });
  await db()('deliveries').where({ guid: delivery.guid }).update({ state: 'parked', error: 'relation "x" at db.internal' });

  const troubles = await world.people.rita.query<TroubleShape[]>('health.troubles', { projectId });
  expect(troubles).toMatchObject([
    { kind: 'delivery', id: delivery.guid, repository: 'acme/widgets', mend: 'redeliver' },
    { kind: 'issue', id: String(world.actions.widgets), number: 1, sentence: expect.stringContaining('locked'), advice: expect.stringContaining('Unlock'), mend: 'github' },
  ]);
  // What our own errors say is the operator's.
  expect(JSON.stringify(troubles)).not.toContain('db.internal');
  expect(await world.people.rita.query('health.troubleOf', { actionId: String(world.actions.widgets) })).toMatchObject({ sentence: expect.stringContaining('locked') });
  expect(await widgets()).toMatchObject({ state: 'attention', mend: 'redeliver', parked: { deliveries: 1 }, troubled: 1 });

  expect(await world.people.walter.mutate<RedeliveryShape>('health.redeliver', { projectId })).toEqual({ deliveries: 1, issues: 1 });
  await world.stack.quiet();
  expect(await widgets()).toMatchObject({ state: 'live', parked: { deliveries: 0, issues: 0 }, troubled: 0 });
  expect(await db()('audit_log').where({ event: 'sync.redelivered' }).first()).toMatchObject({ actor_id: world.ids.walter, project_id: world.own });
});

test('progress of pushes: what waits to be written is counted, and goes down with each issue that is', async () => {
  const { control } = world.stack.github;
  const pairs = await db()('github_issue_mappings').where({ project_id: world.own, repository_id: world.repositories.widgets }).orderBy('issue_number');
  const held = pairs.map(({ issue_number: number }) => control.addRequestFault({ method: 'PATCH', path: `/issues/${number}$`, fault: { kind: 'held' } }).id);
  for (const { action_id: id } of pairs) {
    const { version } = await db()('actions').where({ id }).first();
    await world.people.walter.mutate('actions.update', { id: String(id), expectedVersion: version, changes: { title: `Written ${id}` } });
  }
  for (const [written, id] of held.entries()) {
    await until(`${written} are written`, async () => (await widgets())?.waiting.pushes === pairs.length - written);
    control.clearRequestFaults({ id });
  }
  await until('all are written', async () => (await widgets())?.waiting.pushes === 0);
  await world.stack.quiet();
});

test('a verification that a person asked for names its progress and its accuracy', async () => {
  await world.people.olivia.mutate('health.verify', { projectId });
  const { verified, targets } = await until('the verification', async () => {
    const health = await get('olivia');
    return health.verified?.trigger === 'person' ? health : null;
  });
  expect(verified).toMatchObject({ state: 'done', differences: 0, accuracy: 1, total: 3, mappings: 3 });
  expect(targets).toEqual({ accuracy: 0.999, errorRate: 0.01, latencyMs: 30_000 });
});

test('I12: nor does a verification tell of a private repository to who cannot read it', async () => {
  const before = (await get('olivia')).verified;
  await db()('verification_findings').insert({
    verification_id: before?.id, project_id: world.own, repository_id: world.repositories.secret, issue_number: 1, field: 'title', kind: 'difference', github: '"a"', lockstep: '"b"',
  });
  await db()('verifications').where({ id: before?.id }).update({ differences: 1 });
  expect((await get('olivia')).verified).toMatchObject({ total: 3, mappings: 3, differences: 1, fields: before?.fields });
  expect((await get('walter')).verified).toMatchObject({ total: 2, mappings: 2, differences: 0, accuracy: 1, fields: ((before?.fields ?? 0) / 3) * 2 });
});

test('I12: a private repository is in no number of who cannot read it', async () => {
  expect((await get('olivia')).repositories.map(({ fullName }) => fullName)).toEqual(['acme/secret', 'acme/widgets']);
  await db()('github_issue_mappings').where({ action_id: world.actions.secret }).update({ error: 'Hush.' });
  const answers = await Promise.all([get('walter'), world.people.walter.query('health.troubles', { projectId })]);
  expect(JSON.stringify(answers)).not.toMatch(/secret|Hush|Nobody/);
  await expect(world.people.walter.query('health.troubleOf', { actionId: String(world.actions.secret) })).rejects.toThrow('NOT_FOUND');
  const total = async (who: Login): Promise<number> => (await world.people[who].query<SeriesShape>('health.series', { projectId, range: 'hour' })).total.count;
  const all = await db()('github_sync_logs').where({ project_id: world.own });
  expect([await total('olivia'), await total('walter')]).toEqual([all.length, all.filter((row) => row.repository_id === world.repositories.widgets).length]);
  expect(await total('walter')).toBeLessThan(await total('olivia'));
});

test('a chart reads the same from the log and from its sums', async () => {
  await db().raw(
    `INSERT INTO github_sync_logs (at, project_id, repository_id, direction, trigger, outcome, latency_ms, duration_ms)
     SELECT now() - i * interval '10 minutes', ?, ?, CASE WHEN i % 3 = 0 THEN 'push' ELSE 'pull' END, 'webhook', CASE WHEN i % 10 = 0 THEN 'failed' ELSE 'changed' END, i * 20, 1 FROM generate_series(1, 200) i`,
    [world.foreign, world.repositories.widgets],
  );
  const query = { projectId: world.foreign, repositoryId: null, hidden: [] };
  const from = async (range: 'day' | 'week' | 'month'): Promise<SeriesMark[]> => seriesOf(db(), { ...query, range });
  await db()('github_sync_sums').delete();
  await db()('github_sync_summed').update({ summed_until: new Date(0) });
  const [day, week, month] = [await from('day'), await from('week'), await from('month')];
  expect(await db().transaction(sumUpSyncLogs)).toBe(true);
  expect(await db().transaction(sumUpSyncLogs)).toBe(false);
  await db()('github_sync_logs').where({ project_id: world.foreign }).andWhere('at', '<', db().raw("now() - interval '26 hours'")).delete();
  expect([await from('day'), await from('week'), await from('month')]).toEqual([day, week, month]);
  const { total, steps } = await world.people.otto.query<SeriesShape>('health.series', { projectId: String(world.foreign), range: 'month' });
  expect(total).toMatchObject({ count: 200, pushes: 66, errors: 20 });
  expect(steps).toHaveLength(120);
  // 20 to 4,000 ms, evenly: within 7 % of the exact figures.
  expect(Math.abs((total.p50 ?? 0) - 2000)).toBeLessThan(140);
  expect(Math.abs((total.p95 ?? 0) - 3800)).toBeLessThan(266);
});

test('what has no latency, as the first pull of a project, does not make the sync look quick', async () => {
  const day = () => world.people.otto.query<SeriesShape>('health.series', { projectId: String(world.foreign), range: 'day' });
  const before = (await day()).total;
  expect(before.p50).toBeGreaterThan(0);
  await db().raw(
    `INSERT INTO github_sync_logs (project_id, repository_id, direction, trigger, outcome, duration_ms)
     SELECT ?, ?, 'pull', 'backfill', 'created', 1 FROM generate_series(1, 500)`,
    [world.foreign, world.repositories.widgets],
  );
  expect((await day()).total).toEqual({ ...before, count: before.count + 500 });
});

test('a push is timed from the edit that it writes', async () => {
  const id = world.actions.widgets;
  const { version } = await db()('actions').where({ id }).first();
  await world.people.walter.mutate('actions.update', { id: String(id), expectedVersion: version, changes: { title: 'Timed from here' } });
  const row = await until('it is pushed', () => db()('github_sync_logs').where({ action_id: id, direction: 'push', outcome: 'changed' }).orderBy('id', 'desc').first());
  expect(row.latency_ms).toBeGreaterThanOrEqual(0);
});
