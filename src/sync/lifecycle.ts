/**
 * Installations and repositories as they come into reach and leave it. Access lost pauses and loses
 * nothing; access regained catches up: a pull of what happened on GitHub, and what was edited here.
 */
import type { InstallationFacts, RepositoryFacts } from '../core/installation.ts';
import type { Queryable } from '../store/db.ts';
import type { Reach } from '../store/installations.ts';
import {
  findInstallation, linkedRepositoriesOf, markRepositoryDeleted, reachOf, removeRepositories, removeRepositoriesExcept, setInstallationState,
  upsertInstallation, upsertRepositories,
} from '../store/installations.ts';
import { announce } from '../store/live.ts';
import { linksOfRepository } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { catchUp } from './catch-up.ts';

/** Remembers an installation; one that is active again, or may do more than before, catches up. */
export async function rememberInstallation(trx: Queryable, jobs: Jobs, facts: InstallationFacts): Promise<void> {
  const before = await findInstallation(trx, facts.id);
  await upsertInstallation(trx, facts);
  if (!before) return;
  const woke = before.state !== 'active' && !facts.suspended;
  const slept = before.state === 'active' && facts.suspended;
  const mayMore = Object.keys(facts.permissions).some((name) => rankOf(facts.permissions[name]) > rankOf(before.permissions[name]));
  if (!woke && !slept && !mayMore) return;
  for (const id of await linkedRepositoriesOf(trx, facts.id)) {
    if (!slept) await catchUp(trx, jobs, id);
    await announceLinks(trx, id);
  }
}

/** What a permission allows, from less to more; without a word, nothing. */
const LEVELS = ['read', 'write', 'admin'];
const rankOf = (level: string | undefined): number => LEVELS.indexOf(level ?? '');

/** The App was uninstalled: its repositories are out of reach until another installation brings them back. */
export async function forgetInstallation(trx: Queryable, id: number): Promise<void> {
  await setInstallationState(trx, id, 'deleted');
  for (const repositoryId of await linkedRepositoriesOf(trx, id)) await announceLinks(trx, repositoryId);
}

/**
 * Remembers repositories as in reach through an installation, whichever it was before; those that
 * were out of reach or read-only catch up.
 */
export async function rememberRepositories(trx: Queryable, jobs: Jobs, installationId: number, facts: readonly RepositoryFacts[]): Promise<void> {
  const ids = facts.map(({ id }) => id);
  const before = await reachOf(trx, ids);
  await upsertRepositories(trx, installationId, facts);
  const after = await reachOf(trx, ids);
  for (const id of ids) {
    const [was, is] = [before.get(id), after.get(id)];
    if (!was || !is || isSame(was, is)) continue;
    if (hasReturned(was, is)) await catchUp(trx, jobs, id);
    await announceLinks(trx, id);
  }
}

/** As `rememberRepositories`, where `facts` are all there are. */
export async function rememberAllRepositories(trx: Queryable, jobs: Jobs, installationId: number, facts: readonly RepositoryFacts[]): Promise<void> {
  await rememberRepositories(trx, jobs, installationId, facts);
  for (const id of await removeRepositoriesExcept(trx, installationId, facts.map((one) => one.id))) await announceLinks(trx, id);
}

/** Taken out of the installation by its owner. */
export async function loseRepositories(trx: Queryable, installationId: number, ids: readonly number[]): Promise<void> {
  await removeRepositories(trx, installationId, ids);
  for (const id of ids) await announceLinks(trx, id);
}

export async function repositoryDeleted(trx: Queryable, id: number): Promise<void> {
  await markRepositoryDeleted(trx, id);
  await announceLinks(trx, id);
}

const isSame = (a: Reach, b: Reach): boolean => JSON.stringify(a) === JSON.stringify(b);

function hasReturned(was: Reach, is: Reach): boolean {
  const wasOut = was.state !== 'accessible' || was.archived || !was.hasIssues || was.installationId !== is.installationId;
  return wasOut && is.state === 'accessible' && !is.archived && is.hasIssues;
}

async function announceLinks(trx: Queryable, repositoryId: number): Promise<void> {
  for (const { projectId } of await linksOfRepository(trx, repositoryId)) await announce(trx, projectId, { repositoryIds: [repositoryId], project: true });
}
