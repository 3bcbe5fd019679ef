/** Which jobs there are, and which verb of the engine does each. */
import type { Urgency } from '../core/budget.ts';
import { BudgetWait } from '../github/errors.ts';
import { withUrgency } from '../github/urgency.ts';
import { eachJob, startWorker } from '../queue/workers.ts';
import type { JobWithMetadata } from 'pg-boss';
import type { QueueName } from '../queue/boss.ts';
import type { DeliveryJob } from '../queue/delivery-jobs.ts';
import { queueApart } from '../queue/delivery-jobs.ts';
import { writeSkew } from '../store/clock-skew.ts';
import { closingMappings } from '../store/deletions.ts';
import { neglectedCreations } from '../store/issue-creations.ts';
import { unfinishedLinks } from '../store/projects.ts';
import { openCallOffs } from '../store/call-offs.ts';
import { pendingMappings } from '../store/mappings.ts';
import { openTasks } from '../store/privacy-tasks.ts';
import { ensurePartitions } from '../store/partitions.ts';
import { sumUpSyncLogs } from '../store/sync-sums.ts';
import { backfill } from './backfill.ts';
import { bury } from './bury.ts';
import { createIssue } from './create-issue.ts';
import { closeIssue } from './delete-action.ts';
import type { Delivering } from './deliver.ts';
import { deliver } from './deliver.ts';
import { discover, discoverInstallation } from './discover.ts';
import { INTERACTIVE } from './edit.ts';
import type { Cause, Engine } from './engine.ts';
import { giveUpCalledOff } from './give-up.ts';
import { heal } from './heal.ts';
import { planBackfill } from './link.ts';
import { runPreview } from './integration/run-preview.ts';
import { planPolls, poll } from './poll.ts';
import { prune } from './prune.ts';
import { pushMapping } from './push.ts';
import { refreshMappings } from './refresh.ts';
import { planVerifications, verifyProject } from './verify.ts';

export interface EngineWorkers extends Delivering {
  /** Told of each finished job but deliveries; for metrics. */
  onJob: (queue: QueueName, outcome: 'done' | 'failed', seconds: number) => void;
  /** Called after each hourly look at what the App reaches: whether people still reach what they linked. */
  onDiscovered?: () => Promise<void>;
  /** Goes on with a disconnect, a deletion or an erasure. */
  onPrivacy?: (taskId: number) => Promise<void>;
}

interface PairKey {
  integrationId: number;
  repositoryId: number;
}

interface MappingKey {
  mappingId: number;
}

interface ActionKey {
  actionId: number;
}

/** How urgent the calls to GitHub are that a queue's jobs make. */
const URGENCY: Readonly<Record<QueueName, Urgency>> = {
  delivery: 'event', refresh: 'event', push: 'event', preview: 'event', create: 'interactive', close: 'interactive',
  backfill: 'background', calloff: 'background', poll: 'background', heal: 'background', verify: 'background', discover: 'background', maintain: 'background', dead: 'background', privacy: 'background', notify: 'background', webhook: 'background',
};

const HOURLY = '17 * * * *';
const EVERY_MINUTE = '* * * * *';
const EVERY_FIVE_MINUTES = '*/5 * * * *';
const NIGHTLY = '43 2 * * *';

const keyOfMapping = ({ mappingId }: MappingKey): string => String(mappingId);
const keyOfPair = ({ integrationId, repositoryId }: PairKey): string => `${integrationId}/${repositoryId}`;

