/** From a notice, which holds ids alone, to the events that live pages are told. */
import { z } from 'zod';
import type { FeedEvent } from './feed.ts';
import type { ActionSummary, ProjectRepository } from './trpc/shapes.ts';

export interface NoticeParts {
  summaries: (actionIds: readonly number[]) => Promise<ActionSummary[]>;
  repositories: (projectId: number, repositoryIds: readonly number[]) => Promise<ProjectRepository[]>;
  /** The repository of each action that has an issue. */
  repositoriesOfActions: (actionIds: readonly number[]) => Promise<ReadonlyMap<number, readonly number[]>>;
}

export interface Tellers {
  tell: (projectId: string, event: FeedEvent) => void;
  /** @param repositoryId null: of none in particular */
  tellHealth: (projectId: string, repositoryId: number | null) => void;
}

const notice = z.object({ id: z.string(), projectId: z.number(), actionIds: z.array(z.number()), repositoryIds: z.array(z.number()), health: z.boolean().default(false), project: z.boolean().default(false) });

/**
 * Events are numbered by their place in the notice and told in that order, so that a page that goes on at another
 * process goes on at the same place; an id says nothing of what it is about, since a page may be told any project's as where it is.
 */
export async function fillIn(parts: NoticeParts, payload: string, { tell, tellHealth }: Tellers): Promise<void> {
  const { id, projectId, actionIds, repositoryIds, health, project } = notice.parse(JSON.parse(payload));
  const of = String(projectId);
  const found = repositoryIds.length > 0 ? await parts.repositories(projectId, repositoryIds) : [];
  const owners = actionIds.length > 0 ? await parts.repositoriesOfActions(actionIds) : new Map<number, readonly number[]>();
  const summaries = new Map((actionIds.length > 0 ? await parts.summaries(actionIds) : []).map((action) => [action.id, action]));
  if (project) tell(of, { id: `${id}-p`, type: 'project.changed', data: {} });
  const repositories = new Map(found.map((repository) => [repository.id, repository]));
  for (const [place, repositoryId] of repositoryIds.entries()) {
    const repository = repositories.get(String(repositoryId));
    if (repository) tell(of, { id: `${id}-r${place}`, type: 'sync.progress', data: { repository }, repositoryIds: [repositoryId] });
  }
  for (const [place, actionId] of actionIds.entries()) {
    const action = summaries.get(String(actionId));
    const seenBy = { id: `${id}-a${place}`, repositoryIds: owners.get(actionId) ?? [] };
    tell(of, action ? { ...seenBy, type: 'action.changed', data: { action } } : { ...seenBy, type: 'action.removed', data: { id: String(actionId) } });
  }
  // Each repository's own, so that nobody learns when something happens in one that is hidden from them.
  const touched = new Set<number | null>([...repositoryIds, ...actionIds.flatMap((actionId): readonly (number | null)[] => owners.get(actionId) ?? [null]), ...(health ? [null] : [])]);
  for (const repositoryId of touched) tellHealth(of, repositoryId);
}
