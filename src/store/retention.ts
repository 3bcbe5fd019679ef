/** How long things are kept: deliveries and the sync log by the operator's word, a project's history by its leads'. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface Retention {
  deliveriesDays: number;
  syncLogDays: number;
}

/** Days that each may be set to. Below a week GitHub's own redeliveries (3 days) would come close. */
export const RETENTION_LIMITS = { min: 7, max: 3650 } as const;
export const HISTORY_LIMITS = { min: 30, max: 3650 } as const;

export async function readRetention(db: Queryable): Promise<Retention> {
  const found = await row<Retention>(db, 'SELECT deliveries_days AS "deliveriesDays", sync_log_days AS "syncLogDays" FROM retention');
  return found ?? { deliveriesDays: 30, syncLogDays: 30 };
}

export async function writeRetention(db: Queryable, { deliveriesDays, syncLogDays }: Retention): Promise<void> {
  await run(
    db,
    `INSERT INTO retention (deliveries_days, sync_log_days) VALUES (?, ?)
     ON CONFLICT (single) DO UPDATE SET deliveries_days = excluded.deliveries_days, sync_log_days = excluded.sync_log_days, updated_at = now()`,
    [deliveriesDays, syncLogDays],
  );
}

/** @returns null: for good */
export async function readHistoryDays(db: Queryable, projectId: number): Promise<number | null> {
  return (await row<{ days: number | null }>(db, 'SELECT history_days AS days FROM projects WHERE id = ?', [projectId]))?.days ?? null;
}

export async function writeHistoryDays(db: Queryable, projectId: number, days: number | null): Promise<void> {
  await run(db, 'UPDATE projects SET history_days = ? WHERE id = ?', [days, projectId]);
}

const ROWS_AT_ONCE = 5000;

/** Removes what is older than its project's choice, so many rows at most. @returns how many; what is left goes next time */
export async function pruneHistory(db: Queryable): Promise<number> {
  const gone = await rows(
    db,
    `DELETE FROM action_events e USING (
       SELECT e.at, e.id FROM projects p JOIN action_events e ON e.project_id = p.id
        WHERE p.history_days IS NOT NULL AND e.at < now() - p.history_days * interval '1 day' LIMIT ?
     ) AS old WHERE e.at = old.at AND e.id = old.id RETURNING 1`,
    [ROWS_AT_ONCE],
  );
  return gone.length;
}
