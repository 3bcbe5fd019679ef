/** Whether somebody may, at this moment, decide what is synced with the repositories of a project (I12). */
import type { Caller } from '../../core/policy.ts';
import type { IntegrationSettings } from '../../core/settings.ts';
import type { Link } from '../../store/projects.ts';
import { guardedRepositories } from '../../store/repository-access.ts';
import { noteUnreachable } from '../access/access.ts';
import type { IntegrationParts } from './parts.ts';

type Place = Pick<Link, 'installationId' | 'repositoryId' | 'owner' | 'name' | 'repositoryState' | 'installationState'>;

export interface Intent {
  projectId: number;
  /** The repositories that it concerns. */
  links: readonly Place[];
  /** Whether Lockstep will write there by it. */
  writes: boolean;
}

/** Whether these settings let Lockstep write: the issue of a deleted action is closed also where the rest is only pulled. */
export const writesUnder = ({ direction, deletedActions }: Pick<IntegrationSettings, 'direction' | 'deletedActions'>): boolean => direction !== 'pull' || deletedActions === 'close';

/**
 * Asked of GitHub now; a refusal stands in the audit log. What the App itself cannot reach is not written to, and is no hindrance.
 * @returns the sentence that says why not; null where they may
 * @throws SignInAgain, GitHubError where GitHub cannot be asked
 */
export async function unreachable({ engine: { db }, reach }: IntegrationParts, caller: Caller | null, { projectId, links, writes }: Intent): Promise<string | null> {
  // Somebody at the terminal, or with the operator's token, acts with the App's own reach.
  if (caller === null || caller.kind === 'operator') return null;
  if (caller.kind === 'project') return 'A project’s token never changes settings.';
  const open = links.filter(({ repositoryState, installationState }) => repositoryState === 'accessible' && installationState === 'active');
  for (const [installationId, wanted] of Map.groupBy(open, (link) => link.installationId)) {
    const levels = new Map((await reach.live(caller.user.id, installationId)).map(({ id, level }) => [id, level]));
    for (const { repositoryId, owner, name } of wanted) {
      const level = levels.get(repositoryId);
      if (level !== 'write' && (writes || level === undefined)) await noteUnreachable(db, caller, projectId, { repository: repositoryId });
      if (level === undefined) {
        // The name of a private one is its readers' business.
        const isHidden = (await guardedRepositories(db, projectId)).some(({ id }) => id === repositoryId);
        return `You cannot reach ${isHidden ? 'a private repository of this project' : `${owner}/${name}`} on GitHub at this moment: somebody who can must do this, or the repository must be unlinked first.`;
      }
      if (level !== 'write' && writes) return `You may read ${owner}/${name} on GitHub, but this lets Lockstep write to it: somebody with push rights there must do it, or set the sync to pull only.`;
    }
  }
  return null;
}
