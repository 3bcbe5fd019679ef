/** The sync log and its export, on the whole service. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { csvCell } from '../../../src/core/table-text.ts';
import type { SyncLogDetailShape, SyncLogPageShape } from '../../../src/http/trpc/sync-log-shapes.ts';
import { startWorld, type Login, type World } from '../../security/world.ts';

let world: World;
let projectId: string;
beforeAll(async () => {
  world = await startWorld();
  projectId = String(world.own);
  world.stack.github.control.editIssue({ by: 'olivia', repository: 'acme/widgets', number: 1, title: '=SUM(A1) "quoted"' });
  await world.stack.quiet();
});
afterAll(() => world.stack.stop());

const list = (who: Login, more: object = {}): Promise<SyncLogPageShape> => world.people[who].query('syncLog.list', { projectId, ...more });
const get = (who: Login, id: string): Promise<SyncLogDetailShape> => world.people[who].query('syncLog.get', { projectId, id });
const download = (who: Login, query: string): Promise<Response> => world.people[who].fetch(`/api/export/sync-log?project=${projectId}${query}`);

test('a row opens to what changed, its delivery and its timing', async () => {
  const { items: [row] } = await list('rita');
  expect(row).toMatchObject({ repository: 'acme/widgets', issueNumber: 1, direction: 'pull', trigger: 'webhook', outcome: 'changed', fields: ['title'], latencyMs: expect.any(Number) });
  expect(await get('rita', row?.id ?? '')).toMatchObject({
    changes: [{ field: 'title', before: 'Widget falls over', after: '=SUM(A1) "quoted"' }], advice: null,
    delivery: { guid: expect.any(String), event: 'issues.edited', state: 'processed' }, issueUrl: expect.stringContaining('/acme/widgets/issues/1'),
  });
});

describe('filters', () => {
  test.each<[string, object, number]>([
    ['trigger', { trigger: 'webhook' }, 1],
    ['issue', { issue: 1, outcome: 'changed' }, 1],
    ['direction', { direction: 'push' }, 0],
    ['outcome', { outcome: 'trouble' }, 0],
    ['time', { to: '2001-01-01T00:00:00Z' }, 0],
    ['title', { text: 'sum(a1)', outcome: 'changed' }, 1],
    ['a percent sign is no wildcard', { text: '%' }, 0],
  ])('%s', async (_name, filter, count) => {
    expect((await list('walter', filter)).items).toHaveLength(count);
  });

  test('by page', async () => {
    const all = (await list('walter')).items.map(({ id }) => id);
    const first = await list('walter', { limit: 1 });
    const rest = await list('walter', { before: first.next });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all);
  });
});

test('I12: rows of a private repository are in no list, detail or export of who cannot read it', async () => {
  const secret = (await list('olivia', { repositoryId: String(world.repositories.secret) })).items;
  expect(secret.length).toBeGreaterThan(0);
  expect(await list('walter', { repositoryId: String(world.repositories.secret) })).toEqual({ items: [], next: null });
  await expect(get('walter', secret[0]?.id ?? '')).rejects.toThrow('NOT_FOUND');
  const exports = await Promise.all(['csv', 'json'].map(async (format) => (await download('walter', `&format=${format}`)).text()));
  expect(exports.join()).not.toMatch(/secret|Nobody/);
  expect(await (await download('olivia', '')).text()).toContain('acme/secret');
});

test('exports are files, hold what the filters let through, and stand in the audit log', async () => {
  const csv = await download('rita', '&trigger=webhook');
  expect(csv.headers.get('content-disposition')).toBe(`attachment; filename="lockstep-sync-log-${projectId}.csv"`);
  const [head, line, ...more] = (await csv.text()).split('\r\n');
  expect(head).toContain('id,at,repository,issue');
  expect(line).toContain(`,acme/widgets,1,${world.actions.widgets},"'=SUM(A1) ""quoted""",pull,webhook,changed,title,`);
  expect(more).toEqual(['']);
  const json = await (await download('rita', '&format=json&trigger=webhook')).json();
  expect(json).toMatchObject([{ repository: 'acme/widgets', action: { title: '=SUM(A1) "quoted"' } }]);
  expect(await (await download('rita', '&format=json&direction=push')).json()).toEqual([]);
  expect(await world.stack.database.db('audit_log').where({ event: 'export', actor_id: world.ids.rita })).toHaveLength(3);
});

test('exports are refused to others', async () => {
  expect((await download('otto', '')).status).toBe(404);
  expect((await fetch(`${world.stack.app.address}/api/export/sync-log?project=${projectId}`)).status).toBe(401);
  expect((await download('rita', '&format=exe')).status).toBe(400);
  // A character that PostgreSQL does not know would end the file in the middle.
  expect((await download('rita', '&text=%00')).status).toBe(400);
});

test('cells that a spreadsheet would run stay text', () => {
  expect(['=1', '+1', '-1', '@x', '\tx', '\n=1', '＝1', 'a=1', 'a,b', -5, null].map(csvCell)).toEqual(["'=1", "'+1", "'-1", "'@x", "'\tx", '"\'\n=1"', "'＝1", 'a=1', '"a,b"', '-5', '']);
});

test('a failed row says what to do, and is taken up again', async () => {
  const { database: { db }, github: { control } } = world.stack;
  const [mapping] = await db('github_issue_mappings').where({ action_id: world.actions.widgets });
  await db('github_issue_mappings').where({ id: mapping.id }).update({ state: 'parked', error: 'The issue is locked, and GitHub does not let the App change it.' });
  await db('github_sync_logs').insert({
    project_id: world.own, repository_id: world.repositories.widgets, mapping_id: mapping.id, action_id: mapping.action_id, issue_number: 1, direction: 'push', trigger: 'push',
    outcome: 'failed', duration_ms: 12, error: 'The issue is locked, and GitHub does not let the App change it.',
  });
  const { items: [row] } = await list('walter', { outcome: 'trouble' });
  expect(await get('walter', row?.id ?? '')).toMatchObject({ advice: { advice: expect.stringContaining('Unlock'), mend: 'github' } });
  expect(await world.people.walter.mutate('syncLog.retry', { projectId, ids: [row?.id] })).toEqual({ deliveries: 0, issues: 1 });
  await world.stack.quiet();
  expect(await db('github_issue_mappings').where({ id: mapping.id }).first()).toMatchObject({ state: 'live', error: null });
  expect(control.issue({ repository: 'acme/widgets', number: 1 }).title).toContain('SUM');
});
