/** Links repositories to a project and starts their first pull. */
import type { Db, Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import { findRepositoryByName } from '../store/installations.ts';
import { awaitBackfill, ensureIntegration, linkRepository } from '../store/projects.ts';
import { relinkMappings } from '../store/unlink.ts';
import type { Jobs } from '../queue/boss.ts';

export type LinkOutcome =
  | { outcome: 'linked' | 'already'; integrationId: number; repositoryId: number }
  /** The sentence a person reads. */
  | { outcome: 'refused'; reason: string };

/** @param fullName owner/name as GitHub shows it, in any case */
export async function linkByName({ db, jobs }: { db: Db; jobs: Jobs }, projectId: number, fullName: string): Promise<LinkOutcome> {
  const [owner, name, ...more] = fullName.split('/');
  if (!owner || !name || more.length > 0) return { outcome: 'refused', reason: `"${fullName}" is no repository: write owner/name.` };
  return db.transaction(async (trx): Promise<LinkOutcome> => {
    const repository = await findRepositoryByName(trx, owner, name);
    if (repository?.state !== 'accessible') {
      return { outcome: 'refused', reason: `The App cannot reach ${fullName}: install it there on GitHub, or add the repository to the installation.` };
    }
    const integrationId = await ensureIntegration(trx, projectId);
    const linked = await linkRepository(trx, integrationId, projectId, repository.id);
    if (linked) await relinkMappings(trx, integrationId, projectId, repository.id);
    if (linked) await planBackfill(trx, jobs, integrationId, repository.id);
    await announce(trx, projectId, { repositoryIds: [repository.id], project: true });
    return { outcome: linked ? 'linked' : 'already', integrationId, repositoryId: repository.id };
  });
}

/**
 * Asks for a pull; one a link at a time: asked twice, it runs once. One that a person paused stays so.
 * @param how `anew`: settings changed, and what was read under others is read again, also where a pull is under way or held;
 *   `resumed`: by the word of a person, also where one paused it
 */
export async function planBackfill(trx: Queryable, jobs: Jobs, integrationId: number, repositoryId: number, how: 'again' | 'anew' | 'resumed' = 'again'): Promise<void> {
  await awaitBackfill(trx, integrationId, repositoryId, { anew: how === 'anew', resumed: how === 'resumed' });
  await jobs.send('backfill', { integrationId, repositoryId }, { key: `${integrationId}/${repositoryId}` }, trx);
}
