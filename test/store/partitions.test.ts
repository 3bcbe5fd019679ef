import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rows } from '../../src/store/db.ts';
import { ensurePartitions, prunePartitions } from '../../src/store/partitions.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});

afterAll(async () => {
  await database.drop();
});

const TABLES = ['deliveries', 'action_events', 'github_sync_logs'] as const;

async function partitionsOf(table: string): Promise<string[]> {
  const found = await rows<{ name: string }>(
    database.db,
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
      WHERE parent.relname = ? ORDER BY 1`,
    [table],
  );
  return found.map(({ name }) => name);
}

/** Name and first day of the week that is `weeks` away, by the database's clock. */
async function week(weeks: number): Promise<{ name: string; from: string; to: string }> {
  const [found] = await rows<{ name: string; from: string; to: string }>(
    database.db,
    `SELECT to_char(day, 'IYYY"w"IW') AS name, day::date::text AS from, (day + interval '7 days')::date::text AS to
       FROM (SELECT date_trunc('week', now() AT TIME ZONE 'UTC') + ? * interval '7 days' AS day) AS d`,
    [weeks],
  );
  return found as { name: string; from: string; to: string };
}

/** A week's partition with one delivery of that week in it. */
async function addWeek(weeks: number, state: string): Promise<{ table: string; guid: string }> {
  const { name, from, to } = await week(weeks);
  const table = `deliveries_${name}`;
  await database.db.raw(`CREATE TABLE IF NOT EXISTS ${table} PARTITION OF deliveries FOR VALUES FROM ('${from}Z') TO ('${to}Z')`);
  const guid = `${state}-${weeks}`;
  await database.db('delivery_guids').insert({ guid, received_at: `${from}T12:00:00Z` });
  await database.db('deliveries').insert({ guid, received_at: `${from}T12:00:00Z`, event: 'issues', state, body: Buffer.from('x') });
  return { table, guid };
}

const guids = async (): Promise<string[]> => (await database.db('delivery_guids').orderBy('guid').pluck('guid')) as string[];

describe('weeks are made ahead', () => {
  test.each(TABLES)('%s: this week and the next ones stand', async (table) => {
    await ensurePartitions(database.db);
    const names = await partitionsOf(table);
    for (const ahead of [0, 1, 2, 3, 4]) expect(names).toContain(`${table}_${(await week(ahead)).name}`);
  });

  test('a row of now, and of next week, lands in its week', async () => {
    const { name, from } = await week(1);
    await database.db('deliveries').insert([
      { guid: 'now', received_at: database.db.fn.now(), event: 'issues', body: Buffer.from('x') },
      { guid: 'next', received_at: `${from}T00:00:00Z`, event: 'issues', body: Buffer.from('x') },
    ]);
    const found = await rows<{ guid: string; part: string }>(database.db, "SELECT guid, tableoid::regclass::text AS part FROM deliveries WHERE guid IN ('now', 'next') ORDER BY guid");
    expect(found).toEqual([{ guid: 'next', part: `deliveries_${name}` }, { guid: 'now', part: `deliveries_${(await week(0)).name}` }]);
    await database.db('deliveries').del();
  });

  test('making them again, also twice at once, changes nothing', async () => {
    const before = await partitionsOf('deliveries');
    await Promise.all([ensurePartitions(database.db), ensurePartitions(database.db)]);
    expect(await partitionsOf('deliveries')).toEqual(before);
  });

  test('two processes that make a missing week at the same moment both succeed', async () => {
    const { name } = await week(4);
    for (const table of TABLES) await database.db.raw(`DROP TABLE ${table}_${name}`);
    await Promise.all([ensurePartitions(database.db), ensurePartitions(database.db)]);
    for (const table of TABLES) expect(await partitionsOf(table)).toContain(`${table}_${name}`);
  });
});

describe('old weeks go', () => {
  beforeEach(async () => {
    await database.db('deliveries').del();
    await database.db('delivery_guids').del();
  });

  test('only those that ended before the limit, and only without unfinished deliveries', async () => {
    const processed = await addWeek(-10, 'processed');
    const ignored = await addWeek(-9, 'ignored');
    const parked = await addWeek(-8, 'parked');
    const queued = await addWeek(-7, 'queued');
    const recent = await addWeek(-2, 'processed');
    const now = await addWeek(0, 'processed');

    expect((await prunePartitions(database.db, 'deliveries', 30)).toSorted()).toEqual([processed.table, ignored.table].toSorted());
    const left = await partitionsOf('deliveries');
    expect(left).not.toContain(processed.table);
    for (const { table } of [parked, queued, recent, now]) expect(left).toContain(table);
    expect(left).toContain('deliveries_default');
    expect(await guids()).toEqual([now.guid, parked.guid, queued.guid, recent.guid].toSorted());

    await database.db('deliveries').whereIn('guid', [parked.guid, queued.guid]).update({ state: 'processed' });
    expect((await prunePartitions(database.db, 'deliveries', 30)).toSorted()).toEqual([parked.table, queued.table].toSorted());
    expect(await guids()).toEqual([now.guid, recent.guid].toSorted());
  });

  test('the sync log is pruned by its own weeks; the history of actions never', async () => {
    const { name, from, to } = await week(-10);
    for (const table of ['github_sync_logs', 'action_events']) {
      await database.db.raw(`CREATE TABLE ${table}_${name} PARTITION OF ${table} FOR VALUES FROM ('${from}Z') TO ('${to}Z')`);
    }
    expect(await prunePartitions(database.db, 'github_sync_logs', 30)).toEqual([`github_sync_logs_${name}`]);
    await prunePartitions(database.db, 'deliveries', 30);
    expect(await partitionsOf('action_events')).toContain(`action_events_${name}`);
  });
});
