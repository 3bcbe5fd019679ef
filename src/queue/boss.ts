/** pg-boss, set up once: the queues, their retry rules, and how a job joins a transaction. */
import { hash } from 'node:crypto';
import { PgBoss, fromKnex, type Queue } from 'pg-boss';
import type { Logger } from 'pino';
import type { Queryable } from '../store/db.ts';

/**
 * Heartbeats and supervision are sized for I10: a dead worker's job is noticed after HEARTBEAT
 * seconds, at a pass of the supervisor, at the latest the one after next, and tried again 2 s later:
 * 15 + 5 + 5 + 2 s, which leaves a machine at its limit time enough to stay within 60.
 */
const HEARTBEAT_SECONDS = 15;
const SUPERVISE_SECONDS = 5;

/**
 * A killed worker costs a job a retry, and three kills are no reason to give up an innocent job. GitHub's limits and
 * outages cost none (`workers.ts`), whatever else fails does; a delivery counts its own errors.
 */
const RETRY_LIMIT = 30;

const common: Omit<Queue, 'name'> = {
  retryLimit: RETRY_LIMIT,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  expireInSeconds: 3600,
  deleteAfterSeconds: 3600,
  retentionSeconds: 30 * 24 * 3600,
  notify: true,
};

/** Queue name -> its rules. `stately`: at most one job a key waits and one runs, so that bursts coalesce and nothing runs twice at once. */
export const QUEUES = {
  dead: { ...common, retryLimit: 5 },
  delivery: { ...common, deadLetter: 'dead' },
  refresh: { ...common, policy: 'stately', deadLetter: 'dead' },
  push: { ...common, policy: 'stately', deadLetter: 'dead' },
  /** Creates the issue of a new action. */
  create: { ...common, policy: 'stately', deadLetter: 'dead' },
  /** Closes the issue of a deleted action. */
  close: { ...common, policy: 'stately', deadLetter: 'dead' },
  backfill: { ...common, policy: 'stately', deadLetter: 'dead' },
  /** Gives up writes that a person called off. */
  calloff: { ...common, policy: 'stately', deadLetter: 'dead' },
  /** Tells people and other systems what happened. */
  notify: { ...common, policy: 'short' },
  /** Sends one message of an outgoing webhook. */
  webhook: { ...common, policy: 'stately', deadLetter: 'dead' },
  /** Goes on with a disconnect, a deletion or an erasure. */
  privacy: { ...common, policy: 'stately', deadLetter: 'dead' },
  // Asked for again and again: what fails this often waits for its next turn.
  poll: { ...common, policy: 'stately', retryLimit: 5 },
  heal: { ...common, policy: 'stately', retryLimit: 5 },
  verify: { ...common, policy: 'stately', retryLimit: 5 },
  /** A dry run of settings that are not saved yet. */
  preview: { ...common, policy: 'stately', retryLimit: 5, deadLetter: 'dead' },
  discover: { ...common, policy: 'short' },
  maintain: { ...common, policy: 'short' },
} as const satisfies Record<string, Omit<Queue, 'name'>>;

export type QueueName = keyof typeof QUEUES;
export const queueNames = Object.keys(QUEUES) as QueueName[];

export interface JobOptions {
  /** At most one waiting job of the queue has this key. */
  key?: string;
  /** Seconds from now, by the database's clock. */
  startAfterSeconds?: number;
  /** Higher goes first; above 0, a job of the key that waits already is moved up. */
  priority?: number;
}

export interface Jobs {
  /** Adds a job; inside `trx` it exists exactly if the transaction commits. */
  send(name: QueueName, data: object, options?: JobOptions, trx?: Queryable): Promise<void>;
  /** Adds many jobs without keys in one statement. */
  sendAll(name: QueueName, data: readonly object[], trx: Queryable): Promise<void>;
  boss: PgBoss;
}

export interface BossOptions {
  url: string;
  log: Logger;
  /** false for programs that only send: no supervision, no listening. */
  worker: boolean;
}

/** Starts pg-boss and makes its queues where missing. */
export async function startJobs({ url, log, worker }: BossOptions): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'lockstep-queue',
    max: worker ? 10 : 2,
    useListenNotify: worker,
    supervise: worker,
    schedule: worker,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    maintenanceIntervalSeconds: 300,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (err) => log.error({ err }, 'queue error'));
  boss.on('warning', (warning) => log.warn({ warning }, 'queue warning'));
  await boss.start();
  for (const [name, options] of Object.entries(QUEUES)) await boss.createQueue(name, options);
  return jobsOf(boss);
}

function jobsOf(boss: PgBoss): Jobs {
  const within = createJoin();
  return {
    boss,
    async send(name, data, { key, startAfterSeconds, priority } = {}, trx) {
      const options = {
        ...(key !== undefined && { singletonKey: key }),
        ...(priority !== undefined && { priority }),
        ...(trx && { db: within(trx) }),
      };
      const sent = await boss.send(name, data, { ...options, ...(startAfterSeconds !== undefined && { startAfter: startAfterSeconds }) });
      // One waits already, perhaps for GitHub and with less urgency: what a person asked for must not wait behind that.
      if (sent === null && key !== undefined && priority !== undefined && priority > 0) await boss.update(name, undefined, { ...options, ...(startAfterSeconds === undefined && { startAfter: 0 }) });
    },
    async sendAll(name, data, trx) {
      if (data.length === 0) return;
      await boss.insert(name, data.map((item) => ({ data: item })), { db: within(trx) });
    },
  };
}

/**
 * pg-boss inside a transaction of Knex. Its statements are few and large, so that planning them takes
 * longer than running them: each connection plans them once.
 */
function createJoin(): (trx: Queryable) => ReturnType<typeof fromKnex> {
  const names = new Map<string, string>();
  const nameOf = (sql: string): string => {
    const name = names.get(sql) ?? `queue-${hash('sha1', sql)}`;
    names.set(sql, name);
    return name;
  };
  return (trx) => fromKnex({ raw: (sql, bindings) => trx.raw(sql, bindings as never).options({ name: nameOf(sql) }) });
}

/**
 * pg-boss's own statement for new jobs of a queue, as the rest of a larger one that says `WITH` and has a table
 * `new_jobs` with one row: `jobs`, an array of `{data, …}`, or null for none.
 * @throws Error where this version of pg-boss inserts in another way
 */
export async function insertionOf(boss: PgBoss, name: QueueName): Promise<string> {
  let statement = '';
  const note = async (sql: string): Promise<{ rows: unknown[] }> => {
    statement = sql;
    return { rows: [] };
  };
  await boss.insert(name, [{ data: {} }], { db: { executeSql: note } });
  const [, before = '', after = ''] = /^\s*WITH (.*json_to_recordset\()\$1::text::json(\).*)$/s.exec(statement) ?? [];
  if (before === '' || /\$\d/.test(before + after)) throw new Error('pg-boss inserts jobs in another way than before its update: see insertionOf in src/queue/boss.ts.');
  // A question mark would stand for a value.
  return `, ${before}(SELECT jobs FROM new_jobs)${after}`.replaceAll('?', '\\?');
}
