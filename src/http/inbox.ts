/** Puts deliveries into the inbox, many at a time: concurrent requests share one transaction. */
import type { Db } from '../store/db.ts';
import type { IncomingDelivery } from '../store/deliveries.ts';
import { storeDeliveries } from '../store/deliveries.ts';
import type { Jobs } from '../queue/boss.ts';
import { queueDeliveries } from '../queue/delivery-jobs.ts';
import { gather } from './gather.ts';

export interface Inbox {
  /** Resolves when the delivery is committed, rejects when it is not stored. */
  store(delivery: IncomingDelivery): Promise<void>;
}

/** Rows of one INSERT: bounds the statement at about 1 MB of typical bodies. */
const MAX_BATCH = 250;

/** Concurrent requests share a transaction. Measured by `npm run bench`. */
export function createInbox(db: Db, jobs: Jobs): Inbox {
  return {
    store: gather(MAX_BATCH, async (deliveries: IncomingDelivery[]) => {
      await commit(db, jobs, deliveries);
      return [];
    }),
  };
}

async function commit(db: Db, jobs: Jobs, deliveries: IncomingDelivery[]): Promise<void> {
  const unique = [...new Map(deliveries.map((delivery) => [delivery.guid, delivery])).values()];
  await db.transaction(async (trx) => {
    const stored = await storeDeliveries(trx, unique);
    await queueDeliveries(jobs, trx, stored);
  });
}
