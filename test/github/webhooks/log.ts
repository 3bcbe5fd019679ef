import type { GitHubState } from '../state/state.ts';
import type { Attempt, Delivery, Outcome } from './delivery.ts';

const THREE_DAYS = 3 * 86_400_000;

/** Every attempt of the last three days, oldest first. */
export interface DeliveryLog {
  add(delivery: Delivery, headers: Record<string, string>, outcome: Outcome, durationMs: number): Attempt;
  /** Newest first. */
  list(): Attempt[];
  find(id: number): Attempt | undefined;
}

export function createDeliveryLog(state: GitHubState): DeliveryLog {
  let attempts: Attempt[] = [];
  const prune = (): void => {
    const oldest = state.now() - THREE_DAYS;
    if ((attempts[0]?.deliveredAt ?? oldest) < oldest) attempts = attempts.filter((each) => each.deliveredAt >= oldest);
  };
  return {
    add(delivery, headers, outcome, durationMs) {
      prune();
      const attempt: Attempt = {
        id: state.ids.next('delivery'),
        delivery,
        deliveredAt: state.now(),
        redelivery: delivery.redelivery,
        duration: Math.round(durationMs / 10) / 100,
        status: outcome.status,
        statusCode: outcome.statusCode,
        url: state.app.webhookUrl ?? '',
        requestHeaders: headers,
        responseHeaders: outcome.headers,
        responsePayload: outcome.payload,
      };
      attempts.push(attempt);
      return attempt;
    },
    list() {
      prune();
      return attempts.toReversed();
    },
    find(id) {
      prune();
      return attempts.find((attempt) => attempt.id === id);
    },
  };
}
