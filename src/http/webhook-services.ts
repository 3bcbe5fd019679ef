/** Outgoing webhooks, as the page configures and shows them. */
import type { Jobs } from '../queue/boss.ts';
import { addressProblem, type GuardOptions } from '../notify/guard.ts';
import { newWebhookSecret, testWebhook } from '../notify/webhooks.ts';
import { writeAudit, type AuditEvent } from '../store/audit.ts';
import type { Db, Queryable } from '../store/db.ts';
import { countRows } from '../store/delete-rows.ts';
import { changeWebhook, createWebhook, outgoingOf, removeWebhook, unparkOutgoing, webhooksOf } from '../store/outgoing-webhooks.ts';
import type { Vault } from '../store/vault.ts';
import { actorOf } from '../sync/access/access.ts';
import type { Asker } from './trpc/services.ts';
import type { WebhookServices } from './trpc/webhooks.ts';

export interface WebhookServicesParts {
  db: Db;
  jobs: Jobs;
  vault: Vault;
  guard: GuardOptions;
}

export function webhookServices(parts: WebhookServicesParts): WebhookServices {
  const { db, jobs, vault, guard } = parts;
  const audit = (trx: Queryable, event: AuditEvent, projectId: string, id: number, { caller }: Asker): Promise<void> =>
    writeAudit(trx, { actor: actorOf(caller), event, projectId: Number(projectId), detail: { webhook: id } });
  return {
    list: async (projectId) =>
      Promise.all((await webhooksOf(db, Number(projectId))).map(async ({ id, url, kinds, active, createdAt }) => ({
        id: String(id), url, kinds, active, createdAt: createdAt.toISOString(), parked: await countRows(db, 'outgoing_deliveries', "webhook_id = ? AND state = 'parked'", [id]),
      }))),
    async create(projectId, { url, kinds }, viewer) {
      const reason = addressProblem(url, guard.allow);
      if (reason !== null) return { outcome: 'refused', reason };
      const secret = newWebhookSecret();
      const id = await db.transaction(async (trx) => {
        const made = await createWebhook(trx, vault, Number(projectId), { url, kinds, secret });
        await audit(trx, 'webhook.created', projectId, made, viewer);
        return made;
      });
      return { outcome: 'created', id: String(id), secret };
    },
    async change(projectId, id, changed, viewer) {
      const reason = addressProblem(changed.url, guard.allow);
      if (reason !== null) return { outcome: 'refused', reason };
      return db.transaction(async (trx) => {
        if (!(await changeWebhook(trx, Number(projectId), Number(id), changed))) return { outcome: 'missing' };
        await audit(trx, 'webhook.changed', projectId, Number(id), viewer);
        return { outcome: 'done' };
      });
    },
    remove: (projectId, id, viewer) =>
      db.transaction(async (trx) => {
        if (!(await removeWebhook(trx, Number(projectId), Number(id)))) return { outcome: 'missing' as const };
        await audit(trx, 'webhook.removed', projectId, Number(id), viewer);
        return { outcome: 'done' as const };
      }),
    test: (projectId, id) => testWebhook(parts, Number(projectId), Number(id)),
    deliveries: async (projectId, id, { before, limit }) =>
      (await outgoingOf(db, Number(projectId), Number(id), { before: before === null ? null : Number(before), limit })).map(({ id: delivery, messageId, state, attempts, status, error, createdAt, finishedAt }) => ({
        id: String(delivery), messageId, state, attempts, status, error, createdAt: createdAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null,
      })),
    retry: (projectId, id) =>
      db.transaction(async (trx) => {
        const again = await unparkOutgoing(trx, Number(projectId), Number(id));
        for (const outgoingId of again) await jobs.send('webhook', { outgoingId }, { key: String(outgoingId) }, trx);
        return again.length;
      }),
  };
}
