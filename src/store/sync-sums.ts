/** The sync log summed up by two hours: what charts of weeks and months read. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

/** Seconds. Steps of longer charts are multiples of it. */
export const SUM_STEP = 7200;

/** A transaction that began before the end of a step and commits later than this after it would be missed. */
const SETTLED_SECONDS = 600;

/**
 * Latency as one of few marks, 6 % apart at most from what it stands for; see `latencyOf`. (Not by `coalesce`
 * around it: `greatest` passes over nulls, and what has no latency would count as none at all.)
 */
export const MARK = 'CASE WHEN latency_ms IS NULL THEN -1 ELSE round(8 * ln(greatest(latency_ms, 0)::float8 + 1))::int END';

/** Milliseconds that a mark stands for; null where there was no latency. */
export const latencyOf = (mark: number): number | null => (mark < 0 ? null : Math.round(Math.exp(mark / 8) - 1));

/** What a row of the log counts as. */
export const COUNTS = `count(*)::int AS count, (count(*) FILTER (WHERE direction = 'push'))::int AS pushes,
  (count(*) FILTER (WHERE outcome IN ('failed', 'dropped')))::int AS errors`;

/** Sums up the steps that ended since; called in a transaction. @returns whether there were any, and nobody else is at it */
export async function sumUpSyncLogs(trx: Queryable): Promise<boolean> {
  const due = await row<{ from: Date; to: Date }>(
    trx,
    `SELECT summed_until AS from, t.at AS to FROM github_sync_summed,
            (SELECT date_bin(? * interval '1 second', now() - ? * interval '1 second', 'epoch') AS at) t
      WHERE summed_until < t.at FOR UPDATE OF github_sync_summed SKIP LOCKED`,
    [SUM_STEP, SETTLED_SECONDS],
  );
  if (!due) return false;
  await run(
    trx,
    `INSERT INTO github_sync_sums (project_id, at, repository_id, mark, count, pushes, errors)
     SELECT project_id, date_bin(? * interval '1 second', l.at, 'epoch') AS step, repository_id, ${MARK} AS mark, ${COUNTS}
       FROM github_sync_logs l JOIN projects p ON p.id = l.project_id WHERE l.at >= ? AND l.at < ? GROUP BY 1, 2, 3, 4`,
    [SUM_STEP, due.from, due.to],
  );
  await run(trx, 'UPDATE github_sync_summed SET summed_until = ?', [due.to]);
  return true;
}

export async function pruneSyncSums(db: Queryable, days: number): Promise<void> {
  await run(db, "DELETE FROM github_sync_sums WHERE at < now() - ? * interval '1 day'", [days]);
}
