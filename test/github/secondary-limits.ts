import { budgetKey } from './limits.ts';
import type { Subject } from './state/rights.ts';
import type { GitHubState } from './state/state.ts';

/** GitHub's published secondary limits; off by default. */
export interface SecondarySizes {
  enabled: boolean;
  /** REST points a minute: a read costs 1, a write 5. */
  pointsPerMinute: number;
  /** GraphQL points a minute: a query costs 1, a mutation 5. */
  graphqlPointsPerMinute: number;
  /** Writes that create content, a minute. */
  contentPerMinute: number;
  concurrent: number;
}

export const DEFAULT_SECONDARY: SecondarySizes = {
  enabled: false,
  pointsPerMinute: 900,
  graphqlPointsPerMinute: 2000,
  contentPerMinute: 80,
  concurrent: 100,
};

export interface SecondaryLimits {
  sizes: SecondarySizes;
  /** Counts a request in; seconds to wait where it is refused, null where it may go on. Pair with `leave`. */
  enter(subject: Subject, request: { writes: boolean; creates: boolean; graphql: boolean }): number | null;
  leave(): void;
}

export function createSecondaryLimits(state: GitHubState, sizes: Partial<SecondarySizes>): SecondaryLimits {
  const minutes = new Map<string, { minute: number; points: number; graphqlPoints: number; content: number }>();
  let concurrent = 0;
  const limits: SecondaryLimits = {
    sizes: { ...DEFAULT_SECONDARY, ...sizes },
    enter(subject, request) {
      concurrent += 1;
      if (!limits.sizes.enabled) return null;
      const minute = Math.floor(state.now() / 60_000);
      const key = budgetKey(subject);
      let counted = minutes.get(key);
      if (counted === undefined || counted.minute !== minute) {
        counted = { minute, points: 0, graphqlPoints: 0, content: 0 };
        minutes.set(key, counted);
      }
      const cost = request.writes ? 5 : 1;
      if (request.graphql) counted.graphqlPoints += cost;
      else counted.points += cost;
      if (request.creates) counted.content += 1;
      const over =
        counted.points > limits.sizes.pointsPerMinute ||
        counted.graphqlPoints > limits.sizes.graphqlPointsPerMinute ||
        counted.content > limits.sizes.contentPerMinute ||
        concurrent > limits.sizes.concurrent;
      return over ? 60 - Math.floor((state.now() % 60_000) / 1000) : null;
    },
    leave() {
      concurrent -= 1;
    },
  };
  return limits;
}
