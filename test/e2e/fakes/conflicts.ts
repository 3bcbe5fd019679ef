/** Conflicts in memory, one of each kind of value. */
import type { ConflictServices } from '../../../src/http/trpc/conflicts.ts';
import type { ConflictShape } from '../../../src/http/trpc/conflicts-shapes.ts';

function makeConflicts(now: number): ConflictShape[] {
  const at = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const one = (id: number, more: Partial<ConflictShape>): ConflictShape => ({
    id: String(id), action: { id: String(1000 + id), title: 'Retry webhooks with jitter' }, issue: { repository: 'northwind/payments-api', number: 400 + id, url: `https://github.com/northwind/payments-api/issues/${400 + id}` },
    field: 'title', name: 'Title', kind: 'scalar', base: 'Retry webhooks', github: { value: 'Retry failed webhooks', by: 'octo-reviewer', at: at(31) }, lockstep: { value: 'Retry webhooks with jitter', by: 'maren-holt', at: at(29) },
    openedAt: at(28), resolved: null, ...more,
  });
  return [
    one(1, { action: { id: '1004', title: 'Retry webhooks with jitter' } }),
    one(2, { field: 'description', name: 'Description', kind: 'text', base: 'Payments fail on slow networks.\n\nSteps:\n1. Throttle to 3G\n2. Pay', github: { value: 'Payments fail on slow mobile networks.\n\nSteps:\n1. Throttle to 3G\n2. Pay twice', by: 'octo-reviewer', at: at(50) }, lockstep: { value: 'Payments time out on slow networks.\r\n\r\nSteps:\r\n1. Throttle to 3G\r\n2. Pay', by: 'maren-holt', at: at(44) } }),
    one(3, { field: 'tags', name: 'Tags', kind: 'set', base: ['bug', 'api'], github: { value: ['api', 'network'], by: null, at: at(90) }, lockstep: { value: ['bug', 'regression'], by: 'sam-okafor', at: at(85) } }),
  ];
}

export function fakeConflicts(now = Date.now()): ConflictServices & { settled: { ids: string[]; decision: unknown }[] } {
  let open = makeConflicts(now);
  const done: ConflictShape[] = [];
  const settled: { ids: string[]; decision: unknown }[] = [];
  return {
    settled,
    list: async ({ resolved, actionId }) => ({ items: (resolved ? done : open).filter(({ action }) => actionId === null || action.id === actionId), next: null, open: open.length }),
    async resolve({ ids, decision }) {
      if ('value' in decision && String(decision.value).trim() === '') return { resolved: [], refused: ids.map((id) => ({ id, reason: 'Title cannot be that on GitHub: GitHub takes no empty title.' })), open: open.length };
      settled.push({ ids, decision });
      done.unshift(...open.filter(({ id }) => ids.includes(id)).map((one) => ({ ...one, resolved: { at: new Date(now).toISOString(), by: 'maren-holt', how: 'take' in decision ? decision.take : ('merged' as const) } })));
      open = open.filter(({ id }) => !ids.includes(id));
      return { resolved: ids, refused: [], open: open.length };
    },
  };
}
