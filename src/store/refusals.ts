/** What GitHub did not take. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';
import { lockPairs } from './locks.ts';

/** Forgets what was refused for lack of something that has this name now, so that it is asked for again. @returns mapping ids */
export async function retryRefused(trx: Queryable, repositoryId: number, name: string): Promise<number[]> {
  const refused = "m.repository_id = ? AND m.state = 'live' AND m.refused IS NOT NULL AND strpos(lower(m.error), lower(?)) > 0";
  const values = [repositoryId, `"${name}"`];
  const pairs = await lockPairs(trx, refused, values);
  const found = await rows<{ id: number }>(trx, `UPDATE github_issue_mappings m SET refused = NULL, pending = true WHERE action_id = ANY(?) AND ${refused} RETURNING id`, [pairs, ...values]);
  return found.map(({ id }) => id);
}
