/** The repositories that a lead chose by name, as far as they may: what they reach on GitHub now, and what is linked already (I12). */
import type { Caller } from '../../core/policy.ts';
import type { Queryable } from '../../store/db.ts';
import { findRepositoryByName, type Repository } from '../../store/installations.ts';
import { linksOfProject } from '../../store/projects.ts';
import { guardedRepositories } from '../../store/repository-access.ts';
import { noteUnreachable } from '../access/access.ts';
import type { Reach } from '../access/reach.ts';

export interface Chosen {
  found: Repository[];
  /** Names that lead nowhere for this caller: not there, out of the App's reach, or out of theirs. */
  refused: string[];
}

/**
 * What is refused stands in the audit log.
 * @param caller null for somebody at the terminal, who has the App's own reach
 * @throws SignInAgain, GitHubError where GitHub cannot be asked
 */
export async function chooseRepositories(db: Queryable, reach: Pick<Reach, 'live'>, caller: Caller | null, projectId: number, fullNames: readonly string[]): Promise<Chosen> {
  const chosen: Chosen = { found: [], refused: [] };
  // A private one that was not opened to the members is its readers' business, linked or not.
  const guarded = new Set((await guardedRepositories(db, projectId)).map(({ id }) => id));
  const isOpen = new Set((await linksOfProject(db, projectId)).map(({ repositoryId }) => repositoryId).filter((id) => !guarded.has(id)));
  const asked = new Map<number, Promise<Set<number>>>();
  const reaches = async ({ id, installationId }: Repository): Promise<boolean> => {
    if (caller === null || caller.kind === 'operator') return true;
    if (caller.kind === 'project') return false;
    const ids = asked.get(installationId) ?? reach.live(caller.user.id, installationId).then((all) => new Set(all.map((one) => one.id)));
    asked.set(installationId, ids);
    return (await ids).has(id);
  };
  for (const fullName of new Set(fullNames)) {
    const [owner = '', name = ''] = fullName.split('/');
    const repository = await findRepositoryByName(db, owner, name);
    if (repository?.state === 'accessible' && (isOpen.has(repository.id) || (await reaches(repository)))) chosen.found.push(repository);
    else chosen.refused.push(fullName);
  }
  if (caller !== null && chosen.refused.length > 0) await noteUnreachable(db, caller, projectId, { repositories: chosen.refused.length });
  return chosen;
}

export const unreachableSentence = (fullNames: readonly string[]): string =>
  `You cannot reach ${fullNames.join(', ')} on GitHub through this App: check the name, your access there, and the App’s installation.`;
