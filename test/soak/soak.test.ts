import { expect, test } from '@jest/globals';
import { createRandomStreams } from '../github/state/random.ts';
import { cloneDatabase } from '../support/database.ts';
import { soak } from './soak.ts';

test('I1, I3, I4, I5, I6, I7, I10: two web and two worker processes under faults and SIGKILL keep every invariant', async () => {
  const database = await cloneDatabase();
  try {
    const result = await soak({ databaseUrl: database.url, seconds: 4, kills: 2, rate: 20, killEveryMs: 1000, random: createRandomStreams('short')('soak'), say: () => {} });
    expect(result).toMatchObject({ lost: 0, unfinished: 0, doubles: 0, violations: [] });
    expect(result.kills).toBeGreaterThanOrEqual(2);
    expect(result.acknowledged).toBeGreaterThan(50);
    // By the database's clock, from the kill to the other worker's start: I10's own bound, not a speed.
    expect(result.takeover).toBeLessThan(60);
  } finally {
    await database.drop();
  }
});
