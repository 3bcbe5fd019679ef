/**
 * Cross-site request forgery: a request that changes something comes from this service's own page, or
 * it carries no session. The browser says where it comes from in Origin, or Sec-Fetch-Site; no page
 * can forge either. (Cookies are SameSite=Lax besides.)
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
import type { FastifyInstance } from 'fastify';
import { isRest, refuse } from '../refusal.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses with 403, whatever the route, method and content type. */
export function registerSameOrigin(fastify: FastifyInstance, origin: () => string): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (READING.has(request.method)) return;
    // A bearer token is sent by a program on purpose; where there is one, cookies do not count.
    if (request.headers.authorization !== undefined) return;
    // A program that forgot its token is told so: without cookies there is no session to abuse.
    if (isRest(request) && request.headers.cookie === undefined) return;
    const { origin: from, 'sec-fetch-site': site } = request.headers;
    if (from === undefined ? site === 'same-origin' : from === origin()) return;
    await refuse(request, reply, 'forbidden', 'This request did not come from the page of this service.');
  });
}
