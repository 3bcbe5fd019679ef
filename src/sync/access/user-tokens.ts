/**
 * A person's access token, always usable: renewed before it ends and after a 401, once for all
 * processes. A refresh kills the old pair, so whoever refreshes has claimed it by a row update with a
 * lease; no lock or transaction is held during the call (I8), and the others look again until the new
 * pair is there. A crash between GitHub's answer and our commit loses this one person's tokens: when
 * the lease is over the next refresh is refused, and they are asked to sign in again.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { BudgetStore } from '../../core/budget.ts';
import { createCallBudget } from '../../github/as-user.ts';
import { GitHubError } from '../../github/errors.ts';
import { OAuthRefusal, refreshTokens, type OAuthApp, type UserTokens as Pair } from '../../github/oauth.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { claimRefresh, loseTokens, readTokens, releaseRefresh, replaceTokens, type StoredTokens } from '../../store/oauth-tokens.ts';
import type { Vault } from '../../store/vault.ts';

/** The person's authorization is gone or unreadable: only they can mend it. */
export class SignInAgain extends Error {
  override name = 'SignInAgain';
  readonly code = 'sign_in_again';
  readonly status = 403;

  constructor() {
    super('Lockstep can no longer ask GitHub in your name: please sign in again.');
  }
}

export interface UserTokens {
  /**
   * Calls GitHub with a person's token. `call` may run twice, so it only reads.
   * @throws SignInAgain; GitHubError as the call itself
   */
  use<T>(userId: number, call: (accessToken: string) => Promise<T>): Promise<T>;
}

export interface UserTokensParts {
  db: Db;
  vault: Vault;
  oauth: OAuthApp;
  budgets: BudgetStore;
  log: Logger;
}

/** How often a waiter looks whether the new pair is there. */
const LOOK_MS = 50;

export function createUserTokens(parts: UserTokensParts): UserTokens {
  const waits = new Map<string, Promise<StoredTokens>>();
  /** Requests of this process that need the same thing wait together. */
  const usable = (userId: number, dead: number | null): Promise<StoredTokens> => {
    const key = `${userId} ${dead}`;
    const known = waits.get(key);
    if (known) return known;
    const wait = untilUsable(parts, userId, dead).finally(() => waits.delete(key));
    waits.set(key, wait);
    return wait;
  };
  return {
    async use(userId, call) {
      const first = await usable(userId, null);
      try {
        return await call(first.accessToken);
      } catch (error) {
        if (!isUnauthorized(error)) throw error;
      }
      const second = await usable(userId, first.generation);
      try {
        return await call(second.accessToken);
      } catch (error) {
        if (!isUnauthorized(error)) throw error;
        throw await lost(parts, userId, second.generation);
      }
    },
  };
}

const isUnauthorized = (error: unknown): boolean => error instanceof GitHubError && error.code === 'unauthorized';

/** @param dead the pair that GitHub just refused, though its time was not up */
async function untilUsable(parts: UserTokensParts, userId: number, dead: number | null): Promise<StoredTokens> {
  const claimant = randomUUID();
  for (;;) {
    const tokens = await readTokens(parts.db, parts.vault, userId);
    if (tokens === null) throw new SignInAgain();
    if (tokens.fresh && tokens.generation !== dead) return tokens;
    if (tokens.refreshToken === null) throw await lost(parts, userId, tokens.generation);
    if (await claimRefresh(parts.db, userId, tokens.generation, claimant)) await refresh(parts, userId, tokens.generation, tokens.refreshToken, claimant);
    else await sleep(LOOK_MS);
  }
}

async function refresh(parts: UserTokensParts, userId: number, generation: number, refreshToken: string, claimant: string): Promise<void> {
  let pair: Pair;
  try {
    pair = await refreshTokens(parts.oauth, createCallBudget(`user:${userId}`, parts.budgets), refreshToken);
  } catch (error) {
    if (error instanceof OAuthRefusal && error.reason === 'bad_refresh_token') throw await lost(parts, userId, generation);
    await releaseRefresh(parts.db, userId, claimant);
    if (!(error instanceof OAuthRefusal)) throw error;
    parts.log.error({ reason: error.reason }, 'GitHub refuses to refresh tokens: check the client id and secret');
    throw new GitHubError('unavailable', 200, 'GitHub does not accept the App’s client credentials.', error);
  }
  await replaceTokens(parts.db, parts.vault, userId, generation, pair);
}

async function lost(parts: UserTokensParts, userId: number, generation: number): Promise<SignInAgain> {
  if (await loseTokens(parts.db, userId, generation)) {
    await writeAudit(parts.db, { actor: { kind: 'system' }, event: 'authorization.lost', detail: { user: userId } });
  }
  return new SignInAgain();
}
