import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createLimiter } from '../../src/github/limiter.ts';

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** A call that ends when it is told to. */
function calls() {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const call = (number: number) => () => {
    begun.push(number);
    return new Promise<number>((resolve) => ends.push(() => resolve(number)));
  };
  return { begun, ends, call };
}

const turn = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

describe('a limiter', () => {
  test('runs so many calls at once, in their order', async () => {
    const limiter = createLimiter({ concurrent: 2 });
    const { begun, ends, call } = calls();
    const all = [1, 2, 3].map((number) => limiter.run(call(number)));
    await turn();
    expect(begun).toEqual([1, 2]);
    ends[0]?.();
    await turn();
    expect(begun).toEqual([1, 2, 3]);
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual([1, 2, 3]);
  });

  test('goes on after a call that failed', async () => {
    const limiter = createLimiter({ concurrent: 1 });
    await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limiter.run(async () => 'yes')).toBe('yes');
  });

  test('spaces what comes after a burst', async () => {
    const limiter = createLimiter({ concurrent: 9, spacing: { burst: 2, intervalMs: 500 } });
    const begun: number[] = [];
    for (const number of [1, 2, 3, 4]) void limiter.run(async () => begun.push(number));
    await turn();
    expect(begun).toEqual([1, 2]);
    await jest.advanceTimersByTimeAsync(500);
    expect(begun).toEqual([1, 2, 3]);
    await jest.advanceTimersByTimeAsync(500);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  test('saves up no more than a burst', async () => {
    const limiter = createLimiter({ concurrent: 9, spacing: { burst: 2, intervalMs: 500 } });
    await jest.advanceTimersByTimeAsync(60_000);
    const begun: number[] = [];
    for (const number of [1, 2, 3]) void limiter.run(async () => begun.push(number));
    await turn();
    expect(begun).toEqual([1, 2]);
  });

  test('I14: the time of day set back holds nobody up', async () => {
    const limiter = createLimiter({ concurrent: 1, spacing: { burst: 1, intervalMs: 500 } });
    await limiter.run(async () => 'before');
    const begun: string[] = [];
    void limiter.run(async () => begun.push('after'));
    jest.setSystemTime(Date.now() - 600_000);
    await jest.advanceTimersByTimeAsync(500);
    expect(begun).toEqual(['after']);
  });
});
