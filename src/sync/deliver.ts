/** Takes stored deliveries out of the inbox: through Probot to the engine, or onto the shelf with a reason. */
import { BudgetWait, isOutage } from '../github/errors.ts';
import type { DeliveryKey, DeliveryOutcome, StoredDelivery } from '../store/deliveries.ts';
import { failDelivery, finishDeliveries, loadQueued } from '../store/deliveries.ts';
import { decompressBody } from '../store/delivery-body.ts';
import type { Engine } from './engine.ts';

/** Errors of its own after which a delivery is parked: shown, retryable, in nobody's way (I11). */
const ATTEMPTS = 6;

export interface Delivering {
  engine: Engine;
  /** Asked before the payload is read, and again with it. */
  ignoredReason: (event: string, action: string | null, payload?: unknown) => string | undefined;
  isHandled: (event: string) => boolean;
  /** Notes left by handlers while a delivery is under way, by GUID. */
  notes: Map<string, { receivedAt: string; outcome: string | null }>;
  /** Told of each finished delivery; for metrics. */
  onFinished: (delivery: StoredDelivery, state: 'processed' | 'ignored' | 'failed', seconds: number) => void;
}

/**
 * Processes a batch; what is no longer queued (a job that came twice) is passed over.
 * @returns failures by GUID, to be retried
 */
export async function deliver(parts: Delivering, keys: readonly DeliveryKey[]): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  const outcomes: DeliveryOutcome[] = [];
  const stored = await loadQueued(parts.engine.db, keys);
  await Promise.all(stored.map(async (delivery) => {
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    try {
      const outcome = await process(parts, delivery);
      outcomes.push({ guid: delivery.guid, receivedAt: delivery.receivedAt, ...outcome });
      parts.onFinished(delivery, outcome.state, seconds());
    } catch (error) {
      const cause = unwrap(error);
      parts.onFinished(delivery, 'failed', seconds());
      const waits = cause instanceof BudgetWait || isOutage(cause);
      const state = waits ? 'queued' : await failDelivery(parts.engine.db, delivery, cause instanceof Error ? cause.message : String(cause), ATTEMPTS);
      if (state === 'parked') parts.engine.log.error({ err: cause, delivery: delivery.guid, event: delivery.event }, 'delivery parked');
      else failures.set(delivery.guid, cause);
    }
  }));
  await finishDeliveries(parts.engine.db, outcomes);
  return failures;
}

async function process(parts: Delivering, delivery: StoredDelivery): Promise<Pick<DeliveryOutcome, 'state' | 'outcome'>> {
  const { engine, notes } = parts;
  const { guid, event, action } = delivery;
  const reason = parts.ignoredReason(event, action);
  if (reason !== undefined) return { state: 'ignored', outcome: reason };
  if (!parts.isHandled(event)) {
    engine.log.warn({ delivery: guid, event, action }, 'delivery of an unknown event');
    return { state: 'ignored', outcome: `unknown event ${event}` };
  }
  notes.set(guid, { receivedAt: delivery.receivedAt, outcome: null });
  try {
    const payload = JSON.parse((await decompressBody(delivery.body)).toString('utf8')) as never;
    const idle = parts.ignoredReason(event, action, payload);
    if (idle !== undefined) return { state: 'ignored', outcome: idle };
    await engine.github.probot.receive({ id: guid, name: event as never, payload });
    const outcome = notes.get(guid)?.outcome ?? 'done';
    engine.log.debug({ delivery: guid, event, action, outcome }, 'delivery processed');
    return { state: 'processed', outcome };
  } finally {
    notes.delete(guid);
  }
}

/** Probot gathers what its handlers threw; the first one tells most. */
function unwrap(error: unknown): unknown {
  return error instanceof AggregateError && error.errors.length > 0 ? unwrap(error.errors[0]) : error;
}
