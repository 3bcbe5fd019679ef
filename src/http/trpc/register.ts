import { fastifyRequestHandler } from '@trpc/server/adapters/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pageRouter } from './router.ts';
import type { Ask } from './base.ts';
import type { Asker, PageServices } from './services.ts';

export type TrpcParts = {
  services: PageServices;
  /** Who asks; null when nobody is signed in. */
  viewerOf: (request: FastifyRequest) => Asker | null | Promise<Asker | null>;
  /** The policy; asked before each procedure. */
  ask: Ask;
};

/** A description may hold 65,536 characters of four bytes, escaped; the rest is small. */
const BODY_LIMIT = 1024 * 1024;

/** Calls of one request. The page sends as many; rate limits count requests. */
const BATCH_LIMIT = 10;

/**
 * Serves the page's API at `/api/trpc/*`. The route is a wildcard, not the adapter's own `/:path`:
 * batched calls make long paths, and Fastify answers 404 above 100 characters of a parameter.
 */
export async function registerTrpc(fastify: FastifyInstance, parts: TrpcParts): Promise<void> {
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // tRPC reads the JSON itself. Nothing but JSON is taken: a form of another site cannot send it.
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));

    scope.route<{ Params: { '*': string } }>({
      method: ['GET', 'POST'],
      url: '/api/trpc/*',
      // tRPC's answer to HEAD is none that Fastify can send.
      exposeHeadRoute: false,
      bodyLimit: BODY_LIMIT,
      handler: async (request, reply) => {
        void reply.header('cache-control', 'no-store');
        await fastifyRequestHandler({
          router: pageRouter,
          maxBatchSize: BATCH_LIMIT,
          path: request.params['*'],
          req: request,
          res: reply,
          createContext: async () => ({ services: parts.services, viewer: await parts.viewerOf(request), ask: parts.ask }),
          onError: ({ error, path, req }) => {
            if (error.code === 'INTERNAL_SERVER_ERROR') req.log.error({ err: error, procedure: path }, 'page call failed');
          },
        });
        return reply;
      },
    });
  });
}
