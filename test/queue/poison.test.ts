import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lockstep } from '../commands/lockstep.ts';
import { viewOfAction } from '../../src/store/action-views.ts';
import { postDelivery } from '../support/signed.ts';
import { environmentFor, startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

let stack: Stack;
let sound: number;
let broken: number;
let env: Record<string, string>;

beforeAll(async () => {
  stack = await startStack();
  stack.github.control.createRepository({ by: 'olivia', owner: 'acme', name: 'gadgets' });
  await until('the new repository is known', async () => {
    await stack.engine.jobs.send('discover', {});
    return (await stack.database.db('repositories').where({ name: 'gadgets' })).length > 0;
  });
  sound = await stack.project(['acme/widgets']);
  broken = await stack.project(['acme/gadgets']);
  env = environmentFor(stack.github, stack.database.url);
});

afterAll(async () => {
  await stack.stop();
});

async function deliveryOf(title: string) {
  const attempt = stack.github.control.listAttempts().find(({ guid }) => titles.get(guid) === title);
  const [found] = await stack.database.db('deliveries').where({ guid: attempt?.guid ?? '' });
  return found;
}

const titles = new Map<string, string>();

/** Opens an issue and remembers which delivery tells of it. */
async function open(repository: string, title: string): Promise<void> {
  const before = new Set(stack.github.control.listAttempts().map(({ guid }) => guid));
  stack.github.control.createIssue({ by: 'olivia', repository, title });
  await stack.github.control.deliveriesIdle();
  const [fresh] = stack.github.control.listAttempts().filter(({ guid, event }) => !before.has(guid) && event === 'issues');
  titles.set(fresh?.guid ?? '', title);
}

async function actionTitled(projectId: number, title: string) {
  const [action] = await stack.database.db('actions').where({ project_id: projectId, title });
  return action ? viewOfAction(stack.database.db, action.id) : undefined;
}

/** Lets the retries of deliveries come at once instead of after their backoff. */
async function hurry(): Promise<void> {
  await stack.database.db.raw("UPDATE pgboss.job SET start_after = now() WHERE name = 'delivery' AND state = 'retry' AND start_after > now()");
}

test('I11: a poisonous delivery is parked after its attempts, shown, and delays nobody; mended and retried it is processed', async () => {
  const db = stack.database.db;
  // Settings that no release of ours wrote: every delivery for this project fails in its handler.
  await db('github_integrations').where({ project_id: broken }).update({ settings: { direction: 'sideways' } });
  await open('acme/gadgets', 'Poison');
  const first = await until('it failed once', async () => {
    const delivery = await deliveryOf('Poison');
    return delivery?.attempts > 0 && delivery;
  });
  expect(first).toMatchObject({ state: 'queued', error: expect.stringContaining('settings of integration') });

  // Others go on meanwhile, also in the same batch.
  await open('acme/widgets', 'Harmless');
  await until('the other one is processed', async () => (await deliveryOf('Harmless'))?.state === 'processed');
  expect(await actionTitled(sound, 'Harmless')).toBeDefined();
  expect((await deliveryOf('Poison'))?.state).toBe('queued');

  // Attempts are counted in the row: this is the last but one.
  await db('deliveries').where({ guid: first.guid }).update({ attempts: 4 });
  const parked = await until('it is parked', async () => {
    await hurry();
    const delivery = await deliveryOf('Poison');
    return delivery?.state === 'parked' && delivery;
  });
  expect(parked).toMatchObject({ attempts: 6, error: expect.stringContaining('settings of integration') });
  await until('its job is settled', async () => (await db.raw("SELECT FROM pgboss.job WHERE name = 'delivery' AND state IN ('created', 'retry', 'active')")).rowCount === 0);
  // Parked is parked: it was no failure of the queue.
  expect((await db.raw("SELECT FROM pgboss.job WHERE name IN ('delivery', 'dead') AND state = 'failed'")).rowCount).toBe(0);

  const listed = await lockstep(env, 'deliveries', 'list', '--state', 'parked', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject([{ guid: first.guid, event: 'issues', action: 'opened', state: 'parked' }]);

  await db('github_integrations').where({ project_id: broken }).update({ settings: {} });
  const retried = await lockstep(env, 'deliveries', 'retry', first.guid);
  expect(retried).toMatchObject({ status: 0, stdout: '1 deliveries queued again.\n' });
  await until('it is processed', async () => (await deliveryOf('Poison'))?.state === 'processed');
  expect(await actionTitled(broken, 'Poison')).toMatchObject({ title: 'Poison' });
  expect(await deliveryOf('Poison')).toMatchObject({ error: null });
});

test('I11: a payload that no handler can read is parked with a reason', async () => {
  const guid = 'f00dfeed-0000-1000-a000-000000000001';
  const body = JSON.stringify({ action: 'opened', issue: { id: 'no number' }, repository: { id: 1 } });
  await postDelivery(stack.app.address as string, body, { event: 'issues', secret: stack.github.app.webhookSecret, guid });
  const found = async () => (await stack.database.db('deliveries').where({ guid }))[0];
  await until('it failed once', async () => (await found())?.attempts > 0);
  await stack.database.db('deliveries').where({ guid }).update({ attempts: 5 });
  await until('it is parked', async () => {
    await hurry();
    return (await found())?.state === 'parked';
  });
  expect((await found())?.error).toMatch(/node_id|title|number/);
});

test('a redelivery of something parked is processed, a redelivery of something processed is not stored again', async () => {
  const db = stack.database.db;
  const octokit = await stack.engine.github.asApp();
  await open('acme/gadgets', 'Again');
  await until('it is processed', async () => (await deliveryOf('Again'))?.state === 'processed');
  const attempt = stack.github.control.listAttempts().find(({ guid }) => titles.get(guid) === 'Again');
  const { guid } = await deliveryOf('Again');
  const finishedAt = (await deliveryOf('Again')).finished_at;

  const redeliver = async (): Promise<void> => {
    await octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: attempt?.id as number });
    await stack.github.control.deliveriesIdle();
  };
  await redeliver();
  await stack.quiet();
  expect(await deliveryOf('Again')).toMatchObject({ state: 'processed', finished_at: finishedAt });
  expect(await db('deliveries').where({ guid })).toHaveLength(1);

  await db('deliveries').where({ guid }).update({ state: 'parked', error: 'once broken', attempts: 6 });
  await redeliver();
  await until('it is processed again', async () => (await deliveryOf('Again'))?.state === 'processed');
  expect(await db('deliveries').where({ guid })).toHaveLength(1);
});
