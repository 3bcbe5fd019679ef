/**
 * The App's user OAuth, by plain requests: the ecosystem's oauth-methods cannot send a PKCE verifier.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
import { z } from 'zod';
import type { GitHubCredentials } from '../config.ts';
import type { Budget } from './budget.ts';
import { GitHubError, toGitHubError } from './errors.ts';

export interface OAuthApp {
  credentials: Pick<GitHubCredentials, 'clientId' | 'clientSecret'>;
  /** https://github.com or an Enterprise Server, without a trailing slash. */
  webUrl: string;
  apiUrl: string;
}

/** Tokens as GitHub gives them; seconds from the answer, null where they do not expire. */
export interface UserTokens {
  accessToken: string;
  accessSeconds: number | null;
  refreshToken: string | null;
  refreshSeconds: number | null;
}

/** GitHub did not take a code or a refresh token. `reason` is its own word, such as bad_verification_code. */
export class OAuthRefusal extends Error {
  override name = 'OAuthRefusal';
  readonly reason: string;

  constructor(reason: string) {
    super(`GitHub refused: ${reason}`);
    this.reason = reason;
  }
}

const CALL_TIMEOUT_MS = 10_000;

const granted = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().nullish(),
  refresh_token: z.string().nullish(),
  refresh_token_expires_in: z.number().nullish(),
});

const refused = z.object({ error: z.string().max(100) });

/** Where a person is sent to say yes. */
export function authorizeUrl({ credentials, webUrl }: OAuthApp, ask: { redirectUri: string; state: string; challenge: string }): string {
  const url = new URL(`${webUrl}/login/oauth/authorize`);
  url.search = new URLSearchParams({
    client_id: credentials.clientId,
    redirect_uri: ask.redirectUri,
    state: ask.state,
    code_challenge: ask.challenge,
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/** @throws OAuthRefusal, or GitHubError that may be retried with a new code */
export async function exchangeCode(app: OAuthApp, budget: Budget, { code, verifier, redirectUri }: { code: string; verifier: string; redirectUri: string }): Promise<UserTokens> {
  return askForTokens(app, budget, { code, code_verifier: verifier, redirect_uri: redirectUri });
}

/**
 * Trades a refresh token for a new pair; both old tokens die with it.
 * @throws OAuthRefusal where it is used up, revoked or expired; GitHubError where nobody knows
 */
export async function refreshTokens(app: OAuthApp, budget: Budget, refreshToken: string): Promise<UserTokens> {
  return askForTokens(app, budget, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

async function askForTokens(app: OAuthApp, budget: Budget, parameters: Record<string, string>): Promise<UserTokens> {
  const { clientId, clientSecret } = app.credentials;
  const body = await budget.run('write', () => send(`${app.webUrl}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, ...parameters }),
  }));
  const parsed = granted.safeParse(body);
  if (!parsed.success) {
    const answer = refused.safeParse(body);
    if (answer.success) throw new OAuthRefusal(answer.data.error);
    throw new GitHubError('unavailable', 200, 'GitHub answered the sign-in with something unreadable.');
  }
  const { access_token, expires_in, refresh_token, refresh_token_expires_in } = parsed.data;
  return {
    accessToken: access_token,
    accessSeconds: expires_in ?? null,
    refreshToken: refresh_token ?? null,
    refreshSeconds: refresh_token_expires_in ?? null,
  };
}

/**
 * Withdraws everything a person gave the App, by one of their access tokens.
 * @returns false where GitHub did not know the token any more
 */
export async function revokeGrant(app: OAuthApp, budget: Budget, accessToken: string): Promise<boolean> {
  const { clientId, clientSecret } = app.credentials;
  try {
    await budget.run('write', () => send(`${app.apiUrl}/applications/${encodeURIComponent(clientId)}/grant`, {
      method: 'DELETE',
      headers: {
        accept: 'application/vnd.github+json',
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      },
      body: JSON.stringify({ access_token: accessToken }),
    }));
    return true;
  } catch (error) {
    if (error instanceof GitHubError && (error.status === 404 || error.status === 422)) return false;
    throw error;
  }
}

/** @returns the JSON of the answer, null where it has none */
async function send(url: string, init: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
    if (!response.ok) {
      const headers = Object.fromEntries(response.headers);
      await response.body?.cancel();
      throw Object.assign(new Error(`status ${response.status}`), { status: response.status, response: { headers } });
    }
    return response.status === 204 ? null : await response.json();
  } catch (error) {
    throw toGitHubError(error);
  }
}
