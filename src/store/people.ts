/** People as actions name them. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';
import { seenActions } from './repository-access.ts';

/** Everybody an action is assigned to, most first; actions of hidden repositories do not count. */
export async function assigneesOf(db: Queryable, projectId: number, hidden: readonly number[]): Promise<{ login: string; count: number }[]> {
  const seen = seenActions(hidden);
  return rows(
    db,
    `SELECT one AS login, count(*) AS count FROM actions a CROSS JOIN unnest(a.assignees) AS one WHERE a.project_id = ? AND ${seen.sql} GROUP BY one ORDER BY 2 DESC, 1 LIMIT 500`,
    [projectId, ...seen.bindings],
  );
}
