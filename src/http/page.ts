import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

export type PageParts = {
  /** The built page: `web/dist`. */
  root: string;
  /** Hosts that a form of the page may post to beside our own (GitHub, for the App manifest). */
  formActions?: string[];
};

/** Hashed by the build, so that a name never changes its content. */
const HASHED = /[/\\]assets[/\\][^/\\]+$/;
const YEAR_S = 31_536_000;

/** Strict security headers on every answer of `fastify`, also those of hooks that are added later. */
export async function registerHeaders(fastify: FastifyInstance, formActions: string[] = []): Promise<void> {
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'", ...formActions],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        // The page builds its nodes itself and never parses HTML from text.
        requireTrustedTypesFor: ["'script'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
  });
}

/**
 * Serves the built page with strict security headers for every route of `fastify`: files as they
 * are, and `index.html` for any other HTML request outside `/api`, so that each of the page's
 * addresses can be opened and reloaded.
 * @throws when the page has not been built
 */
export async function registerPage(fastify: FastifyInstance, parts: PageParts): Promise<void> {
  if (!existsSync(join(parts.root, 'index.html'))) {
    throw new Error(`The page is not built: ${parts.root} holds no index.html. Run npm run build:page.`);
  }
  if (!fastify.hasReplyDecorator('helmet')) await registerHeaders(fastify, parts.formActions);
  await fastify.register(fastifyStatic, {
    root: parts.root,
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    globIgnore: ['**/*.br', '**/*.gz', '**/.*'],
    setHeaders: (reply, path) => {
      void reply.header('cache-control', HASHED.test(path) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });
  fastify.get('/*', (request, reply) => {
    const wantsPage = (request.headers.accept ?? '').includes('text/html');
    if (!wantsPage || request.url.startsWith('/api/')) {
      reply.callNotFound();
      return reply;
    }
    return reply.sendFile('index.html');
  });
}
