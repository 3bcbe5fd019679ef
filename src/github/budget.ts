/**
 * Every call to GitHub goes through the budget of its owner (an installation, or the App itself):
 * a bound on what runs at once, a spacing of writes under load, and no call before the time GitHub
 * named (I9). The waiting itself is done by the queue: a call that must wait throws BudgetWait.
 */
import type { BudgetStore } from '../core/budget.ts';
import { BudgetWait } from './errors.ts';
import { createLimiter } from './limiter.ts';

export interface BudgetReport {
  owner: string;
  resource: string;
  limit: number;
  remaining: number;
}

/** GitHub allows 100 at once over all of an App's installations. */
const CONCURRENT_CALLS = 20;
const CONCURRENT_WRITES = 4;

/**
 * Writes: a burst of 40, then two a second, at most 160 in any minute. GitHub's secondary limit is
 * 900 points a minute at 5 a write, 180 writes; https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const WRITE_BURST = 40;
const WRITE_INTERVAL_MS = 500;

/** `nested`: sent within another call, whose place it shares; waiting for one of its own could wait for ever. */
export type CallKind = 'read' | 'write' | 'nested';

export interface Budget {
  run<T>(kind: CallKind, call: () => Promise<T>): Promise<T>;
  /** Remembers that GitHub asked for silence. */
  block(seconds: number): Promise<void>;
}

/** The budget of one owner in this process. */
export function createBudget(owner: string, store: BudgetStore): Budget {
  const all = createLimiter({ concurrent: CONCURRENT_CALLS });
  const writes = createLimiter({ concurrent: CONCURRENT_WRITES, spacing: { burst: WRITE_BURST, intervalMs: WRITE_INTERVAL_MS } });
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    const seconds = await store.blockedFor(owner);
    if (seconds > 0) throw new BudgetWait(Math.ceil(seconds), 0);
    return call();
  };
  const ways: Record<CallKind, <T>(call: () => Promise<T>) => Promise<T>> = {
    read: (call) => all.run(() => guarded(call)),
    write: (call) => writes.run(() => all.run(() => guarded(call))),
    nested: guarded,
  };
  return {
    run: (kind, call) => ways[kind](call),
    block: (seconds) => store.block(owner, seconds),
  };
}
