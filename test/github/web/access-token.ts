import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AuthorizationCode, UserGrant } from '../auth/tokens.ts';
import { jsonReply, type Reply } from '../http/reply.ts';
import type { Incoming } from '../http/rest-door.ts';
import type { World } from '../world.ts';

const parameters = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  code: z.string().optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
  grant_type: z.string().optional(),
  refresh_token: z.string().optional(),
});

type Parameters = z.infer<typeof parameters>;
type Answer = Record<string, string | number>;

function failure(error: string, description: string): Answer {
  return { error, error_description: description, error_uri: 'https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors' };
}

const BAD_CODE = failure('bad_verification_code', 'The code passed is incorrect or expired.');
const BAD_REFRESH = failure('bad_refresh_token', 'The refresh token passed is incorrect or expired.');
const BAD_CLIENT = failure('incorrect_client_credentials', 'The client_id and/or client_secret passed are incorrect.');
const BAD_REDIRECT = failure('redirect_uri_mismatch', 'The redirect_uri MUST match the registered callback URL for this application.');

/** Parameters of a form, a JSON body or the query, whichever the client sent. */
function read(incoming: Incoming): Parameters {
  const text = incoming.body.toString('utf8');
  const json = incoming.message.headers['content-type']?.includes('json') === true;
  let body: unknown;
  try {
    body = json ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  } catch {
    body = {};
  }
  const parsed = parameters.safeParse({ ...Object.fromEntries(incoming.query), ...(typeof body === 'object' ? body : {}) });
  return parsed.success ? parsed.data : {};
}

function provesPkce(code: AuthorizationCode, verifier: string | undefined): boolean {
  if (code.challenge === null) return true;
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === code.challenge;
}

function granted(world: World, grant: UserGrant): Answer {
  const now = world.state.now();
  return {
    access_token: grant.accessToken,
    expires_in: Math.ceil((grant.accessExpiresAt - now) / 1000),
    refresh_token: grant.refreshToken,
    refresh_token_expires_in: Math.ceil((grant.refreshExpiresAt - now) / 1000),
    token_type: 'bearer',
    scope: '',
  };
}

function exchange(world: World, given: Parameters): Answer {
  const { state } = world;
  if (given.client_id !== state.app.clientId || given.client_secret !== state.app.clientSecret) return BAD_CLIENT;
  if (given.grant_type === 'refresh_token') {
    const grant = state.tokens.refresh(given.refresh_token ?? '');
    return grant === null ? BAD_REFRESH : granted(world, grant);
  }
  const code = state.tokens.takeCode(given.code ?? '');
  if (code === null || !provesPkce(code, given.code_verifier)) return BAD_CODE;
  if (given.redirect_uri !== undefined && !state.app.callbackUrls.includes(given.redirect_uri)) return BAD_REDIRECT;
  if (code.redirectUri !== null && given.redirect_uri !== undefined && given.redirect_uri !== code.redirectUri) return BAD_REDIRECT;
  return granted(world, state.tokens.issueUser(code.accountId));
}

/**
 * `POST /login/oauth/access_token`: code or refresh token for new tokens. GitHub answers 200 also
 * for errors, as JSON where the client accepts it, otherwise as a form.
 */
export function accessToken(world: World, incoming: Incoming): Reply {
  const answer = exchange(world, read(incoming));
  if (incoming.message.headers.accept?.includes('json') === true) return jsonReply(200, answer);
  const form = new URLSearchParams(Object.entries(answer).map(([name, value]): [string, string] => [name, String(value)]));
  return { status: 200, headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body: Buffer.from(form.toString()) };
}
