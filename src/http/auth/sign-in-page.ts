/** `GET /sign-in`: the door for people without a session. */
import type { FastifyInstance } from 'fastify';
import { sendNotice } from './notice.ts';
import { authorizePath } from './parts.ts';
import { safeReturnPath } from './return-path.ts';

export function registerSignInPage(fastify: FastifyInstance): void {
  fastify.get<{ Querystring: { return_to?: unknown } }>('/sign-in', async (request, reply) =>
    sendNotice(reply, 200, {
      title: 'Sign in to Lockstep',
      text: ['Lockstep keeps your team’s action items and its GitHub issues in step. You sign in with your GitHub account; there is no password to make up.'],
      action: { label: 'Sign in with GitHub', href: authorizePath(safeReturnPath(request.query.return_to)) },
    }));
}

export const signInPath = (returnTo: string): string => `/sign-in?${new URLSearchParams({ return_to: returnTo }).toString()}`;
