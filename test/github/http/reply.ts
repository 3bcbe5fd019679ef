import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer, complete but for what a fault may still do to it. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** Empty for none. Bytes, because pages are large and are hashed, measured and sent. */
  body: Buffer;
}

export const NO_BODY: Buffer = Buffer.alloc(0);

export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  if (body === undefined) return { status, headers, body: NO_BODY };
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

export function htmlReply(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(body) };
}

export function redirectReply(location: string): Reply {
  return { status: 302, headers: { location }, body: NO_BODY };
}

/** GitHub's weak ETag of a body. */
export function etagOf(body: Buffer): string {
  return `W/"${hash('sha1', body)}"`;
}

/** Whether `If-None-Match` names the tag. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => each.trim().replace(/^W\//u, '') === etag.replace(/^W\//u, ''));
}

export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply, now: number): void {
  const bodiless = reply.status === 204 || reply.status === 304;
  response.writeHead(reply.status, {
    ...reply.headers,
    date: new Date(now).toUTCString(),
    ...(bodiless ? {} : { 'content-length': String(reply.body.length) }),
  });
  response.end(bodiless || request.method === 'HEAD' ? undefined : reply.body);
}

/** The head of the answer and half its body, then a broken connection. */
export function sendTruncated(request: IncomingMessage, response: ServerResponse, reply: Reply, now: number): void {
  response.writeHead(reply.status, { ...reply.headers, date: new Date(now).toUTCString(), 'content-length': String(reply.body.length) });
  response.write(reply.body.subarray(0, Math.floor(reply.body.length / 2)), () => request.socket.destroy());
}
