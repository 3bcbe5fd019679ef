import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { stream, type EventsParts, type OpenStreams } from './event-stream.ts';

const eventId = z.string().max(200).optional();
const query = z.object({ project: z.string().min(1).max(40), after: eventId });

/**
 * `GET /api/events?project=<id>`: Server-Sent Events of a project to its members (WHATWG HTML,
 * section 9.2). Resumes after the `Last-Event-ID` header or, for a page that reopens by itself,
 * after `&after=`. Streams end when Fastify closes.
 */
export function registerEvents(fastify: FastifyInstance, parts: EventsParts): void {
  const open: OpenStreams = new Map();
  let closing = false;
  // Not onClose: that runs only after the server has waited for its connections.
  fastify.addHook('preClose', async () => {
    closing = true;
    for (const { stop } of open.values()) stop();
  });

  fastify.get('/api/events', async (request, reply) => {
    const asked = query.safeParse(request.query);
    if (!asked.success) return reply.code(400).send({ title: 'Name the project: /api/events?project=<id>', status: 400 });
    const viewer = await parts.viewerOf(request);
    if (viewer === null) return reply.code(401).send({ title: 'Sign in to follow a project', status: 401 });
    // Not a member and no such project look alike from outside.
    if (!(await parts.mayFollow(viewer, asked.data.project, request))) {
      return reply.code(404).send({ title: 'There is no such project', status: 404 });
    }
    const header = eventId.safeParse(request.headers['last-event-id']);
    const after = (header.success ? header.data : undefined) ?? asked.data.after ?? null;
    await stream(request, reply, { ...parts, open, closing: () => closing, viewer, projectId: asked.data.project, after });
    return reply;
  });
}
