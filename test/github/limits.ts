import type { Budget } from './graphql-context.ts';
import type { Subject } from './state/rights.ts';
import type { GitHubState } from './state/state.ts';

export type Resource = 'core' | 'graphql' | 'search';

/** Budget sizes; GitHub's smallest for an App on github.com by default. */
export interface LimitSizes {
  /** REST requests an hour, for each installation and each user. */
  core: number;
  /** GraphQL points an hour. */
  graphql: number;
  /** Search requests a minute. */
  search: number;
}

export const DEFAULT_LIMITS: LimitSizes = { core: 5000, graphql: 5000, search: 30 };

const WINDOW_MS: Record<Resource, number> = { core: 3_600_000, graphql: 3_600_000, search: 60_000 };
const ANONYMOUS_CORE = 60;

/** Primary rate limits, by the stand-in's clock. */
export interface Limits {
  sizes: LimitSizes;
  /** Takes points if they are there. */
  charge(subject: Subject, resource: Resource, points: number): Budget;
  peek(subject: Subject, resource: Resource): Budget;
}

export function budgetKey(subject: Subject): string {
  switch (subject.kind) {
    case 'installation':
      return `installation:${subject.installation.id}`;
    case 'user':
      return `user:${subject.account.id}`;
    case 'app':
    case 'anonymous':
      return subject.kind;
    default:
      return subject satisfies never;
  }
}

export function createLimits(state: GitHubState, sizes: LimitSizes): Limits {
  const windows = new Map<string, { used: number; resetAt: number }>();

  const windowOf = (subject: Subject, resource: Resource): { used: number; resetAt: number } => {
    const key = `${resource}:${budgetKey(subject)}`;
    const now = state.now();
    const found = windows.get(key);
    if (found !== undefined && found.resetAt > now) return found;
    const opened = { used: 0, resetAt: now + WINDOW_MS[resource] };
    windows.set(key, opened);
    return opened;
  };
  const limits: Limits = {
    sizes: { ...sizes },
    peek(subject, resource) {
      const window = windowOf(subject, resource);
      const limit = subject.kind === 'anonymous' && resource === 'core' ? ANONYMOUS_CORE : limits.sizes[resource];
      return { limit, used: window.used, remaining: Math.max(0, limit - window.used), resetAt: window.resetAt, exceeded: window.used >= limit };
    },
    charge(subject, resource, points) {
      const before = limits.peek(subject, resource);
      if (before.remaining < points) return { ...before, exceeded: true };
      windowOf(subject, resource).used += points;
      return { ...limits.peek(subject, resource), exceeded: false };
    },
  };
  return limits;
}

/** GitHub's rate-limit headers. */
export function limitHeaders(budget: Budget, resource: Resource): Record<string, string> {
  return {
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(budget.remaining),
    'x-ratelimit-reset': String(Math.ceil(budget.resetAt / 1000)),
    'x-ratelimit-used': String(budget.used),
    'x-ratelimit-resource': resource,
  };
}
