import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BudgetWait, GitHubError } from '../../src/github/errors.ts';
import { startJobs, type Jobs, type QueueName } from '../../src/queue/boss.ts';
import { eachJob, startWorker } from '../../src/queue/workers.ts';
import { rows } from '../../src/store/db.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { until } from '../support/until.ts';

interface JobRow {
  id: string;
  state: string;
  retries: number;
  output: { message?: string } | null;
  data: { name: string; outages?: number };
  priority: number;
  /** Seconds from its making to its start, whole. */
  after: number;
  key: string | null;
}

let database: TestDatabase;
let jobs: Jobs;

beforeEach(async () => {
  database = await cloneDatabase();
  jobs = await startJobs({ url: database.url, log: silent, worker: true });
});

afterEach(async () => {
  await jobs.boss.stop({ graceful: true, timeout: 5000 });
  await database.drop();
});

function jobsIn(queue: QueueName): Promise<JobRow[]> {
  return rows(
    database.db,
    `SELECT id::text, state::text, retry_count AS retries, output, data, priority, singleton_key AS key, round(extract(epoch FROM start_after - created_on))::int AS after
       FROM pgboss.job WHERE name = ? ORDER BY data->>'name', created_on, state DESC`,
    [queue],
  );
}

const sendAll = (queue: QueueName, names: readonly string[]): Promise<void> =>
  database.db.transaction((trx) => jobs.sendAll(queue, names.map((name) => ({ name })), trx));

const parts = () => ({ db: database.db, jobs, log: silent });

describe('a batch', () => {
  test('I11: one failing job of a batch fails alone', async () => {
    await sendAll('delivery', ['a', 'b', 'bad', 'c', 'd']);
    const batches: string[][] = [];
    await startWorker<{ name: string }>(parts(), 'delivery', { batchSize: 25, concurrency: 1 }, (batch) => {
      batches.push(batch.map(({ data }) => data.name));
      return eachJob(batch, async ({ name }) => {
        if (name === 'bad') throw new Error('this one cannot be done');
      });
    });
    await until('all are settled', async () => (await jobsIn('delivery')).every(({ state }) => state !== 'created' && state !== 'active'));
    expect(batches[0]?.toSorted()).toEqual(['a', 'b', 'bad', 'c', 'd']);
    const settled = Object.fromEntries((await jobsIn('delivery')).map(({ data, state }) => [data.name, state]));
    expect(settled).toEqual({ a: 'completed', b: 'completed', bad: 'retry', c: 'completed', d: 'completed' });
    expect((await jobsIn('delivery')).find(({ data }) => data.name === 'bad')?.output).toEqual({ message: 'this one cannot be done' });
  });

  test('a failed job is tried again, by itself', async () => {
    await sendAll('delivery', ['a', 'once']);
    const tried: string[] = [];
    await startWorker<{ name: string }>(parts(), 'delivery', { batchSize: 25, concurrency: 1 }, (batch) =>
      eachJob(batch, async ({ name }) => {
        tried.push(name);
        if (name === 'once' && tried.filter((one) => one === 'once').length === 1) throw new Error('not yet');
      }));
    await until('all are done', async () => (await jobsIn('delivery')).every(({ state }) => state === 'completed'));
    expect(tried.toSorted()).toEqual(['a', 'once', 'once']);
  });
});

describe('a wait for GitHub', () => {
  test.each([
    ['delivery', undefined],
    ['push', ({ name }: { name: string }) => name],
    ['refresh', ({ name }: { name: string }) => name],
    ['backfill', ({ name }: { name: string }) => name],
    ['discover', undefined],
  ] as const)('in %s: the job comes again at the time GitHub named, and that costs no retry', async (queue, keyOf) => {
    await jobs.send(queue, { name: 'x' }, keyOf ? { key: 'x' } : {});
    let runs = 0;
    await startWorker<{ name: string }>(parts(), queue, { batchSize: 5, concurrency: 1, ...(keyOf && { keyOf }) }, (batch) =>
      eachJob(batch, async () => {
        runs += 1;
        if (runs === 1) throw new BudgetWait(600, 403);
      }));
    await until('it is settled', async () => (await jobsIn(queue)).some(({ state }) => state === 'completed'));
    const [done, again, ...more] = (await jobsIn(queue)).toSorted((a, b) => (a.state < b.state ? -1 : 1));
    expect(more).toEqual([]);
    expect(done).toMatchObject({ state: 'completed', retries: 0 });
    expect(again).toMatchObject({ state: 'created', retries: 0, after: 600, data: { name: 'x' }, key: keyOf ? 'x' : null });
    expect(runs).toBe(1);
  });

  test('when the time has come, it runs', async () => {
    await jobs.send('backfill', { name: 'x' }, { key: 'x' });
    let runs = 0;
    await startWorker<{ name: string }>(parts(), 'backfill', { batchSize: 1, concurrency: 1, keyOf: ({ name }: { name: string }) => name }, (batch) =>
      eachJob(batch, async () => {
        runs += 1;
        if (runs === 1) throw new BudgetWait(1, 403);
      }));
    await until('it ran again', async () => (await jobsIn('backfill')).filter(({ state }) => state === 'completed').length === 2);
    expect(runs).toBe(2);
    expect(await jobsIn('backfill')).toHaveLength(2);
  });

  test('one job waits, the others of its batch are done', async () => {
    await sendAll('delivery', ['a', 'waits', 'b']);
    await startWorker<{ name: string }>(parts(), 'delivery', { batchSize: 25, concurrency: 1 }, (batch) =>
      eachJob(batch, async ({ name }) => {
        if (name === 'waits') throw new BudgetWait(60, 429);
      }));
    await until('all are settled', async () => (await jobsIn('delivery')).filter(({ state }) => state === 'completed').length === 3);
    expect((await jobsIn('delivery')).filter(({ state }) => state !== 'completed')).toMatchObject([{ state: 'created', after: 60, data: { name: 'waits' } }]);
  });
});

