import { z } from 'zod';
import { actionSummary, projectRepository } from './trpc/shapes.ts';

/** What live pages are told, each kind with its data. Encoding drops what is not named here. */
export const feedData = {
  /** An action was created or changed, on either side, or its sync state changed. */
  'action.changed': z.object({ action: actionSummary }),
  'action.removed': z.object({ id: z.string() }),
  /** A repository's sync state or the progress of its pull. */
  'sync.progress': z.object({ repository: projectRepository }),
  /** How the sync stands, or what waits for a person: read it again. Told every few seconds at most. */
  'health.changed': z.object({}),
  /** Statuses, repositories, the name, or who is in it and may see what: read the project again. */
  'project.changed': z.object({}),
  /** The feed no longer holds what came after the asked id: read everything again. */
  reset: z.object({}),
} as const;

export type FeedEventType = keyof typeof feedData;

/** `repositoryIds`: only who may read all of them learns of it; not sent. Absent or empty: every member. */
export type FeedEvent = {
  [T in FeedEventType]: { id: string; type: T; data: z.infer<(typeof feedData)[T]>; repositoryIds?: readonly number[] };
}[FeedEventType];

/**
 * Where live events come from. `subscribe` first hands over what came after `afterId` (nothing
 * when null), then everything new, in order; once it resolves no later event can be missed.
 * Ids hold no line break. It returns the function that ends the subscription.
 */
export type Feed = {
  subscribe(projectId: string, afterId: string | null, onEvent: (event: FeedEvent) => void): Promise<() => void>;
};
