/** `ETag` and `If-Match` (RFC 9110, 13.1.1): an edit names the version it was made against. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from './problems.ts';

export const ifMatch = z.object({ 'if-match': z.string().optional().describe('`"<version>"`, as the ETag said. Without it the newest version is taken.') });

/** @returns the version; null where whatever it is now will do */
export function expectedVersion(request: FastifyRequest): number | null {
  const given = request.headers['if-match'];
  if (given === undefined || given === '*') return null;
  const version = /^"(\d{1,10})"$/.exec(given)?.[1];
  if (version === undefined) throw new Problem('invalid-request', `If-Match takes "<version>" with its quotation marks, not ${given.slice(0, 100)}.`);
  return Number(version);
}

export function tag(reply: FastifyReply, version: number): void {
  void reply.header('etag', `"${version}"`);
}
