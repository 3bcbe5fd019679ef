/** Ends pairs of issue and action while the action stays: it keeps in mind whose text it holds (I12). */
import type { Queryable } from './db.ts';
import { run } from './db.ts';

/**
 * @param which a condition on `m`, the mapping; the actions are locked before (ARCHITECTURE.md, "Locks")
 * @param forGood the project's links go as well: what a lead had opened to everybody stays open
 */
export async function endPairs(trx: Queryable, which: string, bindings: readonly unknown[], forGood = false): Promise<void> {
  const opened = forGood
    ? `EXISTS (SELECT 1 FROM github_integration_repositories l WHERE l.project_id = gone.project_id AND l.repository_id = gone.repository_id AND l.open_to_members)`
    : 'false';
  await run(
    trx,
    `WITH gone AS (DELETE FROM github_issue_mappings m WHERE ${which} RETURNING m.project_id, m.action_id, m.repository_id)
     UPDATE actions a SET origin_repository_id = coalesce(a.origin_repository_id, gone.repository_id) FROM gone WHERE a.id = gone.action_id AND NOT ${opened}`,
    [...bindings],
  );
}
