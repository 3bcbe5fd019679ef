import { createHmac } from 'node:crypto';
import type { App } from '../model.ts';
import type { Delivery } from './delivery.ts';

/** GitHub's request headers of a delivery, with both signatures over the exact payload. */
export function deliveryHeaders(app: App, delivery: Delivery): Record<string, string> {
  const hmac = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(delivery.payload).digest('hex');
  return {
    'User-Agent': 'GitHub-Hookshot/5a1c7f3',
    Accept: '*/*',
    'Content-Type': 'application/json',
    'X-GitHub-Delivery': delivery.guid,
    'X-GitHub-Event': delivery.event,
    'X-GitHub-Hook-ID': String(app.hookId),
    'X-GitHub-Hook-Installation-Target-ID': String(app.id),
    'X-GitHub-Hook-Installation-Target-Type': 'integration',
    'X-Hub-Signature': `sha1=${hmac('sha1')}`,
    'X-Hub-Signature-256': `sha256=${hmac('sha256')}`,
  };
}
