/** People as actions name them. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';

/** Everybody an action is assigned to, most first; actions of hidden repositories do not count. */
export async function assigneesOf(db: Queryable, projectId: number, hidden: readonly number[]): Promise<{ login: string; count: number }[]> {
  return rows(
    db,
    `SELECT one AS login, count(*) AS count FROM actions a CROSS JOIN unnest(a.assignees) AS one LEFT JOIN github_issue_mappings m ON m.action_id = a.id
      WHERE a.project_id = ? AND NOT coalesce(m.repository_id = ANY(?), false) GROUP BY one ORDER BY 2 DESC, 1 LIMIT 500`,
    [projectId, [...hidden]],
  );
}
