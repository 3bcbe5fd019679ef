/** Mappings that a person wants synced now. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';
import { lockPairs } from './locks.ts';

export interface Selection {
  projectId: number;
  repositoryIds: readonly number[];
  /** Null: all that have something to write. */
  actionIds: readonly number[] | null;
  /** Whether they are to be pushed, what GitHub refused before included. */
  pushes: boolean;
}

/** Live mappings of the selection; with `pushes`, marked as having something to write. @returns their ids */
export async function pushAgain(trx: Queryable, { projectId, repositoryIds, actionIds, pushes }: Selection): Promise<number[]> {
  const chosen = `m.project_id = ? AND m.repository_id = ANY(?) AND m.state IN ('live', 'parked') AND NOT m.braked
    AND CASE WHEN ?::bigint[] IS NULL THEN m.pending OR m.error IS NOT NULL OR m.refused IS NOT NULL ELSE m.action_id = ANY(?) END`;
  const ids = actionIds === null ? null : [...actionIds];
  const values = [projectId, [...repositoryIds], ids, ids];
  const found = pushes
    ? await rows<{ id: number }>(trx, `UPDATE github_issue_mappings m SET pending = true, refused = NULL, state = 'live' WHERE m.action_id = ANY(?) AND ${chosen} RETURNING id`, [await lockPairs(trx, chosen, values), ...values])
    : await rows<{ id: number }>(trx, `SELECT m.id FROM github_issue_mappings m WHERE ${chosen} ORDER BY m.id`, values);
  return found.map(({ id }) => id);
}
