import { join } from 'node:path';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { registerEvents } from '../../src/http/events.ts';
import { registerPage } from '../../src/http/page.ts';
import { registerTrpc } from '../../src/http/trpc/register.ts';
import type { FakeWorld } from './fake-services.ts';
import { PROJECT_ID } from './fake-services.ts';

export const DIST = join(import.meta.dirname, '..', '..', 'web', 'dist');

/** The built page over a world in memory, listening on loopback. */
export async function serveFake(world: FakeWorld, port = 0): Promise<{ fastify: FastifyInstance; origin: string }> {
  const fastify = Fastify();
  const { ask, viewerOf } = world.gate;
  await registerPage(fastify, { root: DIST });
  await registerTrpc(fastify, { services: world.services, viewerOf, ask });
  registerEvents(fastify, { feed: world.feed, viewerOf, mayFollow: async (_viewer, id) => id === PROJECT_ID, hidden: async () => [] });
  const origin = await fastify.listen({ host: '127.0.0.1', port });
  return { fastify, origin };
}
