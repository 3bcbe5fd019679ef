/** How far GitHub's delivery log was read, and the deliveries in it that the inbox does not know. */
import type { Db, Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export type LookKind = 'failure' | 'all';

export interface Look {
  /** GitHub's clock; null before the first look. */
  lookedUntil: Date | null;
  cursor: string | null;
  newest: Date | null;
  /** Seconds since it last ended, by the database's clock; null if it never did. */
  endedAgo: number | null;
}

export interface Attempt {
  id: number;
  guid: string;
  event: string;
  action: string | null;
  /** GitHub's clock, ISO. */
  deliveredAt: string;
}

export async function readLook(db: Queryable, kind: LookKind): Promise<Look> {
  const look = await row<Look>(
    db,
    `SELECT looked_until AS "lookedUntil", cursor, newest, extract(epoch FROM now() - ended_at)::float8 AS "endedAgo"
       FROM delivery_log_looks WHERE kind = ?`,
    [kind],
  );
  return look ?? { lookedUntil: null, cursor: null, newest: null, endedAgo: null };
}

/**
 * Notes those of a page of the log that the inbox does not know, and how far the look is.
 * @param next null when the look has ended; it then reaches up to `newest`
 */
export async function advanceLook(db: Db, kind: LookKind, attempts: readonly Attempt[], next: string | null, newest: Date): Promise<void> {
  await db.transaction(async (trx) => {
    await run(
      trx,
      `INSERT INTO missed_deliveries (guid, attempt_id, event, action, delivered_at)
       SELECT DISTINCT ON (guid) guid, id, event, action, delivered_at
         FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::timestamptz[]) AS t (guid, id, event, action, delivered_at)
        WHERE NOT EXISTS (SELECT 1 FROM delivery_guids g WHERE g.guid = t.guid)
        ORDER BY guid, delivered_at DESC
       ON CONFLICT (guid) DO UPDATE SET attempt_id = excluded.attempt_id WHERE missed_deliveries.attempt_id < excluded.attempt_id`,
      [attempts.map((a) => a.guid), attempts.map((a) => a.id), attempts.map((a) => a.event), attempts.map((a) => a.action), attempts.map((a) => a.deliveredAt)],
    );
    await run(
      trx,
      `INSERT INTO delivery_log_looks AS l (kind, cursor, newest, looked_until, ended_at)
       VALUES (?, ?::text, CASE WHEN ? THEN NULL ELSE ?::timestamptz END, CASE WHEN ? THEN ?::timestamptz END, CASE WHEN ? THEN now() END)
       ON CONFLICT (kind) DO UPDATE SET cursor = excluded.cursor, newest = excluded.newest,
         looked_until = coalesce(excluded.looked_until, l.looked_until), ended_at = coalesce(excluded.ended_at, l.ended_at)`,
      [kind, next, next === null, newest, next === null, newest, next === null],
    );
  });
}

/** Forgets what has come meanwhile. @returns how many */
export async function dropArrived(db: Queryable): Promise<number> {
  return (await rows(db, 'DELETE FROM missed_deliveries m USING delivery_guids g WHERE g.guid = m.guid RETURNING 1')).length;
}

/** Forgets what GitHub no longer keeps. @returns it */
export async function dropExpired(db: Queryable, before: Date): Promise<{ guid: string; event: string; action: string | null }[]> {
  return rows(db, 'DELETE FROM missed_deliveries WHERE delivered_at < ? RETURNING guid, event, action', [before]);
}

/**
 * The next deliveries to ask for, the oldest first. One that was asked for and did not come waits
 * twice as long each time: `waitSeconds`, then 2, 4, ... times that, up to 64.
 */
export async function dueMissed(db: Queryable, waitSeconds: number, limit: number): Promise<{ guid: string; attemptId: number }[]> {
  return rows(
    db,
    `SELECT guid, attempt_id AS "attemptId" FROM missed_deliveries
      WHERE asked_at IS NULL OR asked_at + ? * power(2, least(asked - 1, 6)) * interval '1 second' <= now()
      ORDER BY delivered_at LIMIT ?`,
    [waitSeconds, limit],
  );
}

/** Claims a delivery before it is asked for. @returns false where another process did so first */
export async function claimMissed(db: Queryable, guid: string, waitSeconds: number): Promise<boolean> {
  const claimed = await rows(
    db,
    `UPDATE missed_deliveries SET asked = asked + 1, asked_at = now()
      WHERE guid = ? AND (asked_at IS NULL OR asked_at + ? * power(2, least(asked - 1, 6)) * interval '1 second' <= now()) RETURNING 1`,
    [guid, waitSeconds],
  );
  return claimed.length > 0;
}

/** GitHub was not asked after all. */
export async function releaseMissed(db: Queryable, guid: string): Promise<void> {
  await run(db, 'UPDATE missed_deliveries SET asked = asked - 1, asked_at = NULL WHERE guid = ?', [guid]);
}

export async function dropMissed(db: Queryable, guid: string): Promise<void> {
  await run(db, 'DELETE FROM missed_deliveries WHERE guid = ?', [guid]);
}
