/** The queue as one process sees it. */
import type { PgBoss } from 'pg-boss';
import type { Jobs } from '../../src/queue/boss.ts';
import type { Queryable } from '../../src/store/db.ts';
import type { NewJob, SimQueue } from './queue.ts';

/** A job as pg-boss hands it over: what of it the program reads. */
export interface HandedJob {
  id: string;
  name: string;
  data: object;
  retryCount: number;
  priority: number;
  sourceName: string | null;
  sourceRetryCount: number | null;
}

export type Handler = (batch: HandedJob[]) => Promise<{ id: string; status: string; output?: object }[]>;

/** What a process registers with the queue. */
export interface Registered {
  handlers: Map<string, Handler>;
  /** Scheduled jobs, each with its data. */
  schedules: Map<string, object>;
}

/** Jobs sent in transactions that are still open. */
export type Unsent = WeakMap<object, NewJob[]>;

export interface JobsParts {
  queue: SimQueue;
  /** The database's time, epoch milliseconds. */
  now: () => number;
  unsent: Unsent;
  /** Sends without a transaction are statements of their own, where a process may die too. */
  alone: (send: () => void) => Promise<void>;
}

export function createSimJobs({ queue, now, unsent, alone }: JobsParts): { jobs: Jobs; registered: Registered } {
  const registered: Registered = { handlers: new Map(), schedules: new Map() };
  const boss = {
    work: async (name: string, _options: object, handler: Handler) => {
      registered.handlers.set(name, handler);
    },
    findJobs: async (name: string, { key = '' }: { key?: string }) => queue.find(name, key),
    schedule: async (name: string, _cron: string, data?: object) => {
      registered.schedules.set(name, data ?? {});
    },
  };
  const send = async (job: NewJob, trx: Queryable | undefined): Promise<void> => {
    if (!trx || !('isTransaction' in trx && trx.isTransaction)) return alone(() => queue.add(job));
    unsent.set(trx, [...(unsent.get(trx) ?? []), job]);
  };
  const jobs: Jobs = {
    boss: boss as unknown as PgBoss,
    send: (name, data, { key = '', startAfterSeconds = 0, priority = 0 } = {}, trx) =>
      send({ name, key, data: copyOf(data), priority, startAfter: now() + startAfterSeconds * 1000 }, trx),
    async sendAll(name, data, trx) {
      for (const item of data) await send({ name, key: '', data: copyOf(item), priority: 0, startAfter: now() }, trx);
    },
  };
  return { jobs, registered };
}

const copyOf = (data: object): object => JSON.parse(JSON.stringify(data)) as object;
