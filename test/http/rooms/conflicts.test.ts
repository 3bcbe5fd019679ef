/** The page's inbox of conflicts, on the whole service. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConflictPageShape, SettlementAnswer } from '../../../src/http/trpc/conflicts-shapes.ts';
import { editAction } from '../../../src/sync/edit.ts';
import { startWorld, type Login, type World } from '../../security/world.ts';
import { until } from '../../support/until.ts';

const WIDGETS = { repository: 'acme/widgets', number: 1 };

let world: World;
let projectId: string;
beforeAll(async () => {
  world = await startWorld();
  projectId = String(world.own);
  await world.stack.database.db('github_integrations').where({ project_id: world.own }).update({ settings: JSON.stringify({ conflictPolicy: 'ask' }) });
});
afterAll(() => world.stack.stop());

const list = (who: Login, more: object = {}): Promise<ConflictPageShape> => world.people[who].query('conflicts.list', { projectId, ...more });
const resolve = (who: Login, ids: string[], decision: object): Promise<SettlementAnswer> => world.people[who].mutate('conflicts.resolve', { projectId, ids, decision });
const titleOf = (issue: { repository: string; number: number }): string => world.stack.github.control.issue(issue).title;

/** Both sides edit before either has heard of the other. */
async function collide(actionId: number, issue: { repository: string; number: number }, theirs: object, ours: object): Promise<void> {
  const { control } = world.stack.github;
  control.setDeliveryMode({ mode: 'manual' });
  control.editIssue({ by: 'olivia', ...issue, ...theirs });
  await editAction(world.stack.engine, { actionId, changes: ours as never, actor: 'walter' });
  await until('the push has read the other edit', async () => (await world.stack.database.db('github_issue_mappings').where({ action_id: actionId }).first())?.pending === false);
  control.setDeliveryMode({ mode: 'auto' });
  await control.releaseAll();
  await world.stack.quiet();
}

test('a conflict shows what both sides came from, both values, who and when; a value typed by hand goes to both', async () => {
  await collide(world.actions.widgets, WIDGETS, { title: 'Theirs' }, { title: 'Ours' });
  const { items: [conflict], open } = await list('rita');
  expect(open).toBe(1);
  expect(conflict).toMatchObject({
    action: { id: String(world.actions.widgets), title: 'Ours' }, issue: WIDGETS, field: 'title', name: 'Title', kind: 'scalar', base: 'Widget falls over',
    github: { value: 'Theirs' }, lockstep: { value: 'Ours', by: 'walter', at: expect.any(String) }, resolved: null,
  });
  const ids = [conflict?.id ?? ''];
  expect(await resolve('walter', ids, { value: '  ' })).toMatchObject({ resolved: [], refused: [{ id: ids[0], reason: expect.stringContaining('title') }], open: 1 });
  expect(await resolve('walter', ids, { value: ['a', 'list'] })).toMatchObject({ resolved: [] });
  expect(await resolve('walter', ids, { value: 'Both' })).toEqual({ resolved: ids, refused: [], open: 0 });
  await world.stack.quiet();
  expect(titleOf(WIDGETS)).toBe('Both');
  expect(await resolve('walter', ids, { take: 'github' })).toMatchObject({ resolved: [], refused: [{ reason: 'It was settled in the meantime.' }] });
  expect((await list('rita', { resolved: true })).items).toMatchObject([{ id: ids[0], resolved: { by: 'walter', how: 'merged' } }]);
  const line = await world.stack.database.db('audit_log').where({ event: 'conflict.resolved' }).first();
  expect(line).toMatchObject({ actor_id: world.ids.walter, project_id: world.own, detail: { conflicts: ids, how: 'merged' } });
});

test('many are settled at once, page by page', async () => {
  await collide(world.actions.widgets, WIDGETS, { title: 'Theirs 2' }, { title: 'Ours 2' });
  await collide(world.actions.secret, { repository: 'acme/secret', number: 1 }, { title: 'Hushed there' }, { title: 'Hushed here' });
  const first = await list('olivia', { limit: 1 });
  expect(first).toMatchObject({ items: [{ issue: { repository: 'acme/secret' } }], open: 2, next: expect.any(String) });
  const second = await list('olivia', { limit: 1, before: first.next });
  expect(second).toMatchObject({ items: [{ issue: WIDGETS }], next: null });
});

test('a field of numbers says so, and takes a number alone', async () => {
  const { db } = world.stack.database;
  const custom = [{ key: 'points', name: 'Points', kind: 'number', target: { labelPrefix: 'points: ' } }];
  const settings = (await db('github_integrations').where({ project_id: world.own }).first()).settings as object;
  await db('github_integrations').where({ project_id: world.own }).update({ settings: JSON.stringify({ ...settings, mappings: { custom } }) });
  await collide(world.actions.widgets, WIDGETS, { labels: ['points: 5'] }, { 'custom.points': 8 });
  const [conflict] = (await list('olivia')).items.filter(({ field }) => field === 'custom.points');
  expect(conflict).toMatchObject({ kind: 'number', name: 'Points', github: { value: 5 }, lockstep: { value: 8 } });
  const ids = [conflict?.id ?? ''];
  expect(await resolve('walter', ids, { value: '13' })).toMatchObject({ resolved: [], refused: [{ reason: expect.stringContaining('is no number') }] });
  expect(await resolve('walter', ids, { value: 13 })).toMatchObject({ resolved: ids });
  await world.stack.quiet();
  expect(world.stack.github.control.issue(WIDGETS).labels).toContain('points: 13');
});

test('I12: conflicts of a private repository are neither shown to nor settled by who cannot read it', async () => {
  const all = (await list('olivia')).items.map(({ id }) => id);
  const seen = await list('walter');
  expect(seen).toMatchObject({ items: [{ issue: WIDGETS }], open: 1 });
  expect(JSON.stringify(seen)).not.toMatch(/secret|Hushed/);
  expect(await resolve('walter', all, { take: 'github' })).toMatchObject({ resolved: [seen.items[0]?.id], refused: [{ reason: 'It was settled in the meantime.' }], open: 0 });
  expect(await list('olivia')).toMatchObject({ items: [{ issue: { repository: 'acme/secret' } }], open: 1 });
  await resolve('olivia', all, { take: 'lockstep' });
  await world.stack.quiet();
  expect([titleOf(WIDGETS), titleOf({ repository: 'acme/secret', number: 1 })]).toEqual(['Theirs 2', 'Hushed here']);
});
