/** How far GitHub's clock and the database's are apart, as last measured. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

/** @returns milliseconds, GitHub's time minus the database's; 0 before the first measurement */
export async function readSkew(db: Queryable): Promise<number> {
  return (await row<{ skew: number }>(db, 'SELECT skew_ms AS skew FROM clock_skew'))?.skew ?? 0;
}

/**
 * @param githubDate an answer's Date header
 * @param ageMs how long ago that answer came, by a monotonic clock
 */
export async function writeSkew(db: Queryable, githubDate: string, ageMs: number): Promise<void> {
  await run(
    db,
    `INSERT INTO clock_skew (skew_ms)
     SELECT (extract(epoch FROM ?::timestamptz - (clock_timestamp() - ? * interval '1 millisecond')) * 1000)::int
     ON CONFLICT (single) DO UPDATE SET skew_ms = excluded.skew_ms, measured_at = now()`,
    [githubDate, ageMs],
  );
}
