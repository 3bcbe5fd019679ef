import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ImpactAnswer, IntegrationShape, UpdateAnswer } from '../../../src/http/trpc/integration-shapes.ts';
import { startWorld, type World } from '../../security/world.ts';
import { until } from '../../support/until.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stack.stop());

const db = () => world.stack.database.db;
const project = () => ({ projectId: String(world.own) });
const get = () => world.people.olivia.query<IntegrationShape>('integrations.get', project());
const action = (id: number) => db()('actions').where({ id }).first();

async function update(change: object, version?: number): Promise<UpdateAnswer> {
  const expectedVersion = version ?? (await get()).version;
  return world.people.olivia.mutate<UpdateAnswer>('integrations.update', { ...project(), expectedVersion, ...change });
}

async function weigh(change: object): Promise<ImpactAnswer> {
  return world.people.olivia.mutate<ImpactAnswer>('integrations.impact', { ...project(), expectedVersion: (await get()).version, ...change });
}

async function saved(change: object): Promise<IntegrationShape> {
  const answer = await update(change);
  if (answer.outcome !== 'saved') throw new Error(JSON.stringify(answer));
  await until('read again', async () => (await get()).repositories.every(({ pull }) => pull.state === 'live'));
  await world.stack.quiet();
  return answer.integration;
}

describe('changing the settings', () => {
  test('defaults are filled in, and the version guards against a change in between', async () => {
    const before = await get();
    expect(before).toMatchObject({ state: 'active', pollEvery: 300, autoSync: true, brakeLimit: 100, brakeClosingLimit: 25, settings: { direction: 'both', mappings: { title: { sync: true } } }, effective: { mappings: { status: { open: 'open' } } } });
    expect((await saved({ switches: { pollEvery: 900 } })).version).toBe(before.version + 1);
    expect(await update({ switches: { pollEvery: 60 } }, before.version)).toMatchObject({ outcome: 'stale', integration: { pollEvery: 900 } });
  });

  test('every problem is named with its path, and nothing is written', async () => {
    const settings = { direction: 'sideways', mappings: { status: { completed: 'nowhere' } } };
    expect(await update({ settings })).toEqual({ outcome: 'invalid', problems: [expect.objectContaining({ path: 'direction' })] });
    expect(await world.people.olivia.query('integrations.check', { ...project(), settings: { mappings: settings.mappings } })).toEqual([
      { path: 'mappings.status.completed', message: 'the project has no status "nowhere"' },
    ]);
  });

  test('what a label means is read again from every issue', async () => {
    world.stack.github.control.editIssue({ by: 'walter', repository: 'acme/widgets', number: 1, labels: ['bug', 'burning'] });
    await world.stack.quiet();
    expect(await action(world.actions.widgets)).toMatchObject({ priority: null });
    const { version } = await get();
    const settings = { mappings: { priority: { sources: [{ from: 'labels', rules: [{ label: 'burning', value: 'urgent' }] }] } } };
    // Who looks before saving is told of the actions, too, also where nothing goes to GitHub.
    for (const direction of ['both', 'pull']) expect(await weigh({ settings: { ...settings, direction } })).toMatchObject({ outcome: 'weighed', impact: { changes: 1, writes: 0, total: 3 } });
    expect(await weigh({ switches: { pollEvery: 600 } })).toMatchObject({ outcome: 'weighed', impact: { changes: 0, writes: 0, issues: [] } });
    expect([(await get()).version, await action(world.actions.widgets)]).toMatchObject([version, { priority: null }]);
    await saved({ settings });
    expect(await action(world.actions.widgets)).toMatchObject({ priority: 'urgent' });
  });

  test('a status in use gives way only to another one, in actions and in what both sides agreed on', async () => {
    const { settings } = await get();
    const statuses = settings.statuses.map((status) => (status.key === 'open' ? { key: 'new', name: 'New', category: 'todo' } : status));
    const refused = await update({ settings: { ...settings, statuses } });
    expect(await weigh({ settings: { ...settings, statuses } })).toEqual(refused);
    expect(refused).toMatchObject({ outcome: 'in use', keys: [{ field: 'status', key: 'open' }] });
    const writes = world.stack.github.control.history().length;
    await saved({ settings: { ...settings, statuses }, replacements: { status: { open: 'new' } } });
    expect(await action(world.actions.widgets)).toMatchObject({ status: 'new' });
    expect(await db()('conflicts').whereNull('resolved_at')).toEqual([]);
    expect(world.stack.github.control.history()).toHaveLength(writes);
    expect(await db()('action_events').where({ action_id: world.actions.widgets }).orderBy('id', 'desc').first()).toMatchObject({ actor: 'olivia', changes: { status: { from: 'open', to: 'new' } } });
  });

  test('what would write to many issues shows them first, and only that very change is let through', async () => {
    const off = await saved({ settings: { ...(await get()).settings, mappings: { title: { sync: false } } }, switches: { brakeLimit: 1 } });
    const mapped = await db()('actions').where({ project_id: world.own }).orderBy('id');
    for (const { id, version, title } of mapped) await world.people.olivia.mutate('actions.update', { id: String(id), expectedVersion: version, changes: { title: `${title}, renamed` } });
    await world.stack.quiet();

    const settings = { ...off.settings, mappings: { title: { sync: true } } };
    const weighed = await weigh({ settings });
    expect(weighed).toMatchObject({ outcome: 'weighed', impact: { writes: 3, changes: 0, total: 3, issues: [{ fields: [{ field: 'Title' }] }, {}, {}] } });
    const asked = await update({ settings });
    if (asked.outcome !== 'confirm') throw new Error(asked.outcome);
    expect(asked.impact).toMatchObject({ writes: 3, closing: 0, looked: 3, total: 3, limit: 1 });
    expect(asked.impact.issues).toContainEqual(expect.objectContaining({ repository: 'acme/widgets', number: 1, fields: [{ field: 'Title', from: 'Widget falls over', to: 'Widget falls over, renamed' }] }));
    const { confirmation } = asked;
    expect(await update({ settings: { ...settings, conflictPolicy: 'lockstep' }, confirmation })).toMatchObject({ outcome: 'refused' });
    await saved({ settings, confirmation });
    expect(world.stack.github.control.issue({ repository: 'acme/widgets', number: 1 })).toMatchObject({ title: 'Widget falls over, renamed' });
    expect((await get()).brake).toMatchObject({ since: null, waiting: 0, issues: [] });
    expect(await update({ settings, confirmation })).toMatchObject({ outcome: 'refused' });
  });

  test('the change is audited with before and after', async () => {
    const details = await db()('audit_log').where({ event: 'settings.changed', project_id: world.own }).pluck('detail');
    const withStatus = (key: string) => expect.objectContaining({ statuses: expect.arrayContaining([expect.objectContaining({ key })]) });
    expect(details).toContainEqual(expect.objectContaining({ before: withStatus('open'), after: withStatus('new'), replaced: 3 }));
  });

  test('I12: who cannot write to a linked repository does not decide what is written there', async () => {
    await db()('members').where({ project_id: world.own, user_id: world.ids.walter }).update({ role: 'lead' });
    const { version } = await get();
    const answer = await world.people.walter.mutate<UpdateAnswer>('integrations.update', { ...project(), expectedVersion: version, settings: { conflictPolicy: 'lockstep' } });
    expect(answer).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('private repository of this project') });
    expect((await get()).version).toBe(version);
  });
});

