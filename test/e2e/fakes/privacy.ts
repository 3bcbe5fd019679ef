/** Invitations and retention for the page's tests. */
import type { PageServices } from '../../../src/http/trpc/services.ts';
import { fakeAlerts } from './alerts.ts';

const CODE = `lsti_${'0'.repeat(64)}`;

export function fakePrivacy(): Pick<PageServices, 'alerts' | 'webhooks' | 'invitations' | 'privacy' | 'retention'> {
  const open = { id: '1', role: 'member', invitedBy: 'maren-holt', uses: 0, maxUses: 1, createdAt: '2026-01-05T09:00:00.000Z', expiresAt: '2026-01-12T09:00:00.000Z' } as const;
  const github = { repositories: ['acme/widgets'], actions: 300, mappings: 300, conflicts: 2, pending: 1, syncLog: 4000, deliveries: 900 };
  return {
    ...fakeAlerts(),
    invitations: {
      list: async () => [open],
      create: async () => ({ id: '2', code: CODE }),
      revoke: async () => true,
      preview: async (code) => (code === CODE ? { projectId: '7', projectName: 'Payments platform', role: 'member', invitedBy: 'maren-holt', expiresAt: open.expiresAt } : null),
      accept: async (code) => (code === CODE ? { projectId: '7', role: 'member' } : null),
    },
    privacy: {
      disconnectPreview: async () => github,
      disconnect: async () => ({ outcome: 'begun', taskId: '1' }),
      deletePreview: async () => ({ name: 'Payments platform', actions: 320, history: 1200, members: 4, tokens: 1, github }),
      deleteProject: async (_project, name) => (name === 'Payments platform' ? { outcome: 'begun', taskId: '2' } : { outcome: 'refused', reason: 'Type the name of the project to delete it.' }),
      accountPreview: async ({ login }) => ({ login, projects: 1, tokens: 0, sessions: 1, reasons: [] }),
      deleteAccount: async () => ({ outcome: 'begun', taskId: '3' }),
      tasks: async () => [],
    },
    retention: { get: async () => ({ deliveriesDays: 30, syncLogDays: 30, historyDays: null }), setHistory: async () => {}, setInstance: async () => {} },
  };
}
