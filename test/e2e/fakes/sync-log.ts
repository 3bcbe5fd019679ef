/** A sync log in memory, with one row of each outcome. */
import type { SyncLogServices } from '../../../src/http/trpc/sync-log.ts';
import type { SyncLogDetailShape } from '../../../src/http/trpc/sync-log-shapes.ts';

function makeRows(now: number): SyncLogDetailShape[] {
  const row = (index: number, more: Partial<SyncLogDetailShape>): SyncLogDetailShape => ({
    id: String(9000 - index), at: new Date(now - index * 97_000).toISOString(), repository: 'northwind/payments-api', issueNumber: 400 + index, action: { id: String(1000 + index), title: 'Retry webhooks with jitter' },
    direction: 'pull', trigger: 'webhook', outcome: 'changed', fields: ['title'], latencyMs: 412, durationMs: 18, error: null, issueUrl: `https://github.com/northwind/payments-api/issues/${400 + index}`,
    changes: [{ field: 'title', before: 'Retry webhooks', after: 'Retry webhooks with jitter' }], delivery: { guid: '0b1a5f2e-4f7c-11f0-9a0b-3c22fb7d8a10', event: 'issues.edited', state: 'processed' }, advice: null, ...more,
  });
  const description = { field: 'description', before: 'Payments fail on slow networks.\n\n- [ ] reproduce\n- [ ] add a test', after: 'Payments fail on slow mobile networks.\n\n- [x] reproduce\n- [ ] add a test\n- [ ] tell support' };
  return [
    row(0, {}),
    row(1, { direction: 'push', trigger: 'push', fields: ['status', 'tags', 'description'], changes: [{ field: 'status', before: 'open', after: 'in_progress' }, { field: 'tags', before: ['bug', 'api'], after: ['api', 'network'] }, description], delivery: null, latencyMs: 655 }),
    row(2, { direction: 'push', trigger: 'push', outcome: 'failed', fields: [], changes: [], delivery: null, error: 'The issue is locked, and GitHub does not let the App change it.', advice: { advice: 'Unlock the issue on GitHub, then retry.', mend: 'github' }, action: { id: '1002', title: 'Slow first paint on Android' }, repository: 'northwind/checkout-web' }),
    row(3, { direction: 'push', trigger: 'push', outcome: 'dropped', fields: ['assignees'], changes: [{ field: 'assignees', before: [], after: ['octo-reviewer'] }], delivery: null, advice: { advice: 'Give the App the right on GitHub, or choose a value that GitHub takes, then retry.', mend: 'retry' } }),
    ...Array.from({ length: 58 }, (_, index) => row(index + 4, { outcome: index % 5 === 0 ? 'created' : index % 4 === 0 ? 'in_step' : 'changed', trigger: index % 5 === 0 ? 'backfill' : 'webhook', fields: index % 4 === 0 ? [] : ['title'] })),
    row(62, { action: { id: '1003', title: 'Move the ledger' }, fields: ['custom.team', 'custom.gone'], changes: [{ field: 'custom.team', before: 'Payments', after: 'Identity' }] }),
  ];
}

export function fakeSyncLog(now = Date.now()): SyncLogServices {
  const all = makeRows(now);
  const trouble = (outcome: string): boolean => outcome === 'failed' || outcome === 'dropped';
  return {
    async list({ outcome, direction, trigger, text, before, limit }) {
      const fits = all.filter((one) =>
        (outcome === null || one.outcome === outcome || (outcome === 'trouble' && trouble(one.outcome))) && (direction === null || one.direction === direction) &&
        (trigger === null || one.trigger === trigger) && (one.action?.title ?? '').toLowerCase().includes(text.toLowerCase()) && (before === null || Number(one.id) < Number(before)));
      return { items: fits.slice(0, limit), next: fits.length > limit ? (fits[limit - 1]?.id ?? null) : null };
    },
    get: async (_projectId, id) => all.find((one) => one.id === id) ?? null,
    retry: async (_projectId, ids) => ({ deliveries: 0, issues: ids?.length ?? 2 }),
  };
}
