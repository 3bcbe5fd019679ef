/**
 * Tells leads and other systems what happened: once a minute what is so now is compared with what was
 * told. Each thing at most once an hour, one e-mail a person within a quarter of an hour, and no
 * transaction open while another host is called (I8).
 */
import { alertText } from '../core/alerts.ts';
import { alertsById, queueMails, refreshAlerts, returnMail, takeDueMails, takeUntold, type Alert } from '../store/alerts.ts';
import { createDeliveries, waitingOutgoing } from '../store/outgoing-webhooks.ts';
import { digest } from './mail.ts';
import type { NotifyParts } from './parts.ts';

export async function tell(parts: NotifyParts): Promise<void> {
  const { db, jobs } = parts;
  await db.transaction((trx) => refreshAlerts(trx));
  await db.transaction(async (trx) => {
    for (const alert of await takeUntold(trx)) {
      if (parts.mail) await queueMails(trx, alert);
      for (const outgoingId of await createDeliveries(trx, alert.projectId, alert.kind, payloadOf(alert))) await jobs.send('webhook', { outgoingId }, { key: String(outgoingId) }, trx);
    }
  });
  for (const outgoingId of await waitingOutgoing(db)) await jobs.send('webhook', { outgoingId }, { key: String(outgoingId) });
  await sendMails(parts);
}

async function sendMails({ db, log, mail, publicUrl }: NotifyParts): Promise<void> {
  if (mail === null) return;
  for (const due of await db.transaction((trx) => takeDueMails(trx))) {
    const alerts = await alertsById(db, due.alertIds);
    if (alerts.length === 0) continue;
    try {
      await mail({ to: due.email, ...digest(alerts.map(seenFromOutside), publicUrl) });
    } catch (err) {
      log.warn({ err }, 'an e-mail could not be sent; it goes with the next one');
      await returnMail(db, due);
    }
  }
}

/** Of a private repository that is not open to the project, outside of what its readers see: nothing that names it. */
export function veiled<T extends Pick<Alert, 'repositoryId' | 'repository' | 'detail'>>(alert: T): T {
  return { ...alert, repositoryId: null, repository: null, detail: null };
}

const seenFromOutside = (alert: Alert): Alert => (alert.private ? veiled(alert) : alert);

/** What a webhook says; nothing of issues' content. */
export function payloadOf(given: Alert): string {
  const alert = seenFromOutside(given);
  const { id, kind, projectId, projectName, repositoryId, repository, count, raisedAt } = alert;
  return JSON.stringify({
    type: kind, timestamp: raisedAt.toISOString(),
    data: { alertId: String(id), project: { id: String(projectId), name: projectName }, repository: repositoryId === null ? null : { id: String(repositoryId), fullName: repository }, count, message: alertText(kind, alert) },
  });
}
