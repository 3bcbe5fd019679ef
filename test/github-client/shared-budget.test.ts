/** What is left and how far ahead calls are booked, shared by all processes through PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { type BudgetStore, type Spacing, type Urgency, waitOf } from '../../src/core/budget.ts';
import { createBudget } from '../../src/github/budget.ts';
import { BudgetWait } from '../../src/github/errors.ts';
import { withUrgency } from '../../src/github/urgency.ts';
import { createBudgetStore } from '../../src/store/budgets.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { failure } from './kit.ts';

const OWNER = 'installation:7';
/** So long that no place comes free while a test runs. */
const SPACING: Spacing = { kind: 'write', intervalMs: 600_000, burst: { interactive: 6, event: 4, background: 2 } };

let database: TestDatabase;
/** Two processes. */
let stores: [BudgetStore, BudgetStore];

beforeAll(async () => {
  database = await cloneDatabase();
  stores = [createBudgetStore(database.db), createBudgetStore(database.db)];
});

afterAll(async () => {
  // The kit brings nock, which is on from its import; another file of this worker has its own.
  nock.restore();
  await database.drop();
});

beforeEach(() => database.db.raw('TRUNCATE api_budgets, api_allowances, api_spacings'));

/** How many of so many simultaneous calls, spread over both processes, get a place. */
async function taken(urgency: Urgency, wanted: number): Promise<number> {
  const waits = await Promise.all(Array.from({ length: wanted }, (_, index) => (stores[index % 2] as BudgetStore).takePlace(OWNER, SPACING, urgency)));
  return waits.filter((seconds) => seconds === 0).length;
}

describe('spacing', () => {
  test('all processes together begin no more calls at once than one may', async () => {
    expect(await taken('interactive', 20)).toBe(6);
  });

  test('the less urgent leave room for those that people wait for', async () => {
    expect(await taken('background', 10)).toBe(2);
    expect(await taken('event', 10)).toBe(2);
    expect(await taken('background', 1)).toBe(0);
    expect(await taken('interactive', 10)).toBe(2);
  });

  test('says how long until the next place', async () => {
    await taken('background', 2);
    const seconds = await stores[0].takePlace(OWNER, SPACING, 'background');
    expect(seconds).toBeGreaterThan(500);
    expect(seconds).toBeLessThanOrEqual(600);
  });

  test('one owner keeps no other waiting, nor one kind another', async () => {
    await taken('interactive', 6);
    expect(await stores[0].takePlace('installation:8', SPACING, 'background')).toBe(0);
    expect(await stores[0].takePlace(OWNER, { ...SPACING, kind: 'create' }, 'background')).toBe(0);
  });

  test('I14: the clock set back holds nobody up', async () => {
    await database.db.raw("INSERT INTO api_spacings VALUES (?, 'write', clock_timestamp() + interval '30 days')", [OWNER]);
    expect(await taken('interactive', 1)).toBe(1);
  });
});

describe('I9: what GitHub still allows', () => {
  const left = (remaining: number) => ({ limit: 5000, remaining, resetSeconds: 1800 });

  test.each<[Urgency, number, boolean]>([
    ['background', 1001, true], ['background', 999, false], ['event', 999, true], ['event', 249, false], ['interactive', 1, true],
  ])('a %s call with %d of 5000 left: %p', (urgency, remaining, goes) => {
    expect(waitOf({ blocked: 0, allowance: left(remaining) }, urgency)).toEqual(goes ? { seconds: 0, reserved: false } : { seconds: 1800, reserved: true });
  });

  test('what one process was told, the other heeds: background work waits for the reset, an edit goes on', async () => {
    await createBudget(OWNER, stores[0]).note({ owner: OWNER, resource: 'core', ...left(400) });
    const other = createBudget(OWNER, stores[1]);
    const wait = await failure(withUrgency('background', () => other.run('read', async () => 'read')));
    expect(wait).toBeInstanceOf(BudgetWait);
    expect((wait as BudgetWait).seconds).toBeGreaterThan(1700);
    expect(wait.message).toContain('kept for more urgent work');
    expect(await withUrgency('background', () => other.run('read', async () => 'other allowance', 'graphql'))).toBe('other allowance');
    expect(await other.run('write', async () => 'edited')).toBe('edited');
  });

  test('after the reset the old word counts no more', async () => {
    await stores[0].note(OWNER, 'core', { ...left(0), resetSeconds: -1 });
    expect(await withUrgency('background', () => createBudget(OWNER, stores[1]).run('read', async () => 'read'))).toBe('read');
  });
});
