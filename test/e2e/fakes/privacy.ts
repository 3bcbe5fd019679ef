/** Invitations and retention for the page's tests. */
import type { PageServices } from '../../../src/http/trpc/services.ts';

const CODE = `lsti_${'0'.repeat(64)}`;

export function fakePrivacy(): Pick<PageServices, 'alerts' | 'webhooks' | 'invitations' | 'privacy' | 'retention'> {
  const open = { id: '1', role: 'member', invitedBy: 'maren-holt', uses: 0, maxUses: 1, createdAt: '2026-01-05T09:00:00.000Z', expiresAt: '2026-01-12T09:00:00.000Z' } as const;
  const github = { repositories: ['acme/widgets'], actions: 300, mappings: 300, conflicts: 2, pending: 1, syncLog: 4000, deliveries: 900 };
  const raised = { raisedAt: '2026-01-05T09:00:00.000Z', closedAt: null, read: false };
  return {
    alerts: {
      list: async () => [
        { id: '1', kind: 'conflict.opened', text: '2 conflicts of acme/widgets wait for a decision.', repositoryId: '1', count: 2, ...raised },
        { id: '2', kind: 'backfill.finished', text: 'acme/gadgets is pulled: 160 issues.', repositoryId: '2', count: 160, ...raised, closedAt: raised.raisedAt, read: true },
      ],
      markRead: async () => {},
      preferences: async () => ({ email: null, kinds: ['conflict.opened', 'access.lost'], addresses: ['maren@holt.example'], mail: true }),
      setPreferences: async () => null,
    },
    webhooks: {
      list: async () => [{ id: '1', url: 'https://chat.example.org/hooks/1', kinds: ['access.lost'], active: true, createdAt: open.createdAt, parked: 1 }],
      create: async () => ({ outcome: 'created', id: '2', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }),
      change: async () => ({ outcome: 'done' }),
      remove: async () => ({ outcome: 'done' }),
      test: async () => ({ ok: false, message: 'The address answered with status 500.' }),
      deliveries: async () => [{ id: '1', messageId: 'd5b2a1f0-6b1e-4c57-9d84-0d1f3f0f8a10', state: 'parked', attempts: 7, status: 500, error: 'The address answered with status 500.', createdAt: open.createdAt, finishedAt: open.createdAt }],
      retry: async () => 1,
    },
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
