/** The HTTP side of the service. */
import Fastify, { LogController, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { addressOf, refuse, tell } from './refusal.ts';

export interface ServerOptions {
  log: Logger;
  /** Addresses of proxies whose X-Forwarded-* headers count; none unless given. */
  trustProxy?: string[] | false;
}

/** A Fastify that logs constant messages, gives each request an id, and tells nobody a stack trace. */
export function createServer({ log, trustProxy = false }: ServerOptions): FastifyInstance {
  const fastify = Fastify({
    loggerInstance: log as never,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    // Keep-alive connections of a proxy must not outlive the drain.
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
    // No route and no hook is found for an address that cannot be read.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply.code(400).header('x-content-type-options', 'nosniff').send({ error: 'This address cannot be read: a % in it is followed by no two hexadecimal digits.' });
    },
  }) as unknown as FastifyInstance;
  fastify.setErrorHandler(async (error: { statusCode?: number; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error, url: addressOf(request) }, 'request failed');
    await tell(request, reply, status, 'That did not work', status >= 500 ? 'Something went wrong here; the log knows more.' : error.message);
  });
  return fastify;
}

/** What people use, in a scope of its own: its hooks answer for every address that nobody else has. */
export async function servePeople(fastify: FastifyInstance, register: (scope: FastifyInstance) => Promise<void>): Promise<void> {
  await fastify.register(async (scope) => {
    scope.setNotFoundHandler((request, reply) => refuse(request, reply, 'not-found', 'There is nothing at this address.'));
    await register(scope);
  });
}

/** How often connections that fell idle during the drain are closed. */
const SWEEP_MS = 100;

/**
 * Drains: running requests are answered. A keep-alive connection that was busy when the drain began
 * falls idle only afterwards, and Node would hold it open for its keep-alive time.
 */
export async function closeServer(fastify: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => fastify.server.closeIdleConnections(), SWEEP_MS);
  try {
    await fastify.close();
  } finally {
    clearInterval(sweep);
  }
}
