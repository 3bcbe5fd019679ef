/** `GET /api/auth/github/authorize?return_to=/path`: sends a person to GitHub, with state and PKCE. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authorizeUrl } from '../../github/oauth.ts';
import { beginSignIn } from '../../store/sign-ins.ts';
import { authorizePath, callbackUrl, type AuthParts } from './parts.ts';
import { safeReturnPath } from './return-path.ts';
import { challengeOf, hashOf, newSecret, sealPath, verifierOf } from './secrets.ts';

/** As long as the sign-in itself is good for. */
const BROWSER_SECONDS = 600;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function registerAuthorize(fastify: FastifyInstance, parts: AuthParts): void {
  const { db, cookies, oauth } = parts;
  fastify.get<{ Querystring: { return_to?: unknown } }>('/api/auth/github/authorize', async (request, reply) => {
    const returnTo = safeReturnPath(request.query.return_to);
    const here = new URL(parts.publicUrl());
    // GitHub sends people back to the one address; cookies of 127.0.0.1 are not those of localhost.
    if (isOtherLoopback(request, here)) return reply.redirect(here.origin + authorizePath(returnTo), 302);
    // One value a browser, so that two tabs may sign in at once; the state differs for each.
    const browser = cookies.read(request, 'sign_in') ?? newSecret();
    const state = newSecret();
    await beginSignIn(db, hashOf(state), { browserHash: hashOf(browser), returnTo: sealPath(state, returnTo) });
    cookies.set(reply, 'sign_in', browser, BROWSER_SECONDS);
    const url = authorizeUrl(oauth, { redirectUri: callbackUrl(parts), state, challenge: challengeOf(verifierOf(browser, state)) });
    return reply.header('cache-control', 'no-store').redirect(url, 302);
  });
}

function isOtherLoopback(request: FastifyRequest, here: URL): boolean {
  return LOOPBACK.has(here.hostname) && LOOPBACK.has(request.hostname) && request.hostname !== here.hostname;
}
