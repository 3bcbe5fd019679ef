/** One reader's stream of live events: what they may be told, looked at again and again while it is open. */
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { feedData, type Feed, type FeedEvent } from './feed.ts';
import type { Asker } from './trpc/services.ts';

export type EventsParts = {
  feed: Feed;
  viewerOf: (request: FastifyRequest) => Asker | null | Promise<Asker | null>;
  /** Whether this viewer may follow that project (I12). Asked again with every heartbeat and when the project changes: rights end, sessions too. */
  mayFollow: (viewer: Asker, projectId: string, request: FastifyRequest) => Promise<boolean>;
  /** Repositories whose actions this viewer must not learn of. Asked again as above. */
  hidden: (viewer: Asker, projectId: string) => Promise<readonly number[]>;
  heartbeatMs?: number;
  /** How long a reader who has been told the end may take to read it. */
  graceMs?: number;
};

/** Proxies commonly cut a connection that is silent for 30 to 60 s. */
const HEARTBEAT_MS = 15_000;
const GRACE_MS = 2_000;
/** How long the browser waits before it connects again. */
const RETRY_MS = 2_000;
/** Unsent bytes at which a slow reader is cut off: it comes back and resumes by Last-Event-ID. */
const MAX_UNSENT = 1024 * 1024;
/** Streams of one person in this process: far more than windows, and far less than what would burden everybody else. */
const MAX_STREAMS = 100;

/** Each with whose it is, and what ends it. */
export type OpenStreams = Map<ServerResponse, { viewerId: string; stop: () => void }>;

export type StreamParts = EventsParts & {
  open: OpenStreams;
  closing: () => boolean;
  viewer: Asker;
  projectId: string;
  after: string | null;
};

export async function stream(request: FastifyRequest, reply: FastifyReply, parts: StreamParts): Promise<void> {
  const { viewer, projectId, open } = parts;
  let hidden = new Set(await parts.hidden(viewer, projectId));
  // Events wait here: until the headers are sent, and while it is looked at whom they may be told.
  let held: FeedEvent[] | null = [];
  let check: () => void = () => {};
  const unsubscribe = await parts.feed.subscribe(projectId, parts.after, (event) => {
    if (event.type === 'project.changed') {
      held ??= [];
      check();
    }
    if (held === null) write(event);
    else held.push(event);
  });

  // Nothing is awaited from here until the stream is counted: of many that come at once, none slips through.
  if ([...open.values()].filter(({ viewerId }) => viewerId === viewer.id).length >= MAX_STREAMS) {
    unsubscribe();
    return void reply.code(429).header('retry-after', '60').send({ title: 'Close some of the windows that follow a project', status: 429 });
  }
  reply.hijack();
  const { raw } = reply;
  // The reader may have left, or the service begun to close, while the feed was being asked.
  if (raw.destroyed || parts.closing()) {
    unsubscribe();
    return void raw.destroy();
  }
  begin(raw, reply);

  function write(event: FeedEvent): void {
    if (event.repositoryIds?.some((id) => hidden.has(id))) return;
    try {
      send(raw, encode(event));
    } catch (error) {
      request.log.error({ err: error, type: event.type, event: event.id }, 'live event could not be encoded');
      stop();
    }
  }
  function release(): void {
    const waiting = held ?? [];
    held = null;
    waiting.forEach(write);
  }
  /** Who does not read what they are told at the end would keep the connection, and a service that closes, for as long as they like. */
  function stop(): void {
    clearInterval(heartbeat);
    unsubscribe();
    raw.end();
    setTimeout(() => raw.destroy(), parts.graceMs ?? GRACE_MS).unref();
  }
  /** Whether they may still follow, and what they may be told. */
  async function look(): Promise<void> {
    if (!(await parts.mayFollow(viewer, projectId, request))) return stop();
    const now = new Set(await parts.hidden(viewer, projectId));
    const same = now.size === hidden.size && [...now].every((id) => hidden.has(id));
    hidden = now;
    send(raw, ': still here\n\n');
    if (!same) write({ id: 'rights-changed', type: 'reset', data: {} });
  }
  const checks = oneByOne(look, release, (err) => {
    // Who may follow is not known: nothing more is told.
    request.log.error({ err }, 'live reader could not be checked');
    stop();
  });
  check = checks.ask;
  const heartbeat = setInterval(() => !checks.busy() && check(), parts.heartbeatMs ?? HEARTBEAT_MS);
  open.set(raw, { viewerId: viewer.id, stop });
  raw.on('close', () => {
    clearInterval(heartbeat);
    open.delete(raw);
    unsubscribe();
  });
  raw.on('error', (error) => request.log.debug({ err: error }, 'live reader gone'));
  // What changed since rights were looked at may be they.
  if (held.some(({ type }) => type === 'project.changed')) check();
  else release();
}

function begin(raw: ServerResponse, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would otherwise hold events back.
    'x-accel-buffering': 'no',
  });
  send(raw, `retry: ${RETRY_MS}\n\n`);
}

/** Runs `work` once for each time it is asked for, one after the other. @param rested after the last of them */
function oneByOne(work: () => Promise<void>, rested: () => void, failed: (error: unknown) => void): { ask: () => void; busy: () => boolean } {
  let asked = 0;
  const run = async (): Promise<void> => {
    for (; asked > 0; asked -= 1) await work();
    rested();
  };
  return {
    ask() {
      asked += 1;
      if (asked === 1) run().catch(failed);
    },
    busy: () => asked > 0,
  };
}

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
