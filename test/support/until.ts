import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition; says which one never came. The limit is for a hung test, not a measurement. */
export async function until<T>(what: string, look: () => Promise<T | undefined | null | false> | T | undefined | null | false, limitMs = 120_000): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(15);
  }
}
