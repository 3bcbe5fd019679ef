/** Jobs of the inbox: deliveries stored together share a job, so that a flood costs few of them. */
import type { DeliveryKey } from '../store/deliveries.ts';
import type { Queryable } from '../store/db.ts';
import type { Jobs } from './boss.ts';

export interface DeliveryJob {
  deliveries: DeliveryKey[];
}

/** Few enough that a job is short, and that several workers share a flood. */
const DELIVERIES_A_JOB = 25;

/** Queues deliveries in the transaction that stored them. */
export async function queueDeliveries(jobs: Jobs, trx: Queryable, keys: readonly DeliveryKey[]): Promise<void> {
  const chunks: DeliveryJob[] = [];
  for (let start = 0; start < keys.length; start += DELIVERIES_A_JOB) chunks.push({ deliveries: keys.slice(start, start + DELIVERIES_A_JOB) });
  await jobs.sendAll('delivery', chunks, trx);
}

/** Gives each delivery a job of its own: one that fails, or kills its worker, must not take others along (I11). */
export async function queueApart(jobs: Jobs, keys: readonly DeliveryKey[], startAfterSeconds: number): Promise<void> {
  for (const key of keys) await jobs.send('delivery', { deliveries: [key] }, { startAfterSeconds });
}
