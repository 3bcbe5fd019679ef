import { expect, test } from '@jest/globals';
import { waits } from '../../src/commands/watch-sync.ts';
import type { ApiStanding } from '../../src/store/sync-facts.ts';
import { pullWait } from '../../src/sync/pull-wait.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const after = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const standing = (given: Partial<ApiStanding>): ApiStanding =>
  ({ installationId: 1, account: 'acme', blockedUntil: null, resource: 'graphql', limit: 5000, remaining: 5000, resetsAt: after(30), ...given });

test.each([
  ['much is left', [standing({})], null],
  ['a fifth is left', [standing({ remaining: 1000 })], null],
  ['less is left, which is kept', [standing({ remaining: 999 })], { until: after(30), reserved: true }],
  ['less is left, but it is whole again', [standing({ remaining: 999, resetsAt: after(-1) })], null],
  ['less is left of another resource', [standing({ resource: 'core', remaining: 0 }), standing({})], null],
  ['less is left to another installation', [standing({ installationId: 2, remaining: 0 })], null],
  ['GitHub asked for silence', [standing({ remaining: 0, blockedUntil: after(5) })], { until: after(5), reserved: false }],
  ['GitHub asked for silence, and nothing is known of what is left', [standing({ blockedUntil: after(5), resource: null, limit: null, remaining: null, resetsAt: null })], { until: after(5), reserved: false }],
  ['nothing is known', [], null],
])('%s', (_name, standings, expected) => {
  expect(pullWait(standings, 1, NOW)).toEqual(expected);
});

test('who watches at the terminal reads until when, where all pulls wait', () => {
  const standings = [standing({ remaining: 0 }), standing({ installationId: 2, remaining: 0, resetsAt: after(10) }), standing({ installationId: 3 })];
  expect(waits([{ installationId: 1 }, { installationId: 2 }], standings, NOW)).toEqual([`waiting for GitHub's limit until ${after(10).toTimeString().slice(0, 5)}`]);
  expect(waits([{ installationId: 1 }, { installationId: 3 }], standings, NOW)).toEqual([]);
});
