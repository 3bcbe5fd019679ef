/**
 * The queue without a will of its own: jobs exist when the transaction that sent them commits, as
 * pg-boss's do, outlive every process, and run when the schedule says so. Policies, retries and dead
 * letters follow pg-boss 12 (`fetchNextJob` and `failJobsBody` of its plans.js): a stately queue has
 * at most one job a key in each of the states created, retry and active, and a job that cannot
 * become a retry because another one is, has failed for good.
 */
import { QUEUES, type QueueName } from '../../src/queue/boss.ts';

export interface SimJob {
  id: number;
  name: QueueName;
  key: string;
  data: object;
  state: 'created' | 'retry' | 'active';
  priority: number;
  retries: number;
  started: boolean;
  /** By the database's clock, epoch milliseconds. */
  startAfter: number;
  createdAt: number;
  sourceName: string | null;
  sourceRetryCount: number | null;
}

export type NewJob = Pick<SimJob, 'name' | 'key' | 'data' | 'priority' | 'startAfter'> & Partial<SimJob>;

export interface SimQueue {
  /** Adds a job, unless its queue's policy lets it fall together with one that is there. */
  add(job: NewJob): void;
  /** Jobs that a worker could fetch now, in the order pg-boss would; what it leaves open (created at one time) goes by name and data. */
  due(): SimJob[];
  /** Milliseconds until the next job is due; null when none waits. */
  nextDue(): number | null;
  take(job: SimJob): void;
  complete(job: SimJob): void;
  /** @returns whether it was given up */
  fail(job: SimJob): boolean;
  find(name: string, key: string): SimJob[];
}

interface Rules {
  policy?: string;
  retryLimit: number;
  retryDelay: number;
  retryDelayMax: number;
  deadLetter?: QueueName;
}

const nameOf = ({ name, data, id }: SimJob): string => `${name} ${JSON.stringify(data)} ${id}`;

const rulesOf = (name: QueueName): Rules => QUEUES[name] as Rules;

/** @param now the database's time, epoch milliseconds */
export function createSimQueue(now: () => number): SimQueue {
  let jobs: SimJob[] = [];
  let lastId = 0;

  const rivals = ({ name, key, state }: Pick<SimJob, 'name' | 'key' | 'state'>): SimJob[] => {
    const { policy } = rulesOf(name);
    const same = jobs.filter((job) => job.name === name && job.key === key);
    if (policy === 'stately') return same.filter((job) => job.state === state);
    if (policy === 'short') return state === 'created' ? same.filter((job) => job.state === 'created') : [];
    return policy === 'exclusive' ? same : [];
  };
  const add = (job: NewJob): boolean => {
    const state = job.state ?? 'created';
    if (rivals({ ...job, state }).length > 0) return false;
    lastId += 1;
    jobs.push({ retries: 0, started: false, sourceName: null, sourceRetryCount: null, createdAt: now(), ...job, id: job.id ?? lastId, state });
    return true;
  };
  const fetchable = (job: SimJob): boolean =>
    job.state !== 'active' && !(rulesOf(job.name).policy === 'stately' && jobs.some((other) => other.name === job.name && other.key === job.key && other.state === 'active'));
  const remove = (job: SimJob): void => {
    jobs = jobs.filter((each) => each !== job);
  };

  return {
    add(job) {
      if (add(job) || job.priority === 0) return;
      // `send` of boss.ts moves up the one that waits.
      for (const waiting of rivals({ ...job, state: 'created' })) Object.assign(waiting, { priority: job.priority, startAfter: Math.min(waiting.startAfter, job.startAfter) });
    },
    due: () => jobs.filter((job) => fetchable(job) && job.startAfter <= now()).toSorted((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || (nameOf(a) < nameOf(b) ? -1 : 1)),
    nextDue() {
      const times = jobs.filter(fetchable).map(({ startAfter }) => startAfter);
      return times.length === 0 ? null : Math.max(0, Math.min(...times) - now());
    },
    take(job) {
      job.state = 'active';
      job.retries += job.started ? 1 : 0;
      job.started = true;
    },
    complete: remove,
    fail(job) {
      const { retryLimit, retryDelay, retryDelayMax, deadLetter } = rulesOf(job.name);
      remove(job);
      const seconds = Math.min(retryDelayMax, Math.max(retryDelay, 1) * 2 ** Math.min(16, job.retries + 1) * 0.75);
      if (job.retries < retryLimit && add({ ...job, state: 'retry', startAfter: now() + seconds * 1000 })) return false;
      const { name, key, data, priority, retries } = job;
      if (deadLetter !== undefined) add({ name: deadLetter, key, data, priority, startAfter: now(), sourceName: name, sourceRetryCount: retries });
      return true;
    },
    find: (name, key) => jobs.filter((job) => job.name === name && job.key === key),
  };
}
