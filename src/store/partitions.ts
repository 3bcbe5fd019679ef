/** Weekly partitions of the tables that grow; old weeks go by dropping their table. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';

/** Partitioned table -> its time column. */
const PARTITIONED = { deliveries: 'received_at', action_events: 'at', github_sync_logs: 'at' } as const;

/** Weeks made ahead: a service that never restarts and whose daily job fails has this long to be noticed. */
const WEEKS_AHEAD = 4;

/** Any constant of our own (PostgreSQL's advisory locks): one process makes weeks at a time. */
const LOCK = 7_255_338;

/** Makes this week's partitions and the next ones, where missing. Weeks begin on Monday, UTC, by the database's clock. */
export async function ensurePartitions(db: Queryable): Promise<void> {
  const missing = await rows<{ table: string; name: string; from: string; to: string }>(
    db,
    `SELECT "table", "table" || to_char(week, '"_"IYYY"w"IW') AS name, week::date::text AS from, (week + interval '7 days')::date::text AS to
       FROM unnest(?::text[]) AS "table" CROSS JOIN generate_series(0, ?::int) AS n
      CROSS JOIN LATERAL (SELECT date_trunc('week', now() AT TIME ZONE 'UTC') + n * interval '7 days' AS week) AS weeks
      WHERE to_regclass("table" || to_char(week, '"_"IYYY"w"IW')) IS NULL`,
    [Object.keys(PARTITIONED), WEEKS_AHEAD],
  );
  // Each in a transaction of its own: it locks the whole table, and must not wait for another one meanwhile.
  for (const { table, name, from, to } of missing) {
    await db.transaction(async (trx) => {
      await trx.raw('SELECT pg_advisory_xact_lock(?)', [LOCK]);
      await trx.raw(`CREATE TABLE IF NOT EXISTS ${name} PARTITION OF ${table} FOR VALUES FROM ('${from}Z') TO ('${to}Z')`);
    });
  }
}

/**
 * Drops the weeks that ended more than `days` days ago, and the GUIDs of deliveries as old.
 * Partitions with queued or parked deliveries stay: nothing unprocessed is ever pruned.
 * @returns names of the dropped partitions
 */
export async function prunePartitions(db: Queryable, table: 'deliveries' | 'github_sync_logs', days: number): Promise<string[]> {
  const old = await rows<{ name: string }>(
    db,
    `SELECT child.relname AS name
       FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
      WHERE parent.relname = ? AND child.relname ~ '_[0-9]{4}w[0-9]{2}$'
        AND to_date(right(child.relname, 7), 'IYYY"w"IW') + 7 < now() - ? * interval '1 day'`,
    [table, days],
  );
  const dropped: string[] = [];
  for (const { name } of old) {
    if (table === 'deliveries') {
      const [open] = await rows(db, `SELECT 1 FROM ${name} WHERE state IN ('queued', 'parked') LIMIT 1`);
      if (open) continue;
    }
    await db.raw(`DROP TABLE IF EXISTS ${name}`);
    dropped.push(name);
  }
  if (table === 'deliveries') {
    await db.raw(`DELETE FROM delivery_guids g WHERE received_at < now() - ? * interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.guid = g.guid AND d.received_at = g.received_at AND d.state IN ('queued', 'parked'))`, [days]);
  }
  return dropped;
}
