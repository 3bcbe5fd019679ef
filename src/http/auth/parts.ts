/** What signing in needs. */
import type { BudgetStore } from '../../core/budget.ts';
import type { OAuthApp } from '../../github/oauth.ts';
import type { Db } from '../../store/db.ts';
import type { Vault } from '../../store/vault.ts';
import type { Cookies } from './cookies.ts';

export interface AuthParts {
  db: Db;
  vault: Vault;
  oauth: OAuthApp;
  budgets: BudgetStore;
  cookies: Cookies;
  /** Where people reach this service; known for sure once it listens. */
  publicUrl: () => string;
}

/** GitHub compares it with the App's callback addresses, to the letter. */
export const callbackUrl = ({ publicUrl }: Pick<AuthParts, 'publicUrl'>): string => `${publicUrl()}/api/auth/github/callback`;

export const authorizePath = (returnTo: string): string => `/api/auth/github/authorize?${new URLSearchParams({ return_to: returnTo }).toString()}`;
