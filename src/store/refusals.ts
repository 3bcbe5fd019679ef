/** What GitHub did not take. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';

/** Forgets what was refused for lack of something that has this name now, so that it is asked for again. @returns mapping ids */
export async function retryRefused(trx: Queryable, repositoryId: number, name: string): Promise<number[]> {
  const found = await rows<{ id: number }>(
    trx,
    `UPDATE github_issue_mappings SET refused = NULL, pending = true
      WHERE repository_id = ? AND state = 'live' AND refused IS NOT NULL AND strpos(lower(error), lower(?)) > 0 RETURNING id`,
    [repositoryId, `"${name}"`],
  );
  return found.map(({ id }) => id);
}