test('a draft waits on any device', async () => {
  await world.people.olivia.mutate('integrations.saveDraft', { ...project(), draft: { settings: { direction: 'unfinished' }, repositories: ['acme/widgets'], step: 'mappings' } });
  expect(await (await world.signIn('olivia')).query('integrations.draft', project())).toMatchObject({ settings: { direction: 'unfinished' }, repositories: ['acme/widgets'], step: 'mappings', savedBy: 'olivia' });
});

test('I12: what one lead agreed to in a draft, no other lead has agreed to', async () => {
  const { db } = world.stack.database;
  const repositories = ['acme/widgets', 'acme/secret'];
  const draft = { repositories, consents: repositories };
  await world.people.olivia.mutate('integrations.saveDraft', { ...project(), draft });
  expect(await world.people.olivia.query('integrations.draft', project())).toMatchObject(draft);
  const { role } = await db('members').where({ project_id: world.own, user_id: world.ids.walter }).first();
  await db('members').where({ project_id: world.own, user_id: world.ids.walter }).update({ role: 'lead' });
  try {
    expect(await world.people.walter.query('integrations.draft', project())).toMatchObject({ repositories: ['acme/widgets'], consents: [] });
  } finally {
    await db('members').where({ project_id: world.own, user_id: world.ids.walter }).update({ role });
  }
});

test('without auto-sync webhooks wait for the next poll, and a manual sync brings them at once', async () => {
  await saved({ switches: { autoSync: false } });
  world.stack.github.control.editIssue({ by: 'walter', repository: 'acme/widgets', number: 1, title: 'Unheard' });
  await world.stack.quiet();
  expect((await action(world.actions.widgets)).title).not.toBe('Unheard');
  await world.people.walter.mutate('integrations.sync', { ...project(), direction: 'pull', actionIds: [String(world.actions.widgets)] });
  await until('pulled', async () => (await action(world.actions.widgets)).title === 'Unheard');
  await saved({ switches: { autoSync: true } });
});
