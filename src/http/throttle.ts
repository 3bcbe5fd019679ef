/** Something that is done at most once in a while for each key: at once, and then once more for all that came meanwhile. */
export interface Throttle {
  soon: (key: string, work: () => void) => void;
  close: () => void;
}

export function createThrottle(everyMs: number): Throttle {
  const waiting = new Map<string, { timer: NodeJS.Timeout; next: (() => void) | null }>();
  const start = (key: string, work: () => void): void => {
    work();
    const timer = setTimeout(() => {
      const next = waiting.get(key)?.next ?? null;
      waiting.delete(key);
      if (next !== null) start(key, next);
    }, everyMs).unref();
    waiting.set(key, { timer, next: null });
  };
  return {
    soon(key, work) {
      const known = waiting.get(key);
      if (known) known.next = work;
      else start(key, work);
    },
    close() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
