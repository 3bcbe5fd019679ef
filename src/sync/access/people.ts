/** All that concerns people, composed once for a service: their tokens, their reach, and the policy. */
import type { Logger } from 'pino';
import type { Config, GitHubCredentials } from '../../config.ts';
import type { BudgetStore } from '../../core/budget.ts';
import type { OAuthApp } from '../../github/oauth.ts';
import type { Db } from '../../store/db.ts';
import { missingKeys } from '../../store/sealed-columns.ts';
import type { Vault } from '../../store/vault.ts';
import { createAccess, type Access } from './access.ts';
import { createReach, type Reach } from './reach.ts';
import { createUserTokens, type UserTokens } from './user-tokens.ts';

export interface People {
  vault: Vault;
  oauth: OAuthApp;
  budgets: BudgetStore;
  tokens: UserTokens;
  reach: Reach;
  access: Access;
}

export interface PeopleParts {
  db: Db;
  log: Logger;
  vault: Vault;
  budgets: BudgetStore;
  credentials: GitHubCredentials;
  config: Pick<Config, 'githubApiUrl' | 'githubWebUrl'>;
}

export function createPeople({ db, log, vault, budgets, credentials, config }: PeopleParts): People {
  const oauth: OAuthApp = { credentials, apiUrl: config.githubApiUrl, webUrl: config.githubWebUrl };
  const tokens = createUserTokens({ db, vault, oauth, budgets, log });
  const reach = createReach({ db, tokens, apiUrl: config.githubApiUrl, budgets, log });
  return { vault, oauth, budgets, tokens, reach, access: createAccess(db, reach) };
}

/** Says so where records were sealed with keys that are not given; their owners sign in again, or the key comes back. */
export async function reportMissingKeys(db: Db, vault: Vault, log: Logger): Promise<void> {
  for (const [keyId, records] of await missingKeys(db, vault)) {
    log.error({ keyId, records }, 're-authorization needed: records were sealed with a key that TOKEN_ENCRYPTION_KEYS does not hold; add it, or let people sign in again');
  }
}
