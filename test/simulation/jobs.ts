/**
 * The queue without its own will: jobs lie in a table and commit with the data, as pg-boss's do,
 * and run when the schedule says so. Policies, retries and dead letters follow pg-boss 12
 * (`fetchNextJob` and `failJobsBody` of its plans.js): a stately queue has at most one job a key in
 * each of the states created, retry and active, and a job that cannot become a retry because
 * another one is, has failed for good.
 */
import type { PgBoss } from 'pg-boss';
import { QUEUES, type Jobs, type QueueName } from '../../src/queue/boss.ts';
import type { Db, Queryable } from '../../src/store/db.ts';
import { row, rows, run } from '../../src/store/db.ts';

export interface SimJob {
  id: number;
  name: QueueName;
  data: object;
  retries: number;
  sourceName: string | null;
  sourceRetryCount: number | null;
}

/** A job as pg-boss hands it over: what of it the program reads. */
export interface HandedJob {
  id: string;
  name: string;
  data: object;
  retryCount: number;
  sourceName: string | null;
  sourceRetryCount: number | null;
}

export type Handler = (batch: HandedJob[]) => Promise<{ id: string; status: string; output?: object }[]>;

/** What a process registers with the queue. */
export interface Registered {
  handlers: Map<string, Handler>;
  schedules: Map<string, object>;
}

interface Rules {
  policy?: string;
  retryLimit: number;
  retryDelay: number;
  retryDelayMax: number;
  deadLetter?: string;
}

export const JOBS_TABLE = `
  CREATE TABLE sim.jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, policy text NOT NULL, key text NOT NULL, data jsonb NOT NULL,
    state text NOT NULL, priority int NOT NULL, retries int NOT NULL DEFAULT 0, started boolean NOT NULL DEFAULT false,
    start_after timestamptz NOT NULL, source_name text, source_retries int
  );
  CREATE UNIQUE INDEX ON sim.jobs (name, key) WHERE policy = 'short' AND state = 'created';
  CREATE UNIQUE INDEX ON sim.jobs (name, state, key) WHERE policy = 'stately' AND state IN ('created', 'retry', 'active');
  CREATE UNIQUE INDEX ON sim.jobs (name, key) WHERE policy = 'exclusive' AND state IN ('created', 'retry', 'active');`;

const rulesOf = (name: string): Rules => (QUEUES as Record<string, Rules>)[name] as Rules;

/** The queue as one process sees it. */
export function createSimJobs(db: Db): { jobs: Jobs; registered: Registered } {
  const registered: Registered = { handlers: new Map(), schedules: new Map() };
  const boss = {
    work: async (name: string, _options: object, handler: Handler) => {
      registered.handlers.set(name, handler);
    },
    findJobs: (name: string, { key = '' }: { key?: string }) => rows(db, 'SELECT id, state FROM sim.jobs WHERE name = ? AND key = ?', [name, key]),
    schedule: async (name: string, _cron: string, data?: object) => {
      registered.schedules.set(name, data ?? {});
    },
  };
  const jobs: Jobs = {
    boss: boss as unknown as PgBoss,
    async send(name, data, { key = '', startAfterSeconds = 0, priority = 0 } = {}, trx) {
      await insert(trx ?? db, name, data, { key, startAfterSeconds, priority });
    },
    async sendAll(name, data, trx) {
      for (const item of data) await insert(trx, name, item, { key: '', startAfterSeconds: 0, priority: 0 });
    },
  };
  return { jobs, registered };
}

async function insert(db: Queryable, name: string, data: object, { key, startAfterSeconds, priority }: { key: string; startAfterSeconds: number; priority: number }): Promise<void> {
  await run(
    db,
    `INSERT INTO sim.jobs (name, policy, key, data, state, priority, start_after)
     VALUES (?, ?, ?, ?::jsonb, 'created', ?, sim.now() + ? * interval '1 second') ON CONFLICT DO NOTHING`,
    [name, rulesOf(name).policy ?? 'standard', key, JSON.stringify(data), priority, startAfterSeconds],
  );
}

const FETCHABLE = `j.state IN ('created', 'retry')
  AND NOT (j.policy = 'stately' AND EXISTS (SELECT 1 FROM sim.jobs a WHERE a.name = j.name AND a.key = j.key AND a.state = 'active'))`;

/** Jobs that a worker could fetch now, in the order pg-boss would. */
export async function dueJobs(db: Db): Promise<SimJob[]> {
  return rows(db, `SELECT id, name, data, retries, source_name AS "sourceName", source_retries AS "sourceRetryCount" FROM sim.jobs j WHERE ${FETCHABLE} AND start_after <= sim.now() ORDER BY priority DESC, id`);
}

/** Milliseconds until the next job is due; null when none waits. */
export async function nextDue(db: Db): Promise<number | null> {
  const next = await row<{ ms: number | null }>(db, `SELECT ceil(extract(epoch FROM min(start_after) - sim.now()) * 1000)::float8 AS ms FROM sim.jobs j WHERE ${FETCHABLE}`);
  return next?.ms ?? null;
}

export async function takeJob(db: Db, id: number): Promise<void> {
  await run(db, "UPDATE sim.jobs SET state = 'active', retries = retries + CASE WHEN started THEN 1 ELSE 0 END, started = true WHERE id = ?", [id]);
}

export async function completeJob(db: Db, id: number): Promise<void> {
  await run(db, 'DELETE FROM sim.jobs WHERE id = ?', [id]);
}

/** @returns whether it was given up */
export async function failJob(db: Db, id: number): Promise<boolean> {
  const job = await row<{ name: string; key: string; data: object; retries: number; priority: number; policy: string }>(db, "DELETE FROM sim.jobs WHERE id = ? AND state = 'active' RETURNING *", [id]);
  if (!job) return false;
  const { retryLimit, retryDelay, retryDelayMax, deadLetter } = rulesOf(job.name);
  if (job.retries < retryLimit) {
    const seconds = Math.min(retryDelayMax, Math.max(retryDelay, 1) * 2 ** Math.min(16, job.retries + 1) * 0.75);
    const again = await rows(
      db,
      `INSERT INTO sim.jobs (name, policy, key, data, state, priority, retries, started, start_after)
       VALUES (?, ?, ?, ?::jsonb, 'retry', ?, ?, true, sim.now() + ? * interval '1 second') ON CONFLICT DO NOTHING RETURNING 1`,
      [job.name, job.policy, job.key, JSON.stringify(job.data), job.priority, job.retries, seconds],
    );
    if (again.length > 0) return false;
  }
  if (deadLetter === undefined) return true;
  await run(
    db,
    `INSERT INTO sim.jobs (name, policy, key, data, state, priority, start_after, source_name, source_retries)
     VALUES (?, ?, ?, ?::jsonb, 'created', ?, sim.now(), ?, ?) ON CONFLICT DO NOTHING`,
    [deadLetter, rulesOf(deadLetter).policy ?? 'standard', job.key, JSON.stringify(job.data), job.priority, job.name, job.retries],
  );
  return true;
}

/** Active jobs of a dead process: a missed heartbeat fails them. */
export async function abandonJobs(db: Db, ids: readonly number[]): Promise<void> {
  for (const id of ids) await failJob(db, id);
}