/** Starts every worker of the engine, and what a start owes: what can be reached, and what was left undone. */
export async function startEngineWorkers(parts: EngineWorkers): Promise<void> {
  const { engine } = parts;
  const { jobs } = engine;

  await startWorker<DeliveryJob>(engine, 'delivery', { batchSize: 4, concurrency: 2 }, (batch) =>
    eachJob(batch, (data, job) => withUrgency(URGENCY.delivery, () => deliverJob(parts, data, job.retryCount))));
  await startWorker<MappingKey>(engine, 'push', { batchSize: 5, concurrency: 3, keyOf: keyOfMapping }, (batch) =>
    eachJob(batch, (data, { priority }) => timed(parts, 'push', () => pushMapping(engine, data.mappingId, causeOf('push')), priority >= INTERACTIVE ? 'interactive' : URGENCY.push)));
  await startWorker<MappingKey>(engine, 'refresh', { batchSize: 100, concurrency: 1, keyOf: keyOfMapping }, (batch) => refreshBatch(parts, batch));
  await startWorker<PairKey>(engine, 'backfill', { batchSize: 1, concurrency: 4, keyOf: keyOfPair }, (batch) =>
    eachJob(batch, (data) => timed(parts, 'backfill', () => backfill(engine, data.integrationId, data.repositoryId, causeOf('backfill')))));
  await startWorker<{ installationId?: number }>(engine, 'discover', { batchSize: 1, concurrency: 1 }, (batch) =>
    eachJob(batch, (data) => timed(parts, 'discover', async () => {
      await (data.installationId === undefined ? discover(engine) : discoverInstallation(engine, data.installationId));
      await parts.onDiscovered?.();
    })));
  await startWorker(engine, 'maintain', { batchSize: 1, concurrency: 1 }, (batch) => eachJob(batch, () => timed(parts, 'maintain', () => maintain(parts))));
  await startWorker(engine, 'dead', { batchSize: 10, concurrency: 1 }, (batch) => eachJob(batch, (data, job) => bury(engine, data, job)));

  await startWorker<{ previewId: number }>(engine, 'preview', { batchSize: 1, concurrency: 1, keyOf: ({ previewId }: { previewId: number }) => String(previewId) }, (batch) =>
    eachJob(batch, ({ previewId }) => timed(parts, 'preview', () => runPreview(engine, previewId))));

  await startWorker<{ taskId: number }>(engine, 'privacy', { batchSize: 1, concurrency: 1, keyOf: ({ taskId }: { taskId: number }) => String(taskId) }, (batch) =>
    eachJob(batch, ({ taskId }) => timed(parts, 'privacy', async () => parts.onPrivacy?.(taskId))));
  await startWorker<{ integrationId: number }>(engine, 'calloff', { batchSize: 1, concurrency: 1, keyOf: ({ integrationId }: { integrationId: number }) => String(integrationId) }, (batch) =>
    eachJob(batch, ({ integrationId }) => timed(parts, 'calloff', () => giveUpCalledOff(engine, integrationId))));
  await startLookers(parts);
  await startCreators(parts);

  await jobs.boss.schedule('maintain', EVERY_MINUTE, {});
  await jobs.boss.schedule('heal', EVERY_FIVE_MINUTES, {});
  await jobs.boss.schedule('verify', NIGHTLY, {});
  await jobs.boss.schedule('discover', HOURLY, {});
  await jobs.send('discover', {});
  await jobs.send('maintain', {});
  await jobs.send('heal', { full: true });
  await resumePulls(engine);
}

/** All in one read; each mapping fails by itself. */
async function refreshBatch(parts: EngineWorkers, batch: JobWithMetadata<MappingKey>[]): Promise<Map<string, unknown>> {
  let failures = new Map<number, unknown>();
  const [thrown] = (await eachJob(batch.slice(0, 1), () => timed(parts, 'refresh', async () => {
    failures = await refreshMappings(parts.engine, batch.map(({ data }) => data.mappingId), causeOf('refresh'));
    const [first] = failures.values();
    if (first instanceof Error) throw first;
  }))).values();
  return new Map(batch.flatMap(({ id, data }) => {
    const error = failures.size === 0 ? thrown : failures.get(data.mappingId);
    return error === undefined ? [] : [[id, error]];
  }));
}

/** A pull that is under way elsewhere, or was when its worker died, goes on by its own job: another one would begin anew behind it. */
async function resumePulls({ db, jobs }: Engine): Promise<void> {
  for (const link of await unfinishedLinks(db)) {
    const known = await jobs.boss.findJobs('backfill', { key: keyOfPair(link) });
    if (!known.some(({ state }) => UNFINISHED.has(state))) await planBackfill(db, jobs, link.integrationId, link.repositoryId);
  }
}

const UNFINISHED: ReadonlySet<string> = new Set(['created', 'retry', 'active']);

