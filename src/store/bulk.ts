/** What a bulk edit would write to. */
import type { FieldValues } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { row, rows } from './db.ts';

export interface BulkTarget {
  actionId: number;
  title: string;
  repository: string;
  number: number;
}

/**
 * The issues behind these actions, and the smallest limits of the integrations concerned.
 * `closing` says that the status to be set stands for closed.
 */
export async function brakeLimits(db: Queryable, actionIds: readonly number[], changes: FieldValues): Promise<{ limit: number; closingLimit: number; targets: BulkTarget[]; closing: boolean }> {
  const targets = await rows<BulkTarget>(
    db,
    `SELECT a.id AS "actionId", a.title, r.owner || '/' || r.name AS repository, m.issue_number AS number
       FROM actions a JOIN github_issue_mappings m ON m.action_id = a.id JOIN repositories r ON r.id = m.repository_id
      WHERE a.id = ANY(?) AND m.state = 'live' ORDER BY a.id`,
    [[...actionIds]],
  );
  const found = await row<{ limit: number | null; closingLimit: number | null; closing: boolean | null }>(
    db,
    `SELECT min(i.brake_limit) AS "limit", min(i.brake_closing_limit) AS "closingLimit", bool_or(one->>'category' IN ('done', 'cancelled')) AS closing
       FROM actions a JOIN projects p ON p.id = a.project_id JOIN github_integrations i ON i.project_id = p.id
       LEFT JOIN jsonb_array_elements(p.statuses) AS s (one) ON one->>'key' = ?
      WHERE a.id = ANY(?)`,
    [changes.status ?? '', [...actionIds]],
  );
  return { limit: found?.limit ?? Number.POSITIVE_INFINITY, closingLimit: found?.closingLimit ?? Number.POSITIVE_INFINITY, targets, closing: found?.closing ?? false };
}
