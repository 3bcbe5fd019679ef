/** Bounds how many calls of this process run at once. The more urgent goes first; among equals, who came first. */
import type { Urgency } from '../core/budget.ts';

export interface Limiter {
  /** Runs a call when its turn has come. */
  run<T>(urgency: Urgency, call: () => Promise<T>): Promise<T>;
}

export function createLimiter(concurrent: number): Limiter {
  const waiting: Record<Urgency, (() => void)[]> = { interactive: [], event: [], background: [] };
  let running = 0;

  const proceed = (): void => {
    while (running < concurrent) {
      const next = waiting.interactive.shift() ?? waiting.event.shift() ?? waiting.background.shift();
      if (next === undefined) return;
      running += 1;
      next();
    }
  };
  return {
    async run(urgency, call) {
      await new Promise<void>((resolve) => {
        waiting[urgency].push(resolve);
        proceed();
      });
      try {
        return await call();
      } finally {
        running -= 1;
        proceed();
      }
    },
  };
}