/** What finds events that never came. */
async function startLookers(parts: EngineWorkers): Promise<void> {
  const { engine } = parts;
  await startWorker<PairKey>(engine, 'poll', { batchSize: 1, concurrency: 2, keyOf: keyOfPair }, (batch) =>
    eachJob(batch, (data) => timed(parts, 'poll', () => poll(engine, data.integrationId, data.repositoryId, causeOf('poll')))));
  await startWorker<{ full?: boolean }>(engine, 'heal', { batchSize: 1, concurrency: 1 }, (batch) =>
    eachJob(batch, (data) => timed(parts, 'heal', async () => void (await heal(engine, data.full)))));
  await startWorker<{ projectId?: number; trigger?: 'person' }>(engine, 'verify', { batchSize: 1, concurrency: 1, keyOf: ({ projectId }: { projectId?: number }) => String(projectId ?? '') }, (batch) =>
    eachJob(batch, ({ projectId, trigger = 'nightly' as const }) => timed(parts, 'verify', async () => {
      if (projectId === undefined) return planVerifications(engine);
      await verifyProject(engine, projectId, { trigger, fix: true }, causeOf('verify'));
    })));
}

/** What makes issues of new actions, and ends those of deleted ones. */
async function startCreators(parts: EngineWorkers): Promise<void> {
  const { engine } = parts;
  await startWorker<ActionKey>(engine, 'create', { batchSize: 1, concurrency: 2, keyOf: ({ actionId }: ActionKey) => String(actionId) }, (batch) =>
    eachJob(batch, ({ actionId }) => timed(parts, 'create', () => createIssue(engine, actionId, causeOf('push')))));
  await startWorker<MappingKey>(engine, 'close', { batchSize: 1, concurrency: 1, keyOf: keyOfMapping }, (batch) =>
    eachJob(batch, ({ mappingId }) => timed(parts, 'close', () => closeIssue(engine, mappingId, causeOf('push')))));
}

/** Seconds until a delivery that failed among others is tried again, alone. */
const APART_SECONDS = 1;

async function deliverJob(parts: EngineWorkers, { deliveries }: DeliveryJob, retryCount: number): Promise<void> {
  const { jobs } = parts.engine;
  const [first, ...more] = deliveries;
  if (first === undefined) return;
  // The worker died over this job: whichever delivery did it must not take the others along again.
  if (more.length > 0 && retryCount > 0) return queueApart(jobs, deliveries, 0);
  const failures = await deliver(parts, deliveries);
  if (more.length === 0 && failures.has(first.guid)) throw failures.get(first.guid);
  for (const key of deliveries) {
    const error = failures.get(key.guid);
    if (error !== undefined) await queueApart(jobs, [key], error instanceof BudgetWait ? error.seconds : APART_SECONDS);
  }
}

function causeOf(trigger: Cause['trigger']): Cause {
  return { trigger, deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null };
}

async function timed(parts: EngineWorkers, queue: QueueName, work: () => Promise<void>, urgency = URGENCY[queue]): Promise<void> {
  const started = performance.now();
  try {
    await withUrgency(urgency, work);
    parts.onJob(queue, 'done', (performance.now() - started) / 1000);
  } catch (error) {
    parts.onJob(queue, 'failed', (performance.now() - started) / 1000);
    throw error;
  }
}

/** The floor under everything else: partitions exist, old ones go, and nothing pending lacks a job. */
async function maintain({ engine }: EngineWorkers): Promise<void> {
  const clock = engine.github.clock();
  if (clock) await writeSkew(engine.db, clock.date, performance.now() - clock.at);
  await ensurePartitions(engine.db);
  await prune(engine.db);
  await engine.db.transaction(sumUpSyncLogs);
  for (const id of await pendingMappings(engine.db, 1000)) await engine.jobs.send('push', { mappingId: id }, { key: String(id) });
  for (const actionId of await neglectedCreations(engine.db, 1000)) await engine.jobs.send('create', { actionId }, { key: String(actionId) });
  for (const id of await closingMappings(engine.db, 1000)) await engine.jobs.send('close', { mappingId: id }, { key: String(id) });
  for (const integrationId of await openCallOffs(engine.db)) await engine.jobs.send('calloff', { integrationId }, { key: String(integrationId) });
  for (const { id } of await openTasks(engine.db)) await engine.jobs.send('privacy', { taskId: id }, { key: String(id) });
  await planPolls(engine);
}
