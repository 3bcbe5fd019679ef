/** The sync log over time: how much was synchronized, how quickly, how often in vain. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';
import { COUNTS, MARK } from './sync-sums.ts';

/** A range that a chart shows, and how long each of its steps is, in seconds. */
export const RANGES = {
  hour: { seconds: 3600, step: 60 },
  day: { seconds: 86_400, step: 900 },
  week: { seconds: 7 * 86_400, step: 7200 },
  month: { seconds: 30 * 86_400, step: 21_600 },
} as const;

export type Range = keyof typeof RANGES;

export interface SeriesQuery {
  projectId: number;
  range: Range;
  /** One repository; null for all that the reader may see. */
  repositoryId: number | null;
  hidden: readonly number[];
}

/** Rows of the log within a step whose latencies read alike. */
export interface SeriesMark {
  /** When the step begins: seconds since 1970. */
  at: number;
  /** See `latencyOf`. */
  mark: number;
  count: number;
  pushes: number;
  /** Failed, or not taken by GitHub. */
  errors: number;
}

/** In the order of time and latency. The range ends now, its steps are whole; one in which nothing happened is left out. */
export async function seriesOf(db: Queryable, { projectId, range, repositoryId, hidden }: SeriesQuery): Promise<SeriesMark[]> {
  const { seconds, step } = RANGES[range];
  const bin = (column: string): string => `extract(epoch FROM date_bin(? * interval '1 second', ${column}, 'epoch'))::bigint`;
  const where = 'project_id = ? AND at >= r.from AND NOT repository_id = ANY(?) AND (?::bigint IS NULL OR repository_id = ?)';
  const whose = [projectId, [...hidden], repositoryId, repositoryId];
  // The sums are too coarse for a day's steps, and its rows are few.
  const fromSums = step >= 7200;
  return rows(
    db,
    `WITH r AS MATERIALIZED (
       SELECT t.from, CASE WHEN ? THEN greatest(summed_until, t.from) ELSE t.from END AS raw
         FROM github_sync_summed, (SELECT date_bin(? * interval '1 second', now() - ? * interval '1 second', 'epoch') AS from) t
     )
     SELECT at, mark, sum(count)::int AS count, sum(pushes)::int AS pushes, sum(errors)::int AS errors FROM (
       SELECT ${bin('at')} AS at, mark, count, pushes, errors FROM github_sync_sums, r WHERE ${where} AND at < r.raw
       UNION ALL
       SELECT ${bin('at')}, ${MARK}, ${COUNTS} FROM github_sync_logs, r WHERE ${where} AND at >= r.raw GROUP BY 1, 2
     ) s GROUP BY at, mark ORDER BY at, mark`,
    [fromSums, step, seconds - step, step, ...whose, step, ...whose],
  );
}
