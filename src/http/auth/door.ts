/** Browsers without a session are shown the door wherever they ask for a page. */
import type { FastifyInstance } from 'fastify';
import type { Sessions } from './session.ts';
import { signInPath } from './sign-in-page.ts';

/** Not pages of Lockstep, though a browser may open them. */
const OPEN = /^\/(?:api\/|assets\/|sign-in|setup|healthz|readyz|metrics|notice\.css|favicon)/;

export function registerDoor(fastify: FastifyInstance, sessions: Sessions): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || OPEN.test(request.url) || !(request.headers.accept ?? '').includes('text/html')) return;
    if ((await sessions.of(request)) === null) await reply.header('cache-control', 'no-store').redirect(signInPath(request.url), 302);
  });
}
