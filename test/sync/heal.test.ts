import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BudgetWait } from '../../src/github/errors.ts';
import { linksOfProject } from '../../src/store/projects.ts';
import { discover } from '../../src/sync/discover.ts';
import { heal } from '../../src/sync/heal.ts';
import { poll } from '../../src/sync/poll.ts';
import { compareProject } from '../support/compare.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

/** GitHub's clock beside this machine's; the App's tokens (JWT) live ten minutes, so it stays below. */
let ahead = 0;
let stack: Stack;
let projectId: number;

async function start(): Promise<void> {
  ahead = 0;
  stack = await startStack({ clock: () => Date.now() + ahead });
  projectId = await stack.project([REPOSITORY]);
}

async function stop(): Promise<void> {
  stack.github.control.clearDeliveryFaults();
  await stack.quiet();
  await stack.stop();
}

async function reset(): Promise<void> {
  stack.github.control.clearDeliveryFaults();
  stack.github.control.clearRequestFaults();
  await stack.quiet();
  stack.github.control.resetCounters();
}

/** Lets so much time pass on GitHub that its attempts count as ended. */
const pass = (ms = 61_000): void => {
  ahead += ms;
};

const differences = async () => (await compareProject(stack.database.db, projectId, stack.github.control.issues({ repository: REPOSITORY }))).differences;
const edit = (number: number, title: string) => stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title });
const dropAll = () => stack.github.control.addDeliveryFault({ fault: { kind: 'drop' } });
const count = (request: string): number => stack.github.control.counters()[request] ?? 0;
const asked = () => count('POST /app/hook/deliveries/:id/attempts');
const looked = () => count('GET /app/hook/deliveries');

/** Every GUID of GitHub's log, and what the inbox knows of it. */
async function unfinished(): Promise<string[]> {
  const inbox = await stack.database.db('deliveries').select('guid', 'state');
  const done = new Set(inbox.filter(({ state }) => state === 'processed' || state === 'ignored').map(({ guid }) => guid as string));
  return [...new Set(stack.github.control.listAttempts().map(({ guid }) => guid))].filter((guid) => !done.has(guid));
}

async function breakDeliveries(edits: () => void): Promise<void> {
  const { id } = dropAll();
  edits();
  await stack.github.control.deliveriesIdle();
  stack.github.control.clearDeliveryFaults({ id });
}

describe('I3: a delivery that failed comes again', () => {
  beforeAll(start);
  beforeEach(reset);
  afterAll(stop);

  test('each once, whatever it was', async () => {
    await breakDeliveries(() => {
      edit(1, 'Failed to arrive');
      edit(1, 'Failed to arrive, twice');
      stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'New and unheard of' });
      stack.github.control.createLabel({ by: 'olivia', repository: REPOSITORY, name: 'fresh' });
    });
    pass();
    expect(await heal(stack.engine)).toBe(4);
    await stack.quiet();
    expect(await differences()).toEqual([]);
    expect(await unfinished()).toEqual([]);
    expect(await heal(stack.engine)).toBe(0);
    expect(asked()).toBe(4);
  });

  test('not while an attempt may be under way', async () => {
    await breakDeliveries(() => edit(1, 'Just now'));
    pass(20_000);
    expect(await heal(stack.engine)).toBe(0);
    pass(41_000);
    expect(await heal(stack.engine)).toBe(1);
  });

  test('what fails again waits longer each time, and is not forgotten', async () => {
    const { db } = stack.database;
    dropAll();
    edit(1, 'Stubborn');
    await stack.github.control.deliveriesIdle();
    pass();
    await heal(stack.engine);
    await heal(stack.engine);
    expect(asked()).toBe(1);
    const wait = () => db('missed_deliveries').update({ asked_at: db.raw("asked_at - interval '6 minutes'") });
    await wait();
    await heal(stack.engine);
    await wait();
    await heal(stack.engine);
    expect(asked()).toBe(2);
    stack.github.control.clearDeliveryFaults();
    await wait();
    await heal(stack.engine);
    await stack.quiet();
    expect(asked()).toBe(3);
    expect(await differences()).toEqual([]);
  });

  test('what was acknowledged and yet is not here (a database restored from a backup)', async () => {
    const { db } = stack.database;
    edit(2, 'Acknowledged');
    await stack.quiet();
    const [attempt] = stack.github.control.listAttempts();
    await db('delivery_guids').where({ guid: attempt?.guid }).del();
    await db('deliveries').where({ guid: attempt?.guid }).del();
    pass();
    expect(await heal(stack.engine)).toBe(0);
    expect(await heal(stack.engine, true)).toBe(1);
    await stack.quiet();
    expect(await unfinished()).toEqual([]);
  });

  test('I11: a parked delivery is not asked for, though its acknowledgement was lost', async () => {
    const { db } = stack.database;
    edit(2, 'Poisonous');
    await stack.quiet();
    const [attempt] = stack.github.control.listAttempts();
    await db('deliveries').where({ guid: attempt?.guid }).update({ state: 'parked' });
    pass();
    expect(await heal(stack.engine, true)).toBe(0);
    expect(asked()).toBe(0);
    await db('deliveries').where({ guid: attempt?.guid }).update({ state: 'processed' });
  });

  test('what GitHub no longer keeps is given up, and polls find what it told of', async () => {
    await breakDeliveries(() => edit(1, 'Too late for a redelivery'));
    stack.github.control.addRequestFault({ method: 'POST', path: '/attempts$', count: 1, fault: { kind: 'status', status: 404 } });
    pass();
    await heal(stack.engine);
    expect(await stack.database.db('missed_deliveries')).toEqual([]);
    const [link] = await linksOfProject(stack.database.db, projectId);
    await poll(stack.engine, link?.integrationId as number, link?.repositoryId as number, { trigger: 'poll', deliveryGuid: null, actor: null, startedAt: 0, receivedAt: null });
    expect(await differences()).toEqual([]);
  });

  test('a delivery older than three days is not asked for', async () => {
    const { db } = stack.database;
    await breakDeliveries(() => edit(1, 'Old'));
    stack.github.control.addRequestFault({ method: 'POST', path: '/attempts$', count: 1, fault: { kind: 'status', status: 502 } });
    pass();
    await expect(heal(stack.engine)).rejects.toThrow('502');
    await db('missed_deliveries').update({ asked_at: null, delivered_at: db.raw("delivered_at - interval '73 hours'") });
    expect(await heal(stack.engine)).toBe(0);
    expect(asked()).toBe(1);
    expect(await db('missed_deliveries')).toEqual([]);
  });
});

