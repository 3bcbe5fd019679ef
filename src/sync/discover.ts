/** Finds installations and repositories that no event announced. */
import { listInstallations, listRepositories } from '../github/discover.ts';
import { GitHubError } from '../github/errors.ts';
import { forgetInstallationsExcept, removeRepositoriesExcept, upsertInstallation, upsertRepositories } from '../store/installations.ts';
import type { Engine } from './engine.ts';

/**
 * Reads from GitHub what the App can reach, and remembers it.
 * @returns how many installations and repositories are in reach
 */
export async function discover(engine: Engine): Promise<{ installations: number; repositories: number }> {
  const installations = await listInstallations(engine.github);
  await engine.db.transaction(async (trx) => {
    for (const installation of installations) await upsertInstallation(trx, installation);
    await forgetInstallationsExcept(trx, installations.map(({ id }) => id));
  });
  let repositories = 0;
  for (const { id } of installations.filter(({ suspended }) => !suspended)) repositories += await discoverRepositories(engine, id);
  engine.log.info({ installations: installations.length, repositories }, 'installations read from GitHub');
  return { installations: installations.length, repositories };
}

/** @returns how many repositories the installation covers; 0 where it vanished meanwhile */
export async function discoverRepositories(engine: Engine, installationId: number): Promise<number> {
  try {
    const found = await listRepositories(engine.github, installationId);
    await engine.db.transaction(async (trx) => {
      await upsertRepositories(trx, installationId, found);
      await removeRepositoriesExcept(trx, installationId, found.map(({ id }) => id));
    });
    return found.length;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    engine.log.warn({ err: error, installationId }, 'installation could not be read');
    return 0;
  }
}