describe('an outage of GitHub', () => {
  const keyOf = ({ name }: { name: string }) => name;

  /** Runs one job into this error. @returns what then waits, and what is done */
  async function meet(error: Error, data: { name: string; outages?: number }, priority = 0): Promise<{ settled: JobRow; waits: JobRow | undefined }> {
    await jobs.send('push', data, { key: 'x', priority });
    await startWorker<{ name: string }>(parts(), 'push', { batchSize: 5, concurrency: 1, keyOf }, (batch) => eachJob(batch, async () => {
      throw error;
    }));
    await until('it is settled', async () => (await jobsIn('push')).some(({ state }) => state === 'completed' || state === 'retry'));
    const found = await jobsIn('push');
    const settled = found.find(({ state }) => state !== 'created') as JobRow;
    return { settled, waits: found.find(({ state }) => state === 'created') };
  }

  test.each([
    ['the first time', new GitHubError('unavailable', 503, 'GitHub answered 503.'), undefined, { after: 2, outages: 1 }],
    ['again', new GitHubError('unavailable', 0, 'GitHub did not answer.'), 3, { after: 16, outages: 4 }],
    ['for long', new GitHubError('unavailable', 502, 'GitHub answered 502.'), 500, { after: 60, outages: 501 }],
  ] as const)('%s costs no retry: the job comes again after a pause, as urgent as it was', async (_name, error, outages, { after, ...then }) => {
    const { settled, waits } = await meet(error, { name: 'x', ...(outages !== undefined && { outages }) }, 10);
    expect(settled).toMatchObject({ state: 'completed', retries: 0 });
    expect(waits).toMatchObject({ state: 'created', retries: 0, key: 'x', priority: 10, after, data: { name: 'x', ...then } });
  });

  test('a limit of GitHub in between begins the pauses anew', async () => {
    expect((await meet(new BudgetWait(600, 403), { name: 'x', outages: 5 }, 10)).waits).toMatchObject({ priority: 10, after: 600, data: { name: 'x' } });
    expect((await jobsIn('push')).find(({ state }) => state === 'created')?.data).not.toHaveProperty('outages');
  });

  test.each([
    ['an answer that GitHub cannot put together', new GitHubError('unavailable', 200, 'GitHub could not answer the query: it is broken')],
    ['an error of our own', new Error('broken')],
  ])('%s is none: it counts', async (_name, error) => {
    const { settled, waits } = await meet(error, { name: 'x' });
    expect(waits).toBeUndefined();
    expect(settled).toMatchObject({ state: 'retry' });
  });
});

describe('sending', () => {
  test('what a person asks for does not wait behind a job of its key that waits for GitHub', async () => {
    await jobs.send('push', { name: 'waits' }, { key: 'k', startAfterSeconds: 3600 });
    await jobs.send('push', { name: 'a person edits' }, { key: 'k', priority: 10 });
    expect(await jobsIn('push')).toMatchObject([{ state: 'created', key: 'k', priority: 10, after: 0 }]);
    await jobs.send('push', { name: 'an event comes' }, { key: 'k' });
    expect(await jobsIn('push')).toMatchObject([{ priority: 10 }]);
  });

  test('what is sent again for later holds up nothing that may run now', async () => {
    await jobs.send('push', { name: 'now' }, { key: 'k' });
    await jobs.send('push', { name: 'later' }, { key: 'k', startAfterSeconds: 600, priority: 10 });
    expect(await jobsIn('push')).toMatchObject([{ state: 'created', priority: 10, after: 0 }]);
  });

  test('a job sent inside a transaction that is rolled back does not exist', async () => {
    const failing = database.db.transaction(async (trx) => {
      await jobs.send('push', { name: 'alone' }, { key: 'k' }, trx);
      await jobs.sendAll('delivery', [{ name: 'many-1' }, { name: 'many-2' }], trx);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect([...(await jobsIn('push')), ...(await jobsIn('delivery'))]).toEqual([]);
  });

  test('inside one that commits it exists with the commit, and not before', async () => {
    await database.db.transaction(async (trx) => {
      await jobs.send('push', { name: 'alone' }, { key: 'k' }, trx);
      await jobs.sendAll('delivery', [{ name: 'many-1' }, { name: 'many-2' }], trx);
      expect([...(await jobsIn('push')), ...(await jobsIn('delivery'))]).toEqual([]);
    });
    expect([...(await jobsIn('push')), ...(await jobsIn('delivery'))].map(({ data }) => data.name)).toEqual(['alone', 'many-1', 'many-2']);
  });

  test('asked for many times, a push waits once a key, and one more may wait while one runs', async () => {
    for (const key of ['k', 'k', 'other', 'k']) await jobs.send('push', { name: key }, { key });
    expect((await jobsIn('push')).map(({ key }) => key)).toEqual(['k', 'other']);
    await jobs.boss.fetch('push', { batchSize: 2 });
    for (let time = 0; time < 3; time += 1) await jobs.send('push', { name: 'k' }, { key: 'k' });
    expect((await jobsIn('push')).map(({ key, state }) => `${key} ${state}`).toSorted()).toEqual(['k active', 'k created', 'other active']);
  });

  test('what is urgent goes first', async () => {
    await jobs.send('push', { name: 'later' }, { key: 'a' });
    await jobs.send('push', { name: 'first' }, { key: 'b', priority: 10 });
    const [job] = await jobs.boss.fetch<{ name: string }>('push');
    expect(job?.data.name).toBe('first');
  });
});
