/** Locks of several rows, taken in one order everywhere, so that nobody waits for each other in a circle: ARCHITECTURE.md, "Locks". */
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';

/** The links of a project, before any of its pairs: a page of a pull holds its link, and then takes pairs. */
export async function lockLinks(trx: Queryable, projectId: number): Promise<void> {
  await run(trx, 'SELECT 1 FROM github_integration_repositories WHERE project_id = ? ORDER BY repository_id FOR UPDATE', [projectId]);
}

/** One of them, as a page of a pull does. */
export async function lockLink(trx: Queryable, { integrationId, repositoryId }: { integrationId: number; repositoryId: number }): Promise<void> {
  await run(trx, 'SELECT 1 FROM github_integration_repositories WHERE integration_id = ? AND repository_id = ? FOR UPDATE', [integrationId, repositoryId]);
}

/**
 * Pairs, by the rows of their actions.
 * @param which a condition on `m`, the mapping, and `a`, the action
 * @returns ids of the actions; what meets the condition only since then is not locked, and is left alone
 */
export async function lockPairs(trx: Queryable, which: string, bindings: readonly unknown[], limit: number | null = null): Promise<number[]> {
  const locked = await rows<{ id: number }>(
    trx,
    `SELECT a.id FROM actions a JOIN github_issue_mappings m ON m.action_id = a.id WHERE ${which} ORDER BY a.id LIMIT ? FOR UPDATE OF a`,
    [...bindings, limit],
  );
  return locked.map(({ id }) => id);
}
