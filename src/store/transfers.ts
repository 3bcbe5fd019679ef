/** Mappings whose issue moved to another repository. */
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

/** Points a mapping at its issue's new place; what was agreed on stays, so that what GitHub dropped on the way reads as its change. */
export async function repointMapping(trx: Queryable, id: number, link: { integrationId: number; repositoryId: number }, issue: IssueSnapshot): Promise<void> {
  await run(
    trx,
    `UPDATE github_issue_mappings SET integration_id = ?, repository_id = ?, issue_id = ?, issue_node_id = ?, issue_number = ?, issue_url = ?,
       issue_state = ?, issue_reason = ?, issue_locked = ?, issue_updated_at = ?, seen = seen + 1,
       -- The issue of a deleted action stays forgotten wherever it goes.
       state = CASE state WHEN 'parked' THEN 'live' ELSE state END, error = CASE state WHEN 'detached' THEN error END WHERE id = ?`,
    [link.integrationId, link.repositoryId, issue.id, issue.nodeId, issue.number, issue.url, issue.state, issue.stateReason, issue.locked, issue.updatedAt, id],
  );
}

/** Whether nobody has ever changed the action here. */
export async function isUntouched(db: Queryable, actionId: number): Promise<boolean> {
  return (await row(db, "SELECT 1 FROM action_events WHERE action_id = ? AND side = 'lockstep' LIMIT 1", [actionId])) === undefined;
}

/** GitHub's word on whether an issue is locked, where it differs from what was seen. @returns mappings in doubt */
export async function differingLocks(db: Queryable, issueId: number, locked: boolean): Promise<number[]> {
  const { rows: found } = await db.raw<{ rows: { id: number }[] }>(
    "SELECT id FROM github_issue_mappings WHERE issue_id = ? AND state = 'live' AND issue_locked <> ?", [issueId, locked],
  );
  return found.map(({ id }) => id);
}
