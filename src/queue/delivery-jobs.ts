/** Jobs of the inbox: deliveries stored together share a job, so that a flood costs few of them. */
import { storeDeliveries, type DeliveryKey, type IncomingDelivery } from '../store/deliveries.ts';
import type { Db, Queryable } from '../store/db.ts';
import { insertionOf, type Jobs } from './boss.ts';

export interface DeliveryJob {
  deliveries: DeliveryKey[];
}

/** Few enough that a job is short, and that several workers share a flood. */
const DELIVERIES_A_JOB = 25;

/** The jobs of the deliveries in `needing`, as pg-boss takes them. */
const NEW_JOBS = `, new_jobs AS (
  SELECT json_agg(json_build_object('data', json_build_object('deliveries', deliveries))) AS jobs
    FROM (SELECT json_agg(one) AS deliveries
            FROM (SELECT guid, "receivedAt", (row_number() OVER () - 1) / ${DELIVERIES_A_JOB} AS chunk FROM needing) AS numbered,
                 LATERAL (SELECT guid, "receivedAt") AS one GROUP BY chunk) AS chunks)`;

/**
 * Stores deliveries and queues them, in one statement: one way to the database and back, and nothing between
 * the two where a process could die (I1).
 * @throws Error as `insertionOf` does, at the start and not at the first delivery
 */
export async function storeAndQueue(db: Db, jobs: Jobs): Promise<(deliveries: readonly IncomingDelivery[]) => Promise<void>> {
  const rest = `${NEW_JOBS} ${await insertionOf(jobs.boss, 'delivery')}`;
  return async (deliveries) => void (await storeDeliveries(db, deliveries, rest));
}

/** Queues deliveries in the transaction that made them ready. */
export async function queueDeliveries(jobs: Jobs, trx: Queryable, keys: readonly DeliveryKey[]): Promise<void> {
  const chunks: DeliveryJob[] = [];
  for (let start = 0; start < keys.length; start += DELIVERIES_A_JOB) chunks.push({ deliveries: keys.slice(start, start + DELIVERIES_A_JOB) });
  await jobs.sendAll('delivery', chunks, trx);
}

/** Gives each delivery a job of its own: one that fails, or kills its worker, must not take others along (I11). */
export async function queueApart(jobs: Jobs, keys: readonly DeliveryKey[], startAfterSeconds: number): Promise<void> {
  for (const key of keys) await jobs.send('delivery', { deliveries: [key] }, { startAfterSeconds });
}
