/** Workers: how jobs are fetched, how failures are counted, and how a wait for GitHub costs nothing. */
import type { JobResult, JobWithMetadata } from 'pg-boss';
import type { Logger } from 'pino';
import { BudgetWait, isOutage } from '../github/errors.ts';
import type { Jobs, QueueName } from './boss.ts';

export interface WorkerOptions {
  /** Jobs fetched at once; they run side by side. */
  batchSize: number;
  /** Fetchers of this queue in this process. */
  concurrency: number;
  /** Key of a job, to send it again after a wait; undefined for queues without keys. */
  keyOf?: (data: never) => string;
}

/** Polling is only the floor under NOTIFY. */
const POLL_SECONDS = 2;

/** While GitHub is out of order, a job asks again after 2 s, then 4, 8 and so on, at most this. */
const LONGEST_PAUSE_SECONDS = 60;

/** Kept in the data of a job that is sent again: how often in a row GitHub was out of order. */
interface Waited {
  outages?: number;
}

/** How a job is sent again that met a limit of GitHub, or an outage; null where it failed by itself. */
function waitOf({ outages, ...data }: Waited, error: unknown): { seconds: number; data: object } | null {
  if (error instanceof BudgetWait) return { seconds: error.seconds, data };
  if (!isOutage(error)) return null;
  const count = (outages ?? 0) + 1;
  return { seconds: Math.min(LONGEST_PAUSE_SECONDS, 2 ** count), data: { ...data, outages: count } };
}

/**
 * Starts a worker whose handler settles each job of a batch by itself: one that fails is retried
 * with backoff and delays no other (I11). A BudgetWait sends the job again for the time GitHub named,
 * an outage of GitHub's after a pause that grows; both count as done, so that waiting costs no retry.
 */
export async function startWorker<T extends object>(
  { jobs, log }: { jobs: Jobs; log: Logger },
  queue: QueueName,
  { batchSize, concurrency, keyOf }: WorkerOptions,
  handle: (jobs: JobWithMetadata<T>[]) => Promise<Map<string, unknown>>,
): Promise<void> {
  const options = {
    batchSize,
    localConcurrency: concurrency,
    perJobResults: true as const,
    includeMetadata: true as const,
    pollingIntervalSeconds: POLL_SECONDS,
    notifyPollingIntervalSeconds: POLL_SECONDS,
    burstWhenBatchFull: true,
    heartbeatRefreshSeconds: 5,
  };
  await jobs.boss.work<T, object, typeof options>(queue, options, async (batch: JobWithMetadata<T>[]): Promise<JobResult[]> => {
    const failures = await handle(batch);
    const results: JobResult[] = [];
    for (const job of batch) {
      const error = failures.get(job.id);
      const wait = waitOf(job.data, error);
      if (wait) {
        await jobs.send(queue, wait.data, { startAfterSeconds: wait.seconds, priority: job.priority, ...(keyOf && { key: keyOf(job.data as never) }) });
        log.info({ queue, job: job.id, seconds: wait.seconds, reason: messageOf(error) }, 'waiting for GitHub');
        results.push({ id: job.id, status: 'completed' });
      } else if (error === undefined) {
        results.push({ id: job.id, status: 'completed' });
      } else {
        log.warn({ err: error, queue, job: job.id }, 'job failed');
        results.push({ id: job.id, status: 'failed', output: { message: messageOf(error) } });
      }
    }
    return results;
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Runs each job of a batch side by side and gathers what failed, by job id. */
export async function eachJob<T>(batch: JobWithMetadata<T>[], run: (data: T, job: JobWithMetadata<T>) => Promise<void>): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  await Promise.all(batch.map(async (job) => {
    try {
      await run(job.data, job);
    } catch (error) {
      failures.set(job.id, error);
    }
  }));
  return failures;
}
