/** Alerts in memory, and the ways they go: e-mail and outgoing webhooks. */
import type { AlertShape } from '../../../src/http/trpc/alerts.ts';
import type { PageServices } from '../../../src/http/trpc/services.ts';
import type { OutgoingDeliveryShape, OutgoingWebhookShape } from '../../../src/http/trpc/webhooks.ts';

const AT = '2026-01-05T09:00:00.000Z';

export function fakeAlerts(): Pick<PageServices, 'alerts' | 'webhooks'> {
  const raised = { raisedAt: AT, closedAt: null, read: false };
  let alerts: AlertShape[] = [
    { id: '1', kind: 'conflict.opened', text: '2 conflicts of acme/widgets wait for a decision.', repositoryId: '1', count: 2, ...raised },
    { id: '3', kind: 'access.lost', text: 'Access to acme/secret is lost; its sync rests: the App was taken off the repository.', repositoryId: '3', count: 1, ...raised },
    { id: '2', kind: 'backfill.finished', text: 'acme/gadgets is pulled: 160 issues.', repositoryId: '2', count: 160, ...raised, closedAt: AT, read: true },
  ];
  let preferences: Awaited<ReturnType<PageServices['alerts']['preferences']>> = { email: null, kinds: ['conflict.opened', 'access.lost'], addresses: ['maren@holt.example'], mail: true };
  let webhooks: OutgoingWebhookShape[] = [{ id: '1', url: 'https://chat.example.org/hooks/1', kinds: ['access.lost', 'conflict.opened'], active: true, createdAt: AT, parked: 1 }];
  const message = { messageId: 'd5b2a1f0-6b1e-4c57-9d84-0d1f3f0f8a10', createdAt: AT, finishedAt: AT };
  let messages: OutgoingDeliveryShape[] = [
    { ...message, id: '2', state: 'parked', attempts: 7, status: 500, error: 'The address answered with status 500.' }, { ...message, id: '1', state: 'sent', attempts: 1, status: 204, error: null },
  ];
  return {
    alerts: {
      list: async () => alerts,
      async markRead(_project, ids) {
        alerts = alerts.map((one) => ({ ...one, read: one.read || ids === null || ids.includes(one.id) }));
      },
      preferences: async () => preferences,
      async setPreferences(wanted) {
        preferences = { ...preferences, ...wanted };
        return null;
      },
    },
    webhooks: {
      list: async () => webhooks,
      async create(_project, wanted) {
        if (!wanted.url.startsWith('https://')) return { outcome: 'refused', reason: 'The address must begin with https://.' };
        webhooks = [...webhooks, { id: '2', active: true, createdAt: AT, parked: 0, ...wanted }];
        return { outcome: 'created', id: '2', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
      },
      async change(_project, id, wanted) {
        webhooks = webhooks.map((one) => (one.id === id ? { ...one, ...wanted } : one));
        return { outcome: 'done' };
      },
      async remove(_project, id) {
        webhooks = webhooks.filter((one) => one.id !== id);
        return { outcome: 'done' };
      },
      test: async () => ({ ok: false, message: 'The address answered with status 500.' }),
      deliveries: async (_project, id) => (id === '1' ? messages : []),
      async retry() {
        messages = messages.map((one) => (one.state === 'parked' ? { ...one, state: 'queued', attempts: 0, error: null } : one));
        webhooks = webhooks.map((one) => ({ ...one, parked: 0 }));
        return 1;
      },
    },
  };
}
