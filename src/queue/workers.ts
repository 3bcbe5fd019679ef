/** Workers: how jobs are fetched, how failures are counted, and how a wait for GitHub costs nothing. */
import type { JobResult, JobWithMetadata } from 'pg-boss';
import type { Logger } from 'pino';
import { BudgetWait } from '../github/errors.ts';
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

/**
 * Starts a worker whose handler settles each job of a batch by itself: one that fails is retried
 * with backoff and delays no other (I11). A BudgetWait sends the job again for the time GitHub named
 * and counts as done, so that waiting costs no retry.
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
      if (error instanceof BudgetWait) {
        await jobs.send(queue, job.data, { startAfterSeconds: error.seconds, ...(keyOf && { key: keyOf(job.data as never) }) });
        log.info({ queue, job: job.id, seconds: error.seconds }, 'waiting for GitHub');
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
