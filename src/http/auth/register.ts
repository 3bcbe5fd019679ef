/** Signing in and out. Cookies must be readable on `fastify` already. */
import type { FastifyInstance } from 'fastify';
import { registerAuthorize } from './authorize.ts';
import { registerCallback } from './callback.ts';
import { registerLogout } from './logout.ts';
import { registerNoticeStyle } from './notice.ts';
import type { AuthParts } from './parts.ts';
import { registerSignInPage } from './sign-in-page.ts';

export async function registerAuth(fastify: FastifyInstance, parts: AuthParts): Promise<void> {
  registerNoticeStyle(fastify);
  await fastify.register(async (scope) => {
    // Sign-out comes from a form or from the page; its body says nothing.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) => done(null, null));
    registerSignInPage(scope);
    registerAuthorize(scope, parts);
    registerCallback(scope, parts);
    registerLogout(scope, parts);
  });
}
