/**
 * Every call to GitHub goes through the budget of its owner (an installation, or the App itself): no call
 * before the time GitHub named (I9), a bound on what runs at once, writes spaced over all processes, and
 * a part of every allowance kept for what people wait for. A long wait is the queue's: such a call
 * throws BudgetWait.
 */
import { type Allowance, type BudgetStore, type Spacing, type Urgency, waitOf } from '../core/budget.ts';
import { BudgetWait } from './errors.ts';
import { createLimiter } from './limiter.ts';
import { urgencyNow } from './urgency.ts';

export interface BudgetReport extends Allowance {
  owner: string;
  resource: string;
}

/** GitHub allows 100 at once over all of an App's installations. */
const CONCURRENT_CALLS = 20;
const CONCURRENT_WRITES = 4;

/**
 * A burst of 40, then two a second, at most 160 in any minute. GitHub's secondary limit is
 * 900 points a minute at 5 a write, 180 writes; https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const WRITES: Spacing = { kind: 'write', intervalMs: 500, burst: { interactive: 40, event: 30, background: 20 } };

/** At most 499 in any hour and 67 in any minute; GitHub's limits for new content are 500 and 80 (same page). */
const CREATIONS: Spacing = { kind: 'create', intervalMs: 8200, burst: { interactive: 60, event: 50, background: 40 } };

const SPACINGS: Readonly<Record<'write' | 'create', readonly Spacing[]>> = { write: [WRITES], create: [CREATIONS, WRITES] };

/** Longer waits are not sat out in the process, where a kill forgets them. */
const PATIENCE_SECONDS = 5;
const LOOK_AGAIN_MS = 500;

/** Between two notes of what is left; whoever looks learns of it no later. */
const NOTE_EVERY_MS = 1000;

/** `nested`: sent within another call, whose place it shares; waiting for one of its own could wait for ever. */
export type CallKind = 'read' | 'write' | 'create' | 'nested';

export interface Budget {
  /** @param resource which of GitHub's allowances it is counted against; core unless given */
  run<T>(kind: CallKind, call: () => Promise<T>, resource?: string): Promise<T>;
  /** Remembers that GitHub asked for silence. */
  block(seconds: number): Promise<void>;
  /** Remembers what GitHub says is left. */
  note(report: BudgetReport): Promise<void>;
}

/** The budget of one owner as this process keeps it. */
export function createBudget(owner: string, store: BudgetStore): Budget {
  const all = createLimiter(CONCURRENT_CALLS);
  const writes = createLimiter(CONCURRENT_WRITES);
  const noted = new Map<string, number>();

  const write = <T>(urgency: Urgency, spacings: readonly Spacing[], call: () => Promise<T>): Promise<T> =>
    writes.run(urgency, async () => {
      for (const spacing of spacings) await takePlace(store, owner, spacing, urgency);
      return all.run(urgency, call);
    });
  return {
    async run(kind, call, resource = 'core') {
      const urgency = urgencyNow();
      const guarded = async () => {
        const { seconds, reserved } = waitOf(await store.standing(owner, resource), urgency);
        if (seconds > 0) throw new BudgetWait(seconds, 0, { reserved });
        return call();
      };
      if (kind === 'nested') return guarded();
      return kind === 'read' ? all.run(urgency, guarded) : write(urgency, SPACINGS[kind], guarded);
    },
    block: (seconds) => store.block(owner, seconds),
    async note({ resource, limit, remaining, resetSeconds }) {
      const now = performance.now();
      if (now - (noted.get(resource) ?? -Infinity) < NOTE_EVERY_MS) return;
      noted.set(resource, now);
      await store.note(owner, resource, { limit, remaining, resetSeconds });
    },
  };
}

async function takePlace(store: BudgetStore, owner: string, spacing: Spacing, urgency: Urgency): Promise<void> {
  for (;;) {
    const seconds = await store.takePlace(owner, spacing, urgency);
    if (seconds <= 0) return;
    if (seconds > PATIENCE_SECONDS) throw new BudgetWait(Math.ceil(seconds), 0, { reserved: true });
    await new Promise((resolve) => setTimeout(resolve, Math.ceil(Math.min(LOOK_AGAIN_MS, seconds * 1000))));
  }
}
