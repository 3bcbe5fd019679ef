import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { feedData } from './feed.ts';
import type { Feed, FeedEvent } from './feed.ts';
import type { Asker } from './trpc/services.ts';

export type EventsParts = {
  feed: Feed;
  viewerOf: (request: FastifyRequest) => Asker | null | Promise<Asker | null>;
  /** Whether this viewer may follow that project (I12). Asked again with every heartbeat: rights end, sessions too. */
  mayFollow: (viewer: Asker, projectId: string, request: FastifyRequest) => Promise<boolean>;
  /** Repositories whose actions this viewer must not learn of. Asked again with every heartbeat. */
  hidden: (viewer: Asker, projectId: string) => Promise<readonly number[]>;
  heartbeatMs?: number;
};

/** Proxies commonly cut a connection that is silent for 30 to 60 s. */
const HEARTBEAT_MS = 15_000;
/** How long the browser waits before it connects again. */
const RETRY_MS = 2_000;
/** Unsent bytes at which a slow reader is cut off: it comes back and resumes by Last-Event-ID. */
const MAX_UNSENT = 1024 * 1024;
/** Streams of one person in this process: far more than windows, and far less than what would burden everybody else. */
const MAX_STREAMS = 100;

const eventId = z.string().max(200).optional();
const query = z.object({ project: z.string().min(1).max(40), after: eventId });

function encode(event: FeedEvent): string {
  const data = feedData[event.type].parse(event.data);
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Writes unless the reader is gone or too slow; never buffers more than MAX_UNSENT. */
function send(raw: ServerResponse, text: string): void {
  if (raw.writableEnded || raw.destroyed) return;
  raw.write(text);
  if (raw.writableLength > MAX_UNSENT) raw.destroy();
}

/**
 * `GET /api/events?project=<id>`: Server-Sent Events of a project to its members (WHATWG HTML,
 * section 9.2). Resumes after the `Last-Event-ID` header or, for a page that reopens by itself,
 * after `&after=`. Streams end when Fastify closes.
 */
export function registerEvents(fastify: FastifyInstance, parts: EventsParts): void {
  /** Each with whose it is. */
  const open = new Map<ServerResponse, string>();
  let closing = false;
  // Not onClose: that runs only after the server has waited for its connections.
  fastify.addHook('preClose', async () => {
    closing = true;
    for (const raw of open.keys()) raw.end();
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

type StreamParts = EventsParts & {
  open: Map<ServerResponse, string>;
  closing: () => boolean;
  viewer: Asker;
  projectId: string;
  after: string | null;
};

async function stream(request: FastifyRequest, reply: FastifyReply, parts: StreamParts): Promise<void> {
  let hidden = new Set(await parts.hidden(parts.viewer, parts.projectId));
  // Events that come before the headers are sent wait here.
  const early: FeedEvent[] = [];
  let forward = (event: FeedEvent): void => void early.push(event);
  const unsubscribe = await parts.feed.subscribe(parts.projectId, parts.after, (event) => forward(event));

  // Nothing is awaited from here until the stream is counted: of many that come at once, none slips through.
  if ([...parts.open.values()].filter((id) => id === parts.viewer.id).length >= MAX_STREAMS) {
    unsubscribe();
    return void reply.code(429).header('retry-after', '60').send({ title: 'Close some of the windows that follow a project', status: 429 });
  }
  reply.hijack();
  const { raw } = reply;
  // The reader may have left, or the service begun to close, while the feed was being asked.
  if (raw.destroyed || parts.closing()) {
    unsubscribe();
    raw.destroy();
    return;
  }
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would otherwise hold events back.
    'x-accel-buffering': 'no',
  });
  parts.open.set(raw, parts.viewer.id);
  const beat = async (): Promise<void> => {
    if (!(await parts.mayFollow(parts.viewer, parts.projectId, request))) return void raw.end();
    const now = new Set(await parts.hidden(parts.viewer, parts.projectId));
    const same = now.size === hidden.size && [...now].every((id) => hidden.has(id));
    hidden = now;
    if (!same) forward({ id: 'rights-changed', type: 'reset', data: {} });
    else send(raw, ': still here\n\n');
  };
  const heartbeat = setInterval(() => {
    // Who may follow is not known: nothing more is told.
    beat().catch((err: unknown) => {
      request.log.error({ err }, 'live reader could not be checked');
      raw.end();
    });
  }, parts.heartbeatMs ?? HEARTBEAT_MS);
  raw.on('close', () => {
    clearInterval(heartbeat);
    parts.open.delete(raw);
    unsubscribe();
  });
  raw.on('error', (error) => request.log.debug({ err: error }, 'live reader gone'));

  forward = (event) => {
    if (event.repositoryIds?.some((id) => hidden.has(id))) return;
    try {
      send(raw, encode(event));
    } catch (error) {
      request.log.error({ err: error, type: event.type, event: event.id }, 'live event could not be encoded');
      raw.end();
    }
  };
  send(raw, `retry: ${RETRY_MS}\n\n`);
  for (const event of early) forward(event);
}
