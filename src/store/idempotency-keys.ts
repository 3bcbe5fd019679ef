/** Idempotency keys of the REST API; each is good for a day. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

const HOURS = 24;

export interface KeyedRequest {
  caller: string;
  key: string;
  hash: Buffer;
}

export type Claim = { outcome: 'new' } | { outcome: 'made'; id: string } | { outcome: 'under way' | 'other request' };

/** Notes that a request begins, or tells what became of the same one before. */
export async function claimKey(db: Queryable, { caller, key, hash }: KeyedRequest): Promise<Claim> {
  await run(db, `DELETE FROM idempotency_keys WHERE at < now() - interval '${HOURS} hours'`);
  const claimed = await row(db, 'INSERT INTO idempotency_keys (caller, key, request_hash) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1', [caller, key, hash]);
  if (claimed) return { outcome: 'new' };
  const known = await row<{ same: boolean; made: string | null }>(db, 'SELECT request_hash = ? AS same, made FROM idempotency_keys WHERE caller = ? AND key = ?', [hash, caller, key]);
  if (known && !known.same) return { outcome: 'other request' };
  return known?.made == null ? { outcome: 'under way' } : { outcome: 'made', id: known.made };
}

export async function keepMade(db: Queryable, { caller, key }: KeyedRequest, id: string): Promise<void> {
  await run(db, 'UPDATE idempotency_keys SET made = ? WHERE caller = ? AND key = ?', [id, caller, key]);
}

/** It came to nothing: the same request may be sent again. */
export async function releaseKey(db: Queryable, { caller, key }: KeyedRequest): Promise<void> {
  await run(db, 'DELETE FROM idempotency_keys WHERE caller = ? AND key = ? AND made IS NULL', [caller, key]);
}
