import { describe, expect, test } from '@jest/globals';
import type { Urgency } from '../../src/core/budget.ts';
import { createLimiter } from '../../src/github/limiter.ts';

/** A call that ends when it is told to. */
function calls() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const call = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => ends.push(() => resolve(name)));
  };
  return { begun, ends, call };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a limiter', () => {
  test('runs so many calls at once, in their order', async () => {
    const limiter = createLimiter(2);
    const { begun, ends, call } = calls();
    const all = ['1', '2', '3'].map((name) => limiter.run('event', call(name)));
    await turn();
    expect(begun).toEqual(['1', '2']);
    ends[0]?.();
    await turn();
    expect(begun).toEqual(['1', '2', '3']);
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual(['1', '2', '3']);
  });

  test('goes on after a call that failed', async () => {
    const limiter = createLimiter(1);
    await expect(limiter.run('event', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limiter.run('event', async () => 'yes')).toBe('yes');
  });

  test('lets the more urgent go first, whoever came first', async () => {
    const limiter = createLimiter(1);
    const { begun, ends, call } = calls();
    const wanted: [Urgency, string][] = [['background', 'first'], ['background', 'page'], ['event', 'hint'], ['interactive', 'edit'], ['interactive', 'another edit']];
    for (const [urgency, name] of wanted) void limiter.run(urgency, call(name));
    for (let ended = 0; ended < wanted.length; ended += 1) {
      await turn();
      ends[ended]?.();
    }
    expect(begun).toEqual(['first', 'edit', 'another edit', 'hint', 'page']);
  });
});
