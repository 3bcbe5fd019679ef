import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { person } from '../state/actor.ts';
import { accountOf } from '../state/find.ts';
import { GitHubProblem, notFound } from '../state/problem.ts';
import { renderAccount } from '../render/account.ts';
import { toIso } from '../state/clock.ts';
import { LIFETIME, type UserGrant } from '../auth/tokens.ts';
import { revokeAuthorization } from '../writes/installations.ts';
import { NO_CONTENT, ok, type ApiAnswer, type ApiRequest, type Route } from './api.ts';
import { input } from './input.ts';

const body = z.object({ access_token: z.string() });

/** HTTP Basic with the client id and secret, for the client id in the path. */
function requireClient(request: ApiRequest): void {
  const { app } = request.world.state;
  const given = Buffer.from(/^basic +(\S+)$/iu.exec(request.headers.authorization ?? '')?.[1] ?? '', 'base64');
  const expected = Buffer.from(`${app.clientId}:${app.clientSecret}`);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new GitHubProblem(401, 'Requires authentication');
  if (request.params['client_id'] !== app.clientId) throw notFound();
}

function grantOf(request: ApiRequest): UserGrant {
  requireClient(request);
  const grant = request.world.state.tokens.user(input(body, request.body).access_token);
  if (grant === null) throw notFound();
  return grant;
}

function check(request: ApiRequest): ApiAnswer {
  const grant = grantOf(request);
  const { state, render } = request.world;
  return ok({
    id: grant.accountId,
    url: `${render.urls.api}/authorizations/${grant.accountId}`,
    scopes: [],
    token: grant.accessToken,
    token_last_eight: grant.accessToken.slice(-8),
    hashed_token: createHash('sha256').update(grant.accessToken).digest('hex'),
    app: { client_id: state.app.clientId, name: state.app.name, url: render.urls.web },
    note: null,
    note_url: null,
    created_at: toIso(grant.accessExpiresAt - LIFETIME.user),
    updated_at: toIso(grant.accessExpiresAt - LIFETIME.user),
    expires_at: toIso(grant.accessExpiresAt),
    fingerprint: null,
    user: renderAccount(render, accountOf(state, grant.accountId)),
    installation: null,
  });
}

/** Kills one access token with its refresh token; GitHub announces nothing. */
function deleteToken(request: ApiRequest): ApiAnswer {
  request.world.state.tokens.dropGrant(grantOf(request));
  return NO_CONTENT;
}

/** Kills everything the person gave the App, as if they had revoked it. */
function deleteGrant(request: ApiRequest): ApiAnswer {
  const { state } = request.world;
  const account = accountOf(state, grantOf(request).accountId);
  revokeAuthorization(state, { ...person(account), via: 'rest', requestId: request.requestId }, account);
  return NO_CONTENT;
}

export const oauthAppRoutes: Route[] = [
  { method: 'POST', path: '/applications/:client_id/token', handle: check },
  { method: 'DELETE', path: '/applications/:client_id/token', handle: deleteToken },
  { method: 'DELETE', path: '/applications/:client_id/grant', handle: deleteGrant },
];
