/** Finds installations and repositories that no event announced. */
import { listInstallations, listRepositories, readInstallation } from '../github/discover.ts';
import { GitHubError } from '../github/errors.ts';
import { activeInstallations, linkedRepositoriesOf } from '../store/installations.ts';
import type { Engine } from './engine.ts';
import { forgetInstallation, rememberAllRepositories, rememberInstallation } from './lifecycle.ts';

/**
 * Reads from GitHub what the App can reach, and remembers it.
 * @returns how many installations and repositories are in reach
 */
export async function discover(engine: Engine): Promise<{ installations: number; repositories: number }> {
  const known = await activeInstallations(engine.db);
  const installations = await listInstallations(engine.github);
  const listed = new Set(installations.map(({ id }) => id));
  await engine.db.transaction(async (trx) => {
    for (const installation of installations) await rememberInstallation(trx, engine.jobs, installation);
    // One that was installed while the list was read is not gone.
    for (const id of known.filter((one) => !listed.has(one))) await forgetInstallation(trx, id);
  });
  let repositories = 0;
  for (const { id } of installations.filter(({ suspended }) => !suspended)) repositories += await discoverRepositories(engine, id);
  engine.log.info({ installations: installations.length, repositories }, 'installations read from GitHub');
  return { installations: installations.length, repositories };
}

/**
 * Reads one installation and its repositories: events about it may be lost, late or in any order.
 * @returns how many repositories it covers
 */
export async function discoverInstallation(engine: Engine, installationId: number): Promise<number> {
  const facts = await readInstallation(engine.github, installationId);
  await engine.db.transaction(async (trx) => {
    if (facts) return rememberInstallation(trx, engine.jobs, facts);
    await forgetInstallation(trx, installationId);
    // An old event may have named it for a repository that another installation reaches by now.
    if ((await linkedRepositoriesOf(trx, installationId)).length > 0) await engine.jobs.send('discover', {}, {}, trx);
  });
  return facts && !facts.suspended ? discoverRepositories(engine, installationId) : 0;
}

/** @returns how many repositories the installation covers; 0 where it vanished meanwhile */
async function discoverRepositories(engine: Engine, installationId: number): Promise<number> {
  try {
    const found = await listRepositories(engine.github, installationId);
    await engine.db.transaction((trx) => rememberAllRepositories(trx, engine.jobs, installationId, found));
    return found.length;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    engine.log.warn({ err: error, installationId }, 'installation could not be read');
    return 0;
  }
}
