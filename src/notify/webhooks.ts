/** Signed outgoing webhooks (https://www.standardwebhooks.com): sent from the queue, repeated with growing pauses, parked in the end. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { failOutgoing, findOutgoing, findWebhook, finishOutgoing, type OutgoingWebhook } from '../store/outgoing-webhooks.ts';
import { VaultError } from '../store/vault.ts';
import { OutgoingError, postGuarded } from './guard.ts';
import type { NotifyParts } from './parts.ts';

/** Pauses in seconds before each further try; about nine hours in all. */
const PAUSES = [10, 60, 300, 1800, 7200, 21_600] as const;

/** 256 random bits, in the published form. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** One try. @throws OutgoingError */
export async function postSigned({ guard }: Pick<NotifyParts, 'guard'>, { url, secret }: Pick<OutgoingWebhook, 'url'> & { secret: string }, messageId: string, body: string): Promise<number> {
  const at = new Date();
  return postGuarded(url, body, {
    'webhook-id': messageId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(messageId, at, body),
  }, guard);
}

/** Sends a message that waits; what fails waits longer each time and is parked at last. No transaction is open meanwhile (I8). */
export async function deliverOutgoing(parts: NotifyParts, id: number): Promise<void> {
  const { db, jobs, log, vault } = parts;
  const delivery = await findOutgoing(db, id);
  if (delivery?.state !== 'queued') return;
  try {
    const webhook = await findWebhook(db, vault, delivery.webhookId);
    if (!webhook?.active) throw new OutgoingError('The webhook is switched off.');
    await finishOutgoing(db, id, await postSigned(parts, webhook, delivery.messageId, delivery.body));
  } catch (error) {
    if (!(error instanceof OutgoingError) && !(error instanceof VaultError)) throw error;
    const pause = PAUSES[delivery.attempts];
    const message = error instanceof VaultError ? 'The secret of the webhook cannot be read: remove it and make it anew.' : error.message;
    await failOutgoing(db, id, { status: error instanceof OutgoingError ? error.status : null, error: message, park: pause === undefined });
    if (pause === undefined) log.warn({ delivery: id, webhook: delivery.webhookId }, 'outgoing webhook parked');
    else await jobs.send('webhook', { outgoingId: id }, { key: String(id), startAfterSeconds: pause });
  }
}

/** The test button: one try, right now. @returns the sentence a person reads */
export async function testWebhook(parts: Pick<NotifyParts, 'db' | 'vault' | 'guard'>, projectId: number, id: number): Promise<{ ok: boolean; message: string } | null> {
  try {
    const webhook = await findWebhook(parts.db, parts.vault, id);
    if (webhook?.projectId !== projectId) return null;
    const body = JSON.stringify({ type: 'test', timestamp: new Date().toISOString(), data: { projectId: String(projectId), message: 'This is a test.' } });
    const status = await postSigned(parts, webhook, randomUUID(), body);
    return { ok: true, message: `The address answered with status ${status}.` };
  } catch (error) {
    if (error instanceof OutgoingError) return { ok: false, message: error.message };
    if (error instanceof VaultError) return { ok: false, message: 'The secret of the webhook cannot be read: remove it and make it anew.' };
    throw error;
  }
}
