/** Which jobs there are, and which verb of the engine does each. */
import { eachJob, startWorker } from '../queue/workers.ts';
import type { QueueName } from '../queue/boss.ts';
import { writeSkew } from '../store/clock-skew.ts';
import { failBackfill, unfinishedLinks } from '../store/projects.ts';
import type { DeliveryKey } from '../store/deliveries.ts';
import { failDelivery } from '../store/deliveries.ts';
import { findMapping, pendingMappings, updateMapping } from '../store/mappings.ts';
import { ensurePartitions, prunePartitions } from '../store/partitions.ts';
import { backfill } from './backfill.ts';
import type { Delivering } from './deliver.ts';
import { deliver } from './deliver.ts';
import { discover, discoverRepositories } from './discover.ts';
import type { Cause } from './engine.ts';
import { planBackfill } from './link.ts';
import { pushMapping } from './push.ts';
import { refreshMappings } from './refresh.ts';

export interface EngineWorkers extends Delivering {
  /** Told of each finished job but deliveries; for metrics. */
  onJob: (queue: QueueName, outcome: 'done' | 'failed', seconds: number) => void;
}

interface PairKey {
  integrationId: number;
  repositoryId: number;
}

interface MappingKey {
  mappingId: number;
}

/** How long bodies of deliveries and rows of the sync log are kept. */
const RETENTION_DAYS = 30;

const HOURLY = '17 * * * *';
const EVERY_MINUTE = '* * * * *';

const keyOfMapping = ({ mappingId }: MappingKey): string => String(mappingId);
const keyOfPair = ({ integrationId, repositoryId }: PairKey): string => `${integrationId}/${repositoryId}`;

/** Starts every worker of the engine, and what a start owes: what can be reached, and what was left undone. */
export async function startEngineWorkers(parts: EngineWorkers): Promise<void> {
  const { engine } = parts;
  const { jobs } = engine;

  await startWorker<DeliveryKey>(engine, 'delivery', { batchSize: 25, concurrency: 2 }, async (batch) => {
    const failures = await deliver(parts, batch.map(({ data }) => data));
    return new Map(batch.flatMap(({ id, data }) => (failures.has(data.guid) ? [[id, failures.get(data.guid)]] : [])));
  });
  await startWorker<MappingKey>(engine, 'push', { batchSize: 5, concurrency: 3, keyOf: keyOfMapping }, (batch) =>
    eachJob(batch, (data) => timed(parts, 'push', () => pushMapping(engine, data.mappingId, causeOf('push')))));
  await startWorker<MappingKey>(engine, 'refresh', { batchSize: 100, concurrency: 1, keyOf: keyOfMapping }, async (batch) => {
    const failures = await eachJob(batch.slice(0, 1), () =>
      timed(parts, 'refresh', () => refreshMappings(engine, batch.map(({ data }) => data.mappingId), causeOf('refresh'))));
    const [failure] = failures.values();
    return failure === undefined ? failures : new Map(batch.map(({ id }) => [id, failure]));
  });
  await startWorker<PairKey>(engine, 'backfill', { batchSize: 1, concurrency: 4, keyOf: keyOfPair }, (batch) =>
    eachJob(batch, (data) => timed(parts, 'backfill', () => backfill(engine, data.integrationId, data.repositoryId, causeOf('backfill')))));
  await startWorker<{ installationId?: number }>(engine, 'discover', { batchSize: 1, concurrency: 1 }, (batch) =>
    eachJob(batch, (data) => timed(parts, 'discover', async () => {
      await (data.installationId === undefined ? discover(engine) : discoverRepositories(engine, data.installationId));
    })));
  await startWorker(engine, 'maintain', { batchSize: 1, concurrency: 1 }, (batch) => eachJob(batch, () => timed(parts, 'maintain', () => maintain(parts))));
  await startWorker(engine, 'dead', { batchSize: 10, concurrency: 1 }, (batch) => eachJob(batch, (data) => bury(parts, data)));

  await jobs.boss.schedule('maintain', EVERY_MINUTE);
  await jobs.boss.schedule('discover', HOURLY);
  await jobs.send('discover', {});
  await jobs.send('maintain', {});
  for (const link of await unfinishedLinks(engine.db)) await planBackfill(engine.db, jobs, link.integrationId, link.repositoryId);
}

function causeOf(trigger: Cause['trigger']): Cause {
  return { trigger, deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null };
}

async function timed(parts: EngineWorkers, queue: QueueName, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  try {
    await work();
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
  for (const table of ['deliveries', 'github_sync_logs'] as const) await prunePartitions(engine.db, table, RETENTION_DAYS);
  for (const id of await pendingMappings(engine.db, 1000)) await engine.jobs.send('push', { mappingId: id }, { key: String(id) });
}

/** A job that killed its worker again and again: what it was about is parked with a reason, in nobody's way (I11). */
async function bury({ engine }: EngineWorkers, data: object): Promise<void> {
  const reason = 'Given up after many tries; the log knows the errors. Retry it once the cause is mended.';
  if ('guid' in data) await failDelivery(engine.db, data as DeliveryKey, reason, 1);
  else if ('mappingId' in data) {
    const mapping = await findMapping(engine.db, (data as MappingKey).mappingId);
    if (mapping) await updateMapping(engine.db, mapping.id, { pending: false, error: reason });
  } else if ('repositoryId' in data) {
    const { integrationId, repositoryId } = data as PairKey;
    await failBackfill(engine.db, integrationId, repositoryId, reason);
  }
  engine.log.error({ data }, 'job given up');
}
