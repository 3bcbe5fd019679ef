/** Webhooks that a project sends, and each message on its way. The secret is sealed in the vault. */
import type { AlertKind } from '../core/alerts.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import { refuseBeyond } from './project-limits.ts';
import type { Vault } from './vault.ts';

export interface OutgoingWebhook {
  id: number;
  projectId: number;
  url: string;
  kinds: AlertKind[];
  active: boolean;
  createdAt: Date;
}

export interface OutgoingDelivery {
  id: number;
  projectId: number;
  webhookId: number;
  messageId: string;
  body: string;
  state: 'queued' | 'sent' | 'parked';
  attempts: number;
  status: number | null;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

const WEBHOOK = 'id, project_id AS "projectId", url, kinds, active, created_at AS "createdAt"';
const DELIVERY = `id, project_id AS "projectId", webhook_id AS "webhookId", message_id AS "messageId", body, state, attempts, status, error,
  created_at AS "createdAt", finished_at AS "finishedAt"`;

const placeOf = (id: number) => ({ table: 'outgoing_webhooks', row: id, column: 'secret_sealed' });

/** @throws LimitReached */
export async function createWebhook(trx: Queryable, vault: Vault, projectId: number, { url, kinds, secret }: { url: string; kinds: readonly AlertKind[]; secret: string }): Promise<number> {
  await refuseBeyond(trx, projectId, 'webhooks');
  const made = await row<{ id: number }>(trx, 'INSERT INTO outgoing_webhooks (project_id, url, kinds) VALUES (?, ?, ?) RETURNING id', [projectId, url, [...kinds]]);
  const { id } = made as { id: number };
  await run(trx, 'UPDATE outgoing_webhooks SET secret_sealed = ? WHERE id = ?', [vault.seal(secret, placeOf(id)), id]);
  return id;
}

/** @returns false where the project has no such webhook */
export async function changeWebhook(db: Queryable, projectId: number, id: number, { url, kinds, active }: Pick<OutgoingWebhook, 'url' | 'kinds' | 'active'>): Promise<boolean> {
  return (await row(db, 'UPDATE outgoing_webhooks SET url = ?, kinds = ?, active = ? WHERE id = ? AND project_id = ? RETURNING 1', [url, [...kinds], active, id, projectId])) !== undefined;
}

export async function removeWebhook(db: Queryable, projectId: number, id: number): Promise<boolean> {
  return (await row(db, 'DELETE FROM outgoing_webhooks WHERE id = ? AND project_id = ? RETURNING 1', [id, projectId])) !== undefined;
}

export async function webhooksOf(db: Queryable, projectId: number): Promise<OutgoingWebhook[]> {
  return rows(db, `SELECT ${WEBHOOK} FROM outgoing_webhooks WHERE project_id = ? ORDER BY id`, [projectId]);
}

/** @throws VaultError where the key is gone */
export async function findWebhook(db: Queryable, vault: Vault, id: number): Promise<(OutgoingWebhook & { secret: string }) | undefined> {
  const found = await row<OutgoingWebhook & { sealed: string }>(db, `SELECT ${WEBHOOK}, secret_sealed AS sealed FROM outgoing_webhooks WHERE id = ?`, [id]);
  if (!found) return undefined;
  const { sealed, ...webhook } = found;
  return { ...webhook, secret: vault.open(sealed, placeOf(id)) };
}

/** A message to each of a project's active webhooks that want this kind. @returns their ids */
export async function createDeliveries(trx: Queryable, projectId: number, kind: AlertKind, body: string): Promise<number[]> {
  const made = await rows<{ id: number }>(
    trx,
    `INSERT INTO outgoing_deliveries (project_id, webhook_id, body) SELECT project_id, id, ? FROM outgoing_webhooks WHERE project_id = ? AND active AND ? = ANY(kinds) RETURNING id`,
    [body, projectId, kind],
  );
  return made.map(({ id }) => id);
}

export async function findOutgoing(db: Queryable, id: number): Promise<OutgoingDelivery | undefined> {
  return row(db, `SELECT ${DELIVERY} FROM outgoing_deliveries WHERE id = ?`, [id]);
}

/** A webhook's messages, the newest first. @param before the id where the page before ended */
export async function outgoingOf(db: Queryable, projectId: number, webhookId: number, { before, limit }: { before: number | null; limit: number }): Promise<OutgoingDelivery[]> {
  return rows(
    db,
    `SELECT ${DELIVERY} FROM outgoing_deliveries WHERE project_id = ? AND webhook_id = ? AND (?::bigint IS NULL OR id < ?) ORDER BY id DESC LIMIT ?`,
    [projectId, webhookId, before, before, limit],
  );
}

export async function finishOutgoing(db: Queryable, id: number, status: number): Promise<void> {
  await run(db, "UPDATE outgoing_deliveries SET state = 'sent', attempts = attempts + 1, status = ?, error = NULL, finished_at = now() WHERE id = ?", [status, id]);
}

/** @returns how often it failed now */
export async function failOutgoing(db: Queryable, id: number, { status, error, park }: { status: number | null; error: string; park: boolean }): Promise<void> {
  await run(
    db,
    `UPDATE outgoing_deliveries SET attempts = attempts + 1, status = ?, error = ?, state = CASE WHEN ? THEN 'parked' ELSE state END,
       finished_at = CASE WHEN ? THEN now() END WHERE id = ?`,
    [status, error.slice(0, 500), park, park, id],
  );
}

/** Queues a project's parked messages of a webhook again. @returns their ids */
export async function unparkOutgoing(trx: Queryable, projectId: number, webhookId: number): Promise<number[]> {
  const again = await rows<{ id: number }>(
    trx,
    "UPDATE outgoing_deliveries SET state = 'queued', attempts = 0, error = NULL, finished_at = NULL WHERE project_id = ? AND webhook_id = ? AND state = 'parked' RETURNING id",
    [projectId, webhookId],
  );
  return again.map(({ id }) => id);
}

/** Messages that wait, longest first, should their jobs be lost; and old ones go. */
export async function waitingOutgoing(db: Queryable): Promise<number[]> {
  await run(db, "DELETE FROM outgoing_deliveries WHERE state <> 'queued' AND created_at < now() - interval '30 days'");
  const found = await rows<{ id: number }>(db, "SELECT id FROM outgoing_deliveries WHERE state = 'queued' AND created_at < now() - interval '1 day' ORDER BY id LIMIT 100");
  return found.map(({ id }) => id);
}