describe('what a look costs', () => {
  beforeAll(start);
  beforeEach(reset);
  afterAll(stop);

  test('it ends where the last one did, and the whole log is read once an hour', async () => {
    for (let number = 0; number < 130; number += 1) edit(1, `Edit ${number}`);
    await stack.quiet();
    pass();
    await heal(stack.engine, true);
    // Beyond the overlap of two looks.
    pass(6 * 60_000);
    await heal(stack.engine, true);
    stack.github.control.resetCounters();
    await heal(stack.engine, true);
    expect(looked()).toBe(2);
    await heal(stack.engine);
    expect(stack.github.control.counters()).toEqual({ 'GET /app/hook/deliveries': 3 });
  });

  test('broken off, it goes on from the page it stopped at', async () => {
    await breakDeliveries(() => {
      for (let number = 0; number < 230; number += 1) edit(1, `Failed edit ${number}`);
    });
    pass();
    stack.github.control.addRequestFault({ method: 'GET', path: '/app/hook/deliveries$', nth: 2, fault: { kind: 'reset' } });
    stack.github.control.addRequestFault({ method: 'POST', path: '/attempts$', fault: { kind: 'limited', retryAfterSeconds: 60 } });
    await expect(heal(stack.engine)).rejects.toThrow();
    const { cursor } = await stack.database.db('delivery_log_looks').where({ kind: 'failure' }).first();
    expect(cursor).not.toBeNull();
    await expect(heal(stack.engine)).rejects.toThrow(BudgetWait);
    // The first page, the broken second one, and from there on two more and no first one again.
    expect(looked()).toBe(4);
    const missed = await stack.database.db('missed_deliveries');
    expect(missed).toHaveLength(230);
    // I9: one call learned of the wait, and none of the others was made, nor counts as made.
    expect(asked()).toBe(1);
    expect(missed.filter((each) => each.asked > 0)).toEqual([]);
    await stack.database.db('api_budgets').del();
    await stack.database.db('missed_deliveries').where('guid', '<>', missed[0].guid).update({ asked: 1, asked_at: stack.database.db.fn.now() });
    stack.github.control.clearRequestFaults();
    expect(await until('the wait is over', async () => heal(stack.engine).catch(() => false))).toBe(1);
  });
});

describe('a lost installation event changes nothing (I3)', () => {
  beforeAll(start);
  afterAll(stop);

  const repository = () => stack.database.db('repositories').where({ name: 'widgets' }).first();

  test('a repository that left and came back is caught up', async () => {
    const { control } = stack.github;
    control.addDeliveryFault({ fault: { kind: 'lose' } });
    control.setInstallationRepositories({ by: 'olivia', account: 'acme', repositories: [] });
    await discover(stack.engine);
    expect(await repository()).toMatchObject({ state: 'removed' });
    edit(1, 'Out of reach');
    control.setInstallationRepositories({ by: 'olivia', account: 'acme', repositories: 'all' });
    await discover(stack.engine);
    expect(await repository()).toMatchObject({ state: 'accessible' });
    await stack.database.db('github_polls').update({ polled_at: null });
    await stack.database.db('github_integration_repositories').update({ finished_at: null });
    await stack.engine.jobs.send('maintain', {});
    await until('the poll caught up', async () => (await differences()).length === 0);
  });

  test('an App that was suspended and set free again', async () => {
    const { control } = stack.github;
    control.addDeliveryFault({ fault: { kind: 'lose' } });
    control.setSuspended({ by: 'olivia', account: 'acme', suspended: true });
    await discover(stack.engine);
    expect(await stack.database.db('installations').first()).toMatchObject({ state: 'suspended' });
    control.setSuspended({ by: 'olivia', account: 'acme', suspended: false });
    await discover(stack.engine);
    expect(await stack.database.db('installations').first()).toMatchObject({ state: 'active' });
  });

  test('an App that was installed anew, and a repository nobody told of', async () => {
    const { control } = stack.github;
    control.addDeliveryFault({ fault: { kind: 'lose' } });
    control.createRepository({ by: 'olivia', owner: 'acme', name: 'unheard-of' });
    control.uninstall({ by: 'olivia', account: 'acme' });
    await discover(stack.engine);
    expect(await repository()).toMatchObject({ state: 'removed' });
    const { id } = control.install({ by: 'olivia', account: 'acme' });
    edit(1, 'While uninstalled');
    await discover(stack.engine);
    expect(await repository()).toMatchObject({ state: 'accessible', installation_id: id });
    expect(await stack.database.db('repositories').where({ name: 'unheard-of' }).first()).toMatchObject({ state: 'accessible' });
    await stack.database.db('github_polls').update({ polled_at: null });
    await stack.database.db('github_integration_repositories').update({ finished_at: null });
    await stack.engine.jobs.send('maintain', {});
    await until('the poll caught up', async () => (await differences()).length === 0);
  });
});
