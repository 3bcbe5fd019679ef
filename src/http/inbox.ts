/** Puts deliveries into the inbox, many at a time: concurrent requests share one transaction. */
import type { Db } from '../store/db.ts';
import type { IncomingDelivery } from '../store/deliveries.ts';
import { storeDeliveries } from '../store/deliveries.ts';
import type { Jobs } from '../queue/boss.ts';
import { queueDeliveries } from '../queue/delivery-jobs.ts';

export interface Inbox {
  /** Resolves when the delivery is committed, rejects when it is not stored. */
  store(delivery: IncomingDelivery): Promise<void>;
}

interface Waiting {
  delivery: IncomingDelivery;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Rows of one INSERT: bounds the statement at about 1 MB of typical bodies. */
const MAX_BATCH = 250;

/**
 * While a batch is being committed the next one gathers, so that a lone delivery waits for nobody
 * and a flood pays for one commit a batch. One at a time: what a batch costs hardly depends on its
 * size, so few large ones are cheaper than many small ones. Measured by `npm run bench`.
 */
export function createInbox(db: Db, jobs: Jobs): Inbox {
  let waiting: Waiting[] = [];
  let flushing = false;

  async function flush(): Promise<void> {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_BATCH);
      try {
        await commit(db, jobs, batch.map(({ delivery }) => delivery));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    flushing = false;
  }

  return {
    store: (delivery) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ delivery, resolve, reject });
        if (!flushing) void flush();
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
