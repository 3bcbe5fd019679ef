/**
 * Setup mode: no App is connected, nothing is received. One click creates the App on GitHub from a
 * manifest, and its credentials are stored sealed. Only whoever sees the terminal can begin.
 */
import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { Db } from '../../store/db.ts';
import type { Vault } from '../../store/vault.ts';
import { createCookies, type Cookies } from '../auth/cookies.ts';
import { registerNoticeStyle } from '../auth/notice.ts';
import { registerRateLimits, type Limits } from '../auth/rate-limits.ts';
import { registerSameOrigin } from '../auth/same-origin.ts';
import { registerHeaders } from '../page.ts';
import { registerRefusalLog } from '../refusal-log.ts';
import { registerBegin } from './begin.ts';
import { registerFinish } from './finish.ts';

export interface SetupParts {
  config: Config;
  db: Db;
  log: Logger;
  vault: Vault;
  /** The one-time code; printed on the terminal by whoever started this. */
  code: string;
  publicUrl: () => string;
  /** Credentials are stored, but the key they were sealed with is not given. */
  unreadable: boolean;
  limits?: Limits;
}

export type SetupRoutes = SetupParts & { cookies: Cookies };

export async function registerSetup(fastify: FastifyInstance, parts: SetupParts): Promise<void> {
  await fastify.register(cookie);
  await registerHeaders(fastify);
  registerRefusalLog(fastify, { whoOf: async () => null });
  registerSameOrigin(fastify, () => new URL(parts.publicUrl()).origin);
  await registerRateLimits(fastify, null, parts.limits);
  registerNoticeStyle(fastify);
  const routes = { ...parts, cookies: createCookies(parts.config.publicUrl.startsWith('https:')) };
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4096 }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))));
    registerBegin(scope, routes);
    registerFinish(scope, routes);
  });
}
