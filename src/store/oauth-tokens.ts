/**
 * People's tokens for GitHub, sealed. Times are the database's. `generation` counts the pairs: who
 * writes names the pair it read, so that no writer undoes what another one wrote later.
 */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault.ts';

/** As GitHub answers; lifetimes in seconds from now, null where tokens do not expire. */
export interface TokenPair {
  accessToken: string;
  accessSeconds: number | null;
  refreshToken: string | null;
  refreshSeconds: number | null;
}

export interface StoredTokens {
  accessToken: string;
  refreshToken: string | null;
  generation: number;
  /** false from a minute before the access token ends. */
  fresh: boolean;
}

/** An access token this close to its end is not used for a new call. */
const MARGIN = "interval '60 seconds'";

/** How long whoever refreshes is believed to be alive; longer than the call may take. */
const LEASE = "interval '30 seconds'";

const TABLE = 'oauth_tokens';

function seal(vault: Vault, userId: number, { accessToken, refreshToken }: TokenPair): [string, string | null] {
  return [
    vault.seal(accessToken, { table: TABLE, row: userId, column: 'access_sealed' }),
    refreshToken === null ? null : vault.seal(refreshToken, { table: TABLE, row: userId, column: 'refresh_sealed' }),
  ];
}

/** Stores the pair of a new sign-in, over whatever was there. */
export async function storeTokens(db: Queryable, vault: Vault, userId: number, pair: TokenPair): Promise<void> {
  await run(
    db,
    `INSERT INTO oauth_tokens (user_id, access_sealed, refresh_sealed, access_expires_at, refresh_expires_at)
     VALUES (?, ?, ?, now() + ? * interval '1 second', now() + ? * interval '1 second')
     ON CONFLICT (user_id) DO UPDATE SET access_sealed = excluded.access_sealed, refresh_sealed = excluded.refresh_sealed,
       access_expires_at = excluded.access_expires_at, refresh_expires_at = excluded.refresh_expires_at,
       generation = oauth_tokens.generation + 1, state = 'live', claimed_by = NULL, claimed_until = NULL, updated_at = now()`,
    [userId, ...seal(vault, userId, pair), pair.accessSeconds, pair.refreshSeconds],
  );
}

/** @returns null where there are none that are of use: the person must sign in again */
export async function readTokens(db: Queryable, vault: Vault, userId: number): Promise<StoredTokens | null> {
  const found = await row<{ access: string; refresh: string | null; generation: number; fresh: boolean }>(
    db,
    `SELECT access_sealed AS access, refresh_sealed AS refresh, generation,
            (access_expires_at IS NULL OR access_expires_at > now() + ${MARGIN}) AS fresh
       FROM oauth_tokens WHERE user_id = ? AND state = 'live'`,
    [userId],
  );
  if (!found) return null;
  try {
    return {
      accessToken: vault.open(found.access, { table: TABLE, row: userId, column: 'access_sealed' }),
      refreshToken: found.refresh === null ? null : vault.open(found.refresh, { table: TABLE, row: userId, column: 'refresh_sealed' }),
      generation: found.generation,
      fresh: found.fresh,
    };
  } catch (error) {
    // The key is lost or wrong. Nothing is deleted: the right key makes them readable again.
    if (error instanceof VaultError) return null;
    throw error;
  }
}

/** Claims the refresh of one pair. @returns false while somebody else has it, or where the pair is no longer the newest */
export async function claimRefresh(db: Queryable, userId: number, generation: number, claimant: string): Promise<boolean> {
  const claimed = await row(
    db,
    `UPDATE oauth_tokens SET claimed_by = ?, claimed_until = clock_timestamp() + ${LEASE}
      WHERE user_id = ? AND generation = ? AND state = 'live' AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) RETURNING 1`,
    [claimant, userId, generation],
  );
  return claimed !== undefined;
}

/** Ends a claim without a new pair: the next one may try. */
export async function releaseRefresh(db: Queryable, userId: number, claimant: string): Promise<void> {
  await run(db, 'UPDATE oauth_tokens SET claimed_by = NULL, claimed_until = NULL WHERE user_id = ? AND claimed_by = ?', [userId, claimant]);
}

/** Stores the pair that replaced pair number `generation`. @returns false where a newer one is there already */
export async function replaceTokens(db: Queryable, vault: Vault, userId: number, generation: number, pair: TokenPair): Promise<boolean> {
  const replaced = await row(
    db,
    `UPDATE oauth_tokens SET access_sealed = ?, refresh_sealed = ?, access_expires_at = now() + ? * interval '1 second',
            refresh_expires_at = now() + ? * interval '1 second', generation = generation + 1, state = 'live',
            claimed_by = NULL, claimed_until = NULL, updated_at = now()
      WHERE user_id = ? AND generation = ? RETURNING 1`,
    [...seal(vault, userId, pair), pair.accessSeconds, pair.refreshSeconds, userId, generation],
  );
  return replaced !== undefined;
}

/** Marks a pair as of no use. @returns false where a newer one is there already */
export async function loseTokens(db: Queryable, userId: number, generation: number): Promise<boolean> {
  const lost = await row(
    db,
    "UPDATE oauth_tokens SET state = 'lost', claimed_by = NULL, claimed_until = NULL, updated_at = now() WHERE user_id = ? AND generation = ? AND state = 'live' RETURNING 1",
    [userId, generation],
  );
  return lost !== undefined;
}

export async function deleteTokens(db: Queryable, userId: number): Promise<boolean> {
  return (await rows(db, 'DELETE FROM oauth_tokens WHERE user_id = ? RETURNING 1', [userId])).length > 0;
}
