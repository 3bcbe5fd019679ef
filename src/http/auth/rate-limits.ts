/** Rate limits by address and by person; each process counts for itself. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../refusal.ts';
import { hashOf } from './secrets.ts';
import type { Sessions } from './session.ts';

export interface Limits {
  /** Requests a minute from one address to sign-in, and to setup. */
  signIn: number;
  /** Requests a minute to the API from one address; people of an office share one. */
  apiAddress: number;
  /** Requests a minute to the API by one person, or with one token. */
  apiPerson: number;
}

export const LIMITS: Limits = { signIn: 30, apiAddress: 3000, apiPerson: 600 };

type Limit = ReturnType<FastifyInstance['createRateLimit']>;

const SIGN_IN = /^\/(?:api\/auth\/|setup)/;
/** Everything but sign-in, which has its own. The inbox, which must take what GitHub sends, is served apart. */
const API = /^\/api\/(?!auth\/)/;

export async function registerRateLimits(fastify: FastifyInstance, sessions: Sessions | null, limits: Limits = LIMITS): Promise<void> {
  await fastify.register(rateLimit, { global: false });
  const timeWindow = 60_000;
  const keyGenerator = (request: FastifyRequest): string => networkOf(request.ip);
  const signIn = fastify.createRateLimit({ max: limits.signIn, timeWindow, keyGenerator });
  const address = fastify.createRateLimit({ max: limits.apiAddress, timeWindow, keyGenerator });
  const person = fastify.createRateLimit({
    max: limits.apiPerson, timeWindow,
    keyGenerator: async (request) => {
      const { authorization } = request.headers;
      if (authorization !== undefined) return `token ${hashOf(authorization).toString('base64url')}`;
      const session = await sessions?.of(request);
      return session ? `person ${session.user.id}` : networkOf(request.ip);
    },
  });
  fastify.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request);
    if (SIGN_IN.test(path)) await check(signIn, request, reply);
    else if (API.test(path) && !(await check(address, request, reply))) await check(person, request, reply);
  });
}

/** The route that answers, as one address can be written in many ways (`/%61pi/`, `http://host/api/`); as sent where no route is meant. */
function pathOf({ routeOptions: { url }, url: sent }: FastifyRequest): string {
  return url === undefined || url === '/*' ? sent : url;
}

/** @returns whether the request was refused */
async function check(limit: Limit, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const state = await limit(request);
  if (state.isAllowed || !state.isExceeded) return false;
  void reply.header('retry-after', state.ttlInSeconds);
  await refuse(request, reply, 'too-many-requests', `Too many requests: please wait ${state.ttlInSeconds} s.`);
  return true;
}

/** Whoever has one IPv6 address has 2^64 of them: the first half counts. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const filled = tail === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after];
  return filled.slice(0, 4).join(':');
}
