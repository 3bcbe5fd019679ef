/** GitHub's log of webhook deliveries, kept for three days: what was sent, and what came of it. */
import { z } from 'zod';
import type { Client } from './clients.ts';

export interface DeliveryAttempt {
  id: number;
  guid: string;
  event: string;
  action: string | null;
  /** ISO 8601, GitHub's clock. */
  deliveredAt: string;
}

const attempt = z.object({
  id: z.int(),
  guid: z.string(),
  event: z.string(),
  action: z.string().nullish(),
  delivered_at: z.string(),
});

/**
 * A page of the log, newest first.
 * @param client the App's own
 * @param kind only the attempts that failed, or all
 */
export async function readDeliveries(client: Client, kind: 'failure' | 'all', cursor: string | null): Promise<{ attempts: DeliveryAttempt[]; next: string | null }> {
  const { data, headers } = await client.request('GET /app/hook/deliveries', {
    per_page: 100,
    ...(kind === 'failure' && { status: 'failure' }),
    ...(cursor !== null && { cursor }),
  });
  const attempts = z.array(attempt).parse(data).map(({ id, guid, event, action, delivered_at: deliveredAt }) => ({ id, guid, event, action: action ?? null, deliveredAt }));
  return { attempts, next: nextCursor(headers.link) };
}

/** The log's pages are named by an opaque cursor in the Link header (RFC 8288). */
function nextCursor(link: string | undefined): string | null {
  const next = link?.split(',').find((part) => /;\s*rel="?next"?/.test(part));
  const address = next && /<([^>]+)>/.exec(next)?.[1];
  return address ? new URL(address).searchParams.get('cursor') : null;
}

/**
 * Has GitHub send a delivery again, under its GUID.
 * @throws GitHubError with code not_found or invalid where GitHub no longer keeps it
 */
export async function redeliver(client: Client, attemptId: number): Promise<void> {
  await client.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: attemptId });
}
