/**
 * Bounds how many calls run at once, and spaces them. By a monotonic clock: limiters that go by the
 * time of day (Bottleneck) let nothing through for ten minutes when that is set back by ten (I14).
 */

export interface LimiterOptions {
  /** Calls at once. */
  concurrent: number;
  /** Calls that may begin without spacing, and how often another one may after them; absent: no spacing. */
  spacing?: { burst: number; intervalMs: number };
}

export interface Limiter {
  /** Runs a call when its turn has come, first come, first served. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

export function createLimiter({ concurrent, spacing }: LimiterOptions): Limiter {
  const waiting: (() => void)[] = [];
  let running = 0;
  let tokens = spacing?.burst ?? Number.POSITIVE_INFINITY;
  let counted = performance.now();
  let timer: NodeJS.Timeout | undefined;

  const refill = ({ burst, intervalMs }: NonNullable<LimiterOptions['spacing']>): void => {
    const gained = Math.floor((performance.now() - counted) / intervalMs);
    counted = tokens + gained >= burst ? performance.now() : counted + gained * intervalMs;
    tokens = Math.min(burst, tokens + gained);
  };
  const proceed = (): void => {
    if (spacing) refill(spacing);
    while (waiting.length > 0 && running < concurrent && tokens > 0) {
      running += 1;
      tokens -= 1;
      waiting.shift()?.();
    }
    if (!spacing || timer || tokens > 0 || waiting.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      proceed();
    }, spacing.intervalMs);
  };
  return {
    async run(call) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
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
