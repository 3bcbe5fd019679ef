/** Whether somebody may, at this moment, decide what is written to the repositories of a project (I12). */
import type { Caller } from '../../core/policy.ts';
import type { IntegrationSettings } from '../../core/settings.ts';
import type { Link } from '../../store/projects.ts';
import type { IntegrationParts } from './parts.ts';

type Place = Pick<Link, 'installationId' | 'repositoryId' | 'owner' | 'name' | 'repositoryState' | 'installationState'>;

/**
 * Asked of GitHub now. What the App itself cannot reach is not written to, and is no hindrance.
 * @returns the sentence that says why not; null where they may
 * @throws SignInAgain, GitHubError where GitHub cannot be asked
 */
export async function unreachable({ reach }: Pick<IntegrationParts, 'reach'>, caller: Caller | null, links: readonly Place[], settings: Pick<IntegrationSettings, 'direction'>): Promise<string | null> {
  // Somebody at the terminal, or with the operator's token, acts with the App's own reach.
  if (caller === null || caller.kind === 'operator') return null;
  if (caller.kind === 'project') return 'A project’s token never changes settings.';
  const open = links.filter(({ repositoryState, installationState }) => repositoryState === 'accessible' && installationState === 'active');
  for (const [installationId, wanted] of Map.groupBy(open, (link) => link.installationId)) {
    const levels = new Map((await reach.live(caller.user.id, installationId)).map(({ id, level }) => [id, level]));
    for (const { repositoryId, owner, name } of wanted) {
      const level = levels.get(repositoryId);
      if (level === undefined) return `You cannot reach ${owner}/${name} on GitHub at this moment: somebody who can must change what is synced with it, or unlink it first.`;
      if (level !== 'write' && settings.direction !== 'pull') return `You may read ${owner}/${name} on GitHub, but these settings write to it: somebody with push rights there must save them, or set the sync to pull only.`;
    }
  }
  return null;
}
