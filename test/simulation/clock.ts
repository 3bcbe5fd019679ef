/**
 * Simulated time. GitHub's clock runs on, the database's a constant skew beside it, and this
 * machine's clock jumps. Nothing in a run depends on how long it really takes.
 */

import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';

/** 2026-11-02, a Monday. */
const BEGIN = Date.UTC(2026, 10, 2, 8);

export interface SimClock {
  /** GitHub's time, epoch milliseconds; never goes back. */
  now(): number;
  /** What this machine believes. */
  machine(): number;
  /** A monotonic clock, milliseconds. */
  monotonic(): number;
  advance(ms: number): void;
  /** Sets this machine's clock so far from GitHub's. */
  setMachineOffset(ms: number): void;
  /** Back to the beginning, for the next run. */
  reset(): void;
  /** Timers of the program; they fire when time is advanced. */
  timers: VirtualTimers;
  /** How the program sleeps. */
  sleep: (ms: number) => Promise<void>;
}

export interface VirtualTimers {
  /** Milliseconds until the next one-time timer; null without any. */
  next(): number | null;
  add(run: () => void, delay: number, every: boolean): number;
  remove(id: number): void;
}

export function createSimClock(): SimClock {
  let now = BEGIN;
  let offset = 0;
  let lastId = 0;
  let timers = new Map<number, { run: () => void; at: number; every: number | null }>();

  const fire = (): void => {
    const due = [...timers].filter(([, timer]) => timer.at <= now).toSorted(([, a], [, b]) => a.at - b.at);
    for (const [id, timer] of due) {
      if (timer.every === null) timers.delete(id);
      else timer.at = now + timer.every;
      timer.run();
    }
  };
  return {
    now: () => now,
    machine: () => now + offset,
    monotonic: () => now - BEGIN,
    advance(ms) {
      now += ms;
      fire();
    },
    setMachineOffset(ms) {
      offset = ms;
    },
    sleep: async () => {},
    reset() {
      now = BEGIN;
      offset = 0;
      timers = new Map();
    },
    timers: {
      next() {
        const times = [...timers.values()].filter(({ every }) => every === null).map(({ at }) => at);
        return times.length === 0 ? null : Math.max(0, Math.min(...times) - now);
      },
      add(run, delay, every) {
        lastId += 1;
        timers.set(lastId, { run, at: now + delay, every: every ? delay : null });
        return lastId;
      },
      remove: (id) => void timers.delete(id),
    },
  };
}

/** Below this a timer means "in the next turn" and does not wait for simulated time. */
const AT_ONCE_MS = 2;

/** A limit on how long something really takes: no simulated time makes it pass. */
export const NEVER_MS = 2 ** 31 - 1;

/**
 * Who sets such a timer waits for it: the limiter of calls, and @octokit/auth-app, which waits 1, 2,
 * 3, ... seconds for a new token to be known everywhere (for up to ten minutes where the clock was set
 * back). The others are time limits.
 */
const isSleep = (ms: number): boolean => ms < 1000 || (ms % 1000 === 0 && ms < 60_000 && ms !== 5000 && ms !== 30_000);

/** Puts the program on simulated time. @returns takes it back */
export function installClock(clock: SimClock): () => void {
  const real = { Date: globalThis.Date, performance: globalThis.performance, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout, setInterval: globalThis.setInterval, clearInterval: globalThis.clearInterval };
  const sleep = timersPromises.setTimeout;
  const setSleep = (to: unknown): void => {
    Object.assign(timersPromises, { setTimeout: to });
    syncBuiltinESMExports();
  };
  setSleep((ms = 0) => clock.sleep(ms));
  const RealDate = real.Date;
  class SimDate extends RealDate {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(clock.machine());
      else super(...(args as [number]));
    }

    static override now(): number {
      return clock.machine();
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return Object.prototype.toString.call(value) === '[object Date]';
    }
  }
  const handle = (id: number): object => ({ id, ref() { return this; }, unref() { return this; }, hasRef: () => false, refresh() { return this; }, [Symbol.toPrimitive]: () => id });
  const clear = (given: unknown): void => {
    const id = (given as { id?: unknown } | undefined)?.id;
    if (typeof id === 'number') clock.timers.remove(id);
    else real.clearTimeout(given as NodeJS.Timeout);
  };
  Object.assign(globalThis, {
    Date: SimDate,
    performance: Object.create(real.performance, { now: { value: () => clock.monotonic() } }),
    setTimeout(run: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) {
      if (delay < AT_ONCE_MS) return real.setTimeout(run, 0, ...args);
      if (delay >= NEVER_MS) return handle(0);
      if (!isSleep(delay)) return handle(clock.timers.add(() => run(...args), delay, false));
      clock.advance(delay);
      return real.setTimeout(run, 0, ...args);
    },
    setInterval: (run: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => handle(clock.timers.add(() => run(...args), delay, true)),
    clearTimeout: clear,
    clearInterval: clear,
  });
  return () => {
    Object.assign(globalThis, real);
    setSleep(sleep);
  };
}
