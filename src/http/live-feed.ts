/** The live feed of pages: PostgreSQL's notifications, filled in and handed to whoever follows the project. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { LIVE_CHANNEL } from '../store/live.ts';
import { listen, type Listening, type ListenParts } from '../store/listen.ts';
import type { Feed, FeedEvent } from './feed.ts';
import { fillIn, type NoticeParts } from './live-notice.ts';
import { createThrottle } from './throttle.ts';

export interface LiveFeed extends Feed {
  close(): Promise<void>;
}

export interface LiveFeedParts extends NoticeParts {
  url: string;
  log: Logger;
  /** Between two tries to connect again. */
  reconnectMs?: number;
  /** How the connection is watched. */
  watch?: Pick<ListenParts, 'probeMs' | 'answerMs'>;
  /** Notices that wait to be filled in; where there are more, pages are told to read everything again instead. */
  waiting?: number;
  /** Between two notices that the sync of a repository stands otherwise. */
  healthEveryMs?: number;
}

/** Events kept for pages that reconnect; who missed more reads everything again. */
const KEPT = 2000;
const WAITING = 2000;
const RECONNECT_MS = 1000;
const HEALTH_EVERY_MS = 2000;

interface Kept {
  projectId: string;
  event: FeedEvent;
}

/** Where a feed begins: a place to go on from, like any event, and no project's. */
const beginning = (): Kept => ({ projectId: '', event: { id: `since-${randomUUID()}`, type: 'reset', data: {} } });

export async function createLiveFeed(parts: LiveFeedParts): Promise<LiveFeed> {
  const subscribers = new Map<string, Set<(event: FeedEvent) => void>>();
  let kept: Kept[] = [beginning()];
  let closed = false;
  let listening: Listening | null = null;
  let waiting: string[] = [];
  let working = false;
  let work: Promise<void> = Promise.resolve();

  const now = (): string => kept.at(-1)?.event.id ?? '';
  const hand = (projectId: string, event: FeedEvent): void => subscribers.get(projectId)?.forEach((onEvent) => onEvent(event));
  const tell = (projectId: string, event: FeedEvent): void => {
    kept.push({ projectId, event });
    if (kept.length > KEPT * 2) kept = kept.slice(-KEPT);
    hand(projectId, event);
  };
  const health = createThrottle(parts.healthEveryMs ?? HEALTH_EVERY_MS);
  // Not kept: each process tells it at a time of its own, so that it is no place from which another could go on. Who resumes is told once.
  const tellHealth = (projectId: string, repositoryId: number | null): void =>
    health.soon(`${projectId}/${repositoryId ?? ''}`, () => hand(projectId, { id: now(), type: 'health.changed', data: {}, ...(repositoryId !== null && { repositoryIds: [repositoryId] }) }));

  /** What was told meanwhile is unknown: every page reads again. */
  function forget(): void {
    kept = [beginning()];
    for (const projectId of subscribers.keys()) hand(projectId, { id: now(), type: 'reset', data: {} });
  }

  /** One after another: events keep the order of their commits. */
  async function workOff(): Promise<void> {
    working = true;
    for (let payload = waiting.shift(); payload !== undefined; payload = waiting.shift()) {
      try {
        await fillIn(parts, payload, { tell, tellHealth });
      } catch (err) {
        parts.log.error({ err }, 'live notice could not be filled in');
        forget();
      }
    }
    working = false;
  }

  const connect = async (): Promise<void> => {
    const next = await listen({
      url: parts.url, channel: LIVE_CHANNEL, name: 'lockstep-live', ...parts.watch,
      onError: (err) => parts.log.warn({ err }, 'live feed connection lost'),
      onNotice(payload) {
        if (waiting.length < (parts.waiting ?? WAITING)) waiting.push(payload);
        else {
          waiting = [];
          forget();
        }
        if (!working) work = workOff();
      },
      onEnd: again,
    });
    if (closed) await next.close();
    else listening = next;
  };

  async function reconnect(): Promise<void> {
    if (closed) return;
    try {
      await connect();
      forget();
    } catch (err) {
      parts.log.warn({ err }, 'live feed cannot connect');
      again();
    }
  }

  function again(): void {
    if (!closed) setTimeout(() => void reconnect(), parts.reconnectMs ?? RECONNECT_MS).unref();
  }

  await connect();
  return {
    async subscribe(projectId, afterId, onEvent) {
      for (const event of replay(kept, projectId, afterId)) onEvent(event);
      if (afterId !== null) onEvent({ id: now(), type: 'health.changed', data: {} });
      const followers = subscribers.get(projectId) ?? new Set();
      subscribers.set(projectId, followers.add(onEvent));
      return () => {
        followers.delete(onEvent);
        // Another set may have taken its place since.
        if (followers.size === 0 && subscribers.get(projectId) === followers) subscribers.delete(projectId);
      };
    },
    async close() {
      closed = true;
      waiting = [];
      health.close();
      await listening?.close();
      await work;
    },
  };
}

/** What came after `afterId`; a reset where that is no longer known. */
function replay(kept: readonly Kept[], projectId: string, afterId: string | null): FeedEvent[] {
  if (afterId === null) return [];
  const last = kept.findLastIndex(({ event }) => event.id === afterId);
  if (last === -1) return [{ id: kept.at(-1)?.event.id ?? '', type: 'reset', data: {} }];
  return kept.slice(last + 1).filter((item) => item.projectId === projectId).map(({ event }) => event);
}
