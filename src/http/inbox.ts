/** Puts deliveries into the inbox, many at a time: concurrent requests share one commit. */
import type { IncomingDelivery } from '../store/deliveries.ts';
import { gather } from './gather.ts';

export interface Inbox {
  /** Resolves when the delivery is committed, rejects when it is not stored. */
  store(delivery: IncomingDelivery): Promise<void>;
}

/** Rows of one INSERT: bounds the statement at about 1 MB of typical bodies. */
const MAX_BATCH = 250;

/**
 * @param commit stores deliveries, each GUID once, and queues them, all or none
 */
export function createInbox(commit: (deliveries: readonly IncomingDelivery[]) => Promise<void>): Inbox {
  return {
    store: gather(MAX_BATCH, async (deliveries: IncomingDelivery[]) => {
      await commit([...new Map(deliveries.map((delivery) => [delivery.guid, delivery])).values()]);
      return [];
    }),
  };
}
