import { createHmac, randomUUID } from 'node:crypto';

export interface SignedOptions {
  event: string;
  secret: string;
  guid?: string;
  headers?: Record<string, string | undefined>;
}

/** Posts a delivery as GitHub does; a header set to undefined is left out. */
export async function postDelivery(address: string, body: string | Uint8Array<ArrayBuffer>, { event, secret, guid = randomUUID(), headers = {} }: SignedOptions): Promise<{ status: number; body: string; guid: string }> {
  const all: Record<string, string | undefined> = {
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': guid,
    'x-hub-signature-256': sign(body, secret),
    ...headers,
  };
  const given = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const response = await fetch(`${address}/api/webhooks/github`, { method: 'POST', headers: given, body });
  return { status: response.status, body: await response.text(), guid };
}

export function sign(body: string | Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
