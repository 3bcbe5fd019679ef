/** One statement stores deliveries and queues them: pg-boss must not be able to tell it from its own. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { insertionOf, startJobs, type Jobs } from '../../src/queue/boss.ts';
import { queueDeliveries, storeAndQueue, type DeliveryJob } from '../../src/queue/delivery-jobs.ts';
import { createDb } from '../../src/store/db.ts';
import type { IncomingDelivery } from '../../src/store/deliveries.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';

let database: TestDatabase;
let jobs: Jobs;
let store: Awaited<ReturnType<typeof storeAndQueue>>;

beforeAll(async () => {
  database = await cloneDatabase();
  jobs = await startJobs({ url: database.url, log: silent, worker: false });
  store = await storeAndQueue(database.db, jobs);
});
afterAll(async () => {
  await jobs.boss.stop({ graceful: false });
  await database.drop();
});

const deliveries = (count: number): IncomingDelivery[] =>
  Array.from({ length: count }, () => ({ guid: randomUUID(), event: 'issues', action: 'opened', installationId: 1, repositoryId: 2, body: Buffer.from('body') }));

type Job = Record<string, unknown> & { data: DeliveryJob };

/** Takes all jobs out of the queue. */
async function taken(): Promise<Job[]> {
  const { rows } = await database.db.raw<{ rows: Job[] }>("DELETE FROM pgboss.job WHERE name = 'delivery' RETURNING *");
  return rows;
}

test('I1: each delivery has a job, few share one, and jobs are as pg-boss makes them itself', async () => {
  const batch = deliveries(60);
  await store(batch);
  const made = await taken();
  expect(made.map(({ data }) => data.deliveries.length).toSorted()).toEqual([10, 25, 25]);
  const named = made.flatMap(({ data }) => data.deliveries);
  const stored = await database.db('deliveries').select('guid', 'received_at');
  const byGuid = (a: { guid: string }, b: { guid: string }): number => (a.guid < b.guid ? -1 : 1);
  expect(named.toSorted(byGuid)).toEqual(stored.map(({ guid, received_at: at }) => ({ guid, receivedAt: at.toISOString() })).toSorted(byGuid));

  await database.db.transaction((trx) => queueDeliveries(jobs, trx, named.slice(0, 1)));
  const [own] = await taken();
  const shape = ({ id: _id, data: _data, created_on: created, start_after: start, keep_until: keep, ...rest }: Job): object =>
    ({ ...rest, waits: Number(start) - Number(created), kept: Number(keep) - Number(start) });
  expect(made.map(shape)).toEqual(made.map(() => shape(own as Job)));
});

test('what is known makes no job, but where it was given up', async () => {
  const [known, parked] = deliveries(2) as [IncomingDelivery, IncomingDelivery];
  await store([known, parked]);
  await taken();
  await database.db('deliveries').where({ guid: parked.guid }).update({ state: 'parked' });
  await store([known, parked]);
  expect((await taken()).flatMap(({ data }) => data.deliveries.map(({ guid }) => guid))).toEqual([parked.guid]);
  await store([known]);
  expect(await taken()).toEqual([]);
});

test('a statement that was planned while the inbox was empty reads none of it as it grows', async () => {
  const one = createDb(database.url, 'one connection', 1);
  const scans = async (): Promise<number> => {
    await one.raw('SELECT pg_stat_force_next_flush()');
    const { rows: [found] } = await one.raw("SELECT sum(seq_scan)::int AS scans FROM pg_stat_user_tables WHERE relname = 'delivery_guids' OR relname LIKE 'deliveries%'");
    return found.scans;
  };
  // As it is after a few runs.
  await one.raw('SET plan_cache_mode = force_generic_plan');
  const storeThere = await storeAndQueue(one, jobs);
  const batch = deliveries(3);
  await storeThere(batch);
  const before = await scans();
  await storeThere(deliveries(3));
  await storeThere(batch);
  expect(await scans()).toBe(before);
  await one.destroy();
});

test('a worker is told at once, and only of what is there', async () => {
  const heard: string[] = [];
  const listener = await database.db.client.acquireRawConnection();
  listener.on('notification', ({ payload }: { payload: string }) => heard.push(payload));
  const [, channel = ''] = /pg_notify\((\(.*?\)\)), 'delivery'/.exec(await insertionOf(jobs.boss, 'delivery')) ?? [];
  const { rows: [{ name }] } = await listener.query(`SELECT ${channel} AS name`);
  await listener.query(`LISTEN ${name}`);
  const batch = deliveries(1);
  await store(batch);
  await store(batch);
  await listener.query('SELECT 1');
  expect(heard).toEqual(['delivery']);
  await listener.end();
});

test('a pg-boss that inserts in another way is not guessed at', async () => {
  const other = { insert: (_name: string, _jobs: unknown, { db }: { db: { executeSql(sql: string): Promise<unknown> } }) => db.executeSql('INSERT INTO pgboss.job SELECT * FROM json_to_recordset($1::json)') };
  await expect(insertionOf(other as never, 'delivery')).rejects.toThrow('insertionOf in src/queue/boss.ts');
});
