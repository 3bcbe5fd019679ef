/** The workers that tell people and other systems. */
import { eachJob, startWorker } from '../queue/workers.ts';
import type { NotifyParts } from './parts.ts';
import { tell } from './tell.ts';
import { deliverOutgoing } from './webhooks.ts';

const EVERY_MINUTE = '* * * * *';

export async function startNotifyWorkers(parts: NotifyParts): Promise<void> {
  await startWorker(parts, 'notify', { batchSize: 1, concurrency: 1 }, (batch) => eachJob(batch, () => tell(parts)));
  await startWorker<{ outgoingId: number }>(parts, 'webhook', { batchSize: 5, concurrency: 1, keyOf: ({ outgoingId }: { outgoingId: number }) => String(outgoingId) }, (batch) =>
    eachJob(batch, ({ outgoingId }) => deliverOutgoing(parts, outgoingId)));
  await parts.jobs.boss.schedule('notify', EVERY_MINUTE, {});
}
