/** The live feed of pages: PostgreSQL's notifications, filled in and handed to whoever follows the project. */
import type { Logger } from 'pino';
import pg from 'pg';
import { z } from 'zod';
import { LIVE_CHANNEL } from '../store/live.ts';
import type { Feed, FeedEvent } from './feed.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import type { ActionSummary, ProjectRepository } from './trpc/shapes.ts';

export interface LiveFeed extends Feed {
  close(): Promise<void>;
}

export interface LiveFeedParts {
  url: string;
  log: Logger;
  summaries: (actionIds: readonly number[]) => Promise<ActionSummary[]>;
  repositories: (projectId: number, repositoryIds: readonly number[]) => Promise<ProjectRepository[]>;
  /** The repository of each action that has an issue. */
  repositoriesOfActions: (actionIds: readonly number[]) => Promise<ReadonlyMap<number, readonly number[]>>;
  /** Between two tries to connect again. */
  reconnectMs?: number;
  /** Between two notices that the sync of a repository stands otherwise. */
  healthEveryMs?: number;
}

const notice = z.object({ id: z.string(), projectId: z.number(), actionIds: z.array(z.number()), repositoryIds: z.array(z.number()), health: z.boolean().default(false) });

/** Events kept for pages that reconnect; who missed more reads everything again. */
const KEPT = 2000;
const RECONNECT_MS = 1000;
const HEALTH_EVERY_MS = 2000;

interface Kept {
  projectId: string;
  event: FeedEvent;
}

export async function createLiveFeed(parts: LiveFeedParts): Promise<LiveFeed> {
  const subscribers = new Map<string, Set<(event: FeedEvent) => void>>();
  let kept: Kept[] = [];
  let closed = false;
  let client: pg.Client | null = null;
  let queue: Promise<void> = Promise.resolve();

  const tell = (projectId: string, event: FeedEvent): void => {
    kept.push({ projectId, event });
    if (kept.length > KEPT * 2) kept = kept.slice(-KEPT);
    for (const onEvent of subscribers.get(projectId) ?? []) onEvent(event);
  };

  const health = createThrottle(parts.healthEveryMs ?? HEALTH_EVERY_MS);

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: parts.url, application_name: 'lockstep-live', keepAlive: true });
    next.on('error', (err) => parts.log.warn({ err }, 'live feed connection lost'));
    next.on('notification', ({ payload }) => {
      // One after another: events keep the order of their commits.
      queue = queue.then(() => expand(parts, payload ?? '', tell, health.soon)).catch((err: unknown) => parts.log.error({ err }, 'live notice could not be read'));
    });
    await next.connect();
    await next.query(`LISTEN ${LIVE_CHANNEL}`);
    if (closed) return next.end();
    client = next;
    // Only of a connection that came about: one that did not is tried again by whoever tried.
    next.on('end', again);
  }

  async function reconnect(): Promise<void> {
    try {
      await connect();
      // What was told meanwhile is unknown: every page reads again.
      kept = [];
      for (const [projectId, followers] of subscribers) for (const onEvent of followers) onEvent({ id: `reset-${projectId}`, type: 'reset', data: {} });
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
      const followers = subscribers.get(projectId) ?? new Set();
      subscribers.set(projectId, followers.add(onEvent));
      return () => {
        followers.delete(onEvent);
        if (followers.size === 0) subscribers.delete(projectId);
      };
    },
    async close() {
      closed = true;
      health.close();
      await client?.end();
    },
  };
}

/** What came after `afterId`; a reset where that is no longer known. */
function replay(kept: readonly Kept[], projectId: string, afterId: string | null): FeedEvent[] {
  if (afterId === null) return [];
  const last = kept.findLastIndex(({ event }) => event.id === afterId);
  if (last === -1) return [{ id: afterId, type: 'reset', data: {} }];
  return kept.slice(last + 1).filter((item) => item.projectId === projectId).map(({ event }) => event);
}

async function expand(parts: LiveFeedParts, payload: string, tell: (projectId: string, event: FeedEvent) => void, soon: Throttle['soon']): Promise<void> {
  const { id, projectId, actionIds, repositoryIds, health } = notice.parse(JSON.parse(payload));
  const project = String(projectId);
  const repositories = repositoryIds.length > 0 ? await parts.repositories(projectId, repositoryIds) : [];
  for (const repository of repositories) tell(project, { id: `${id}r${repository.id}`, type: 'sync.progress', data: { repository }, repositoryIds: [Number(repository.id)] });
  const owners = actionIds.length > 0 ? await parts.repositoriesOfActions(actionIds) : new Map<number, readonly number[]>();
  const ownedBy = (actionId: string): { repositoryIds: readonly number[] } => ({ repositoryIds: owners.get(Number(actionId)) ?? [] });
  const summaries = actionIds.length > 0 ? await parts.summaries(actionIds) : [];
  for (const action of summaries) tell(project, { id: `${id}a${action.id}`, type: 'action.changed', data: { action }, ...ownedBy(action.id) });
  const left = new Set(summaries.map((action) => action.id));
  for (const actionId of actionIds.map(String).filter((one) => !left.has(one))) {
    tell(project, { id: `${id}a${actionId}`, type: 'action.removed', data: { id: actionId }, ...ownedBy(actionId) });
  }
  // Each repository's own, so that nobody learns when something happens in one that is hidden from them.
  const touched = new Set<number | undefined>([...repositoryIds, ...actionIds.flatMap((actionId): readonly (number | undefined)[] => owners.get(actionId) ?? [undefined]), ...(health ? [undefined] : [])]);
  for (const repositoryId of touched) {
    soon(`${project}/${repositoryId ?? ''}`, () => tell(project, { id: `${id}h${repositoryId ?? ''}`, type: 'health.changed', data: {}, ...(repositoryId !== undefined && { repositoryIds: [repositoryId] }) }));
  }
}
