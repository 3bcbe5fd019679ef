import type { Permissions } from '../model.ts';
import { BASE62, BASE64URL, randomText, type RandomStreams } from '../state/random.ts';

const HOUR = 3_600_000;
/** Lifetimes, milliseconds: what GitHub documents for Apps with expiring user tokens. */
export const LIFETIME = { installation: HOUR, user: 8 * HOUR, refresh: 15_897_600_000, code: 600_000 } as const;

export interface InstallationToken {
  token: string;
  installationId: number;
  repositoryIds: 'all' | Set<number>;
  permissions: Permissions;
  expiresAt: number;
}

/** An access token and the refresh token given with it; using the latter kills both. */
export interface UserGrant {
  accountId: number;
  accessToken: string;
  refreshToken: string;
  accessExpiresAt: number;
  refreshExpiresAt: number;
}

export interface AuthorizationCode {
  code: string;
  accountId: number;
  redirectUri: string | null;
  /** PKCE S256 challenge, where the authorize request carried one. */
  challenge: string | null;
  expiresAt: number;
}

export interface TokenStore {
  issueInstallation(installationId: number, repositoryIds: 'all' | Set<number>, permissions: Permissions): InstallationToken;
  issueUser(accountId: number): UserGrant;
  issueCode(accountId: number, redirectUri: string | null, challenge: string | null): AuthorizationCode;
  /** The live token, or null where unknown or expired. */
  installation(token: string): InstallationToken | null;
  user(accessToken: string): UserGrant | null;
  /** Takes a code: it works once, even when what follows fails. */
  takeCode(code: string): AuthorizationCode | null;
  /** Trades a refresh token for new tokens; null where unknown, used or expired. */
  refresh(refreshToken: string): UserGrant | null;
  dropInstallationToken(token: string): void;
  dropInstallation(installationId: number): void;
  dropGrant(grant: UserGrant): void;
  dropUser(accountId: number): void;
}

export interface TokenStoreParts {
  appId: () => number;
  random: RandomStreams;
  now: () => number;
}

/** Tokens of the one App, by the stand-in's clock. */
export function createTokenStore(parts: TokenStoreParts): TokenStore {
  const { random, now } = parts;
  const installations = new Map<string, InstallationToken>();
  const byAccess = new Map<string, UserGrant>();
  const byRefresh = new Map<string, UserGrant>();
  const codes = new Map<string, AuthorizationCode>();

  const dropGrant = (grant: UserGrant): void => {
    byAccess.delete(grant.accessToken);
    byRefresh.delete(grant.refreshToken);
  };
  const issueUser = (accountId: number): UserGrant => {
    const grant: UserGrant = {
      accountId,
      accessToken: `ghu_${randomText(random('user-token'), 36, BASE62)}`,
      refreshToken: `ghr_${randomText(random('user-token'), 76, BASE62)}`,
      accessExpiresAt: now() + LIFETIME.user,
      refreshExpiresAt: now() + LIFETIME.refresh,
    };
    byAccess.set(grant.accessToken, grant);
    byRefresh.set(grant.refreshToken, grant);
    return grant;
  };

  return {
    issueInstallation(installationId, repositoryIds, permissions) {
      const token = installationTokenText(parts.appId(), random);
      const issued = { token, installationId, repositoryIds, permissions, expiresAt: now() + LIFETIME.installation };
      installations.set(token, issued);
      return issued;
    },
    issueUser,
    issueCode(accountId, redirectUri, challenge) {
      const code = { code: randomText(random('code'), 20, '0123456789abcdef'), accountId, redirectUri, challenge, expiresAt: now() + LIFETIME.code };
      codes.set(code.code, code);
      return code;
    },
    installation(token) {
      const found = installations.get(token);
      return found !== undefined && found.expiresAt > now() ? found : null;
    },
    user(accessToken) {
      const found = byAccess.get(accessToken);
      return found !== undefined && found.accessExpiresAt > now() ? found : null;
    },
    takeCode(code) {
      const found = codes.get(code);
      codes.delete(code);
      return found !== undefined && found.expiresAt > now() ? found : null;
    },
    refresh(refreshToken) {
      const found = byRefresh.get(refreshToken);
      if (found === undefined || found.refreshExpiresAt <= now()) return null;
      dropGrant(found);
      return issueUser(found.accountId);
    },
    dropInstallationToken: (token) => void installations.delete(token),
    dropInstallation(installationId) {
      for (const [token, issued] of installations) if (issued.installationId === installationId) installations.delete(token);
    },
    dropGrant,
    dropUser(accountId) {
      for (const grant of byAccess.values()) if (grant.accountId === accountId) dropGrant(grant);
    },
  };
}

/** GitHub's present form: `ghs_<app>_<JWT-like>`, about 520 characters. */
function installationTokenText(appId: number, random: RandomStreams): string {
  const part = (length: number) => randomText(random('installation-token'), length, BASE64URL);
  return `ghs_${appId}_eyJ${part(33)}.eyJ${part(121)}.${part(342)}`;
}
