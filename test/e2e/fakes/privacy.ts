/** Invitations and retention for the page's tests. */
import type { PageServices } from '../../../src/http/trpc/services.ts';

const CODE = `lsti_${'0'.repeat(64)}`;

export function fakePrivacy(): Pick<PageServices, 'invitations' | 'retention'> {
  const open = { id: '1', role: 'member', invitedBy: 'maren-holt', uses: 0, maxUses: 1, createdAt: '2026-01-05T09:00:00.000Z', expiresAt: '2026-01-12T09:00:00.000Z' } as const;
  return {
    invitations: {
      list: async () => [open],
      create: async () => ({ id: '2', code: CODE }),
      revoke: async () => true,
      preview: async (code) => (code === CODE ? { projectId: '7', projectName: 'Payments platform', role: 'member', invitedBy: 'maren-holt', expiresAt: open.expiresAt } : null),
      accept: async (code) => (code === CODE ? { projectId: '7', role: 'member' } : null),
    },
    retention: { get: async () => ({ deliveriesDays: 30, syncLogDays: 30, historyDays: null }), setHistory: async () => {}, setInstance: async () => {} },
  };
}
