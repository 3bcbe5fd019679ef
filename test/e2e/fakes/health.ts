/** How the sync of the project in memory is: one repository of each kind of health. */
import type { HealthServices } from '../../../src/http/trpc/health.ts';
import type { HealthShape, RepositoryHealthShape, SeriesShape, TroubleShape } from '../../../src/http/trpc/health-shapes.ts';
import { TARGETS } from '../../../src/http/trpc/health-shapes.ts';
import { RANGES } from '../../../src/store/sync-series.ts';

const ago = (now: number, minutes: number): string => new Date(now - minutes * 60_000).toISOString();

function repository(id: number, fullName: string, now: number, more: Partial<RepositoryHealthShape>): RepositoryHealthShape {
  return {
    state: 'live', sentence: 'Changes go both ways within seconds.', mend: null, until: null, id: String(id), fullName, private: false, url: `https://github.com/${fullName}`,
    pulled: 1240, total: 1240, lastSyncedAt: ago(now, 2), polledAt: ago(now, 4), lagSeconds: 0, actions: 1240, conflicts: 0,
    waiting: { pushes: 0, deliveries: 0, braked: 0, writes: 0 }, callingOff: null, parked: { issues: 0, deliveries: 0 }, troubled: 0, ...more,
  };
}

export function makeHealth(now: number): HealthShape {
  return {
    at: new Date(now).toISOString(),
    state: 'attention',
    repositories: [
      repository(1, 'northwind/payments-api', now, { conflicts: 2, callingOff: { left: 150, total: 1200 }, sentence: 'In step, but for 2 fields that wait for a person to decide.', mend: 'conflicts' }),
      repository(2, 'northwind/checkout-web', now, { state: 'attention', sentence: '3 issues are not in step; each says why.', mend: 'retry', troubled: 2, parked: { issues: 1, deliveries: 2 }, private: true, lastSyncedAt: ago(now, 18) }),
      repository(3, 'northwind/ledger', now, { state: 'first-sync', sentence: 'Issues are being pulled: 420 of 1900 issues.', pulled: 420, total: 1900, actions: 420, waiting: { pushes: 0, deliveries: 4, braked: 0, writes: 0 } }),
      repository(4, 'northwind/infra', now, { state: 'limited', sentence: 'GitHub asks to wait. Everything goes on by itself then.', until: new Date(now + 14 * 60_000).toISOString(), lagSeconds: 95, waiting: { pushes: 12, deliveries: 0, braked: 0, writes: 12 } }),
    ],
    api: [{ account: 'northwind', blockedUntil: null, resources: [{ name: 'core', limit: 5000, remaining: 3820, resetsAt: ago(now, -31) }, { name: 'graphql', limit: 5000, remaining: 610, resetsAt: ago(now, -12) }] }],
    clockSkewMs: 180,
    verifying: null,
    verified: { id: '8', state: 'done', trigger: 'nightly', mappings: 4800, total: 4800, fields: 43_200, differences: 4, explained: 11, mended: 3, accuracy: 1 - 4 / 43_200, startedAt: ago(now, 600), finishedAt: ago(now, 588) },
    targets: TARGETS,
  };
}

/** Busy by day, with one bad spell. */
export function makeSeries(range: SeriesShape['range'], now: number): SeriesShape {
  const { seconds, step } = RANGES[range];
  const last = Math.floor(now / 1000 / step) * step;
  const length = seconds / step;
  const steps = Array.from({ length }, (_, index) => {
    const wave = Math.sin((index / length) * Math.PI * 4) + 1.1;
    const count = index % 23 === 7 ? 0 : Math.round(wave * 40 + ((index * 37) % 17));
    const bad = index > length * 0.6 && index < length * 0.65;
    return { at: last - (length - 1 - index) * step, count, pushes: Math.round(count / 3), errors: bad ? 3 : 0, p50: count === 0 ? null : 380 + ((index * 53) % 160), p95: count === 0 ? null : 900 + ((index * 97) % 700) + (bad ? 5200 : 0) };
  });
  const add = (field: 'count' | 'pushes' | 'errors'): number => steps.reduce((sum, one) => sum + one[field], 0);
  return { range, step, total: { count: add('count'), pushes: add('pushes'), errors: add('errors'), p50: 440, p95: 1480 }, steps };
}

function makeTroubles(now: number): TroubleShape[] {
  const issue = { kind: 'issue', repository: 'northwind/checkout-web', url: 'https://github.com/northwind/checkout-web/issues/41', at: ago(now, 18) } as const;
  return [
    { ...issue, id: '1001', number: 41, title: 'Totals differ by a cent in JPY', sentence: 'The repository has no label "priority: urgent".', advice: 'Make it on GitHub under that very name (the issue is then written by itself), or choose another value here.', mend: 'retry' },
    { ...issue, id: '1002', number: 57, title: 'Slow first paint on Android', sentence: 'The issue is locked, and GitHub does not let the App change it.', advice: 'Unlock the issue on GitHub, then retry.', mend: 'github' },
  ];
}

export function fakeHealth(now = Date.now()): HealthServices {
  const health = makeHealth(now);
  return {
    get: async () => health,
    async series({ range, repositoryId }) {
      const all = makeSeries(range, now);
      if (repositoryId === null) return all;
      // A repository has a share of them, and no errors.
      return { ...all, total: { ...all.total, count: Number(repositoryId) }, steps: all.steps.map((one) => ({ ...one, errors: 0 })) };
    },
    troubles: async () => makeTroubles(now),
    troubleOf: async (actionId) => ({ ...(makeTroubles(now)[1] as TroubleShape), id: actionId, sentence: 'GitHub does not let Lockstep set assignees in this repository: the App lacks write access.', advice: "Accept the App's permissions on GitHub, then retry." }),
    verify: async () => (health.verifying = { id: '9', state: 'running', trigger: 'person', mappings: 1200, total: 4800, fields: 10_800, differences: null, explained: null, mended: null, accuracy: null, startedAt: new Date(now).toISOString(), finishedAt: null }),
    redeliver: async () => ({ deliveries: 1, issues: 3 }),
  };
}
