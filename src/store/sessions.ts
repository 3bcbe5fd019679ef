/** Sessions of signed-in browsers. Only a hash of the id is here: who reads this table cannot be anybody. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import type { User } from './users.ts';

/** A session ends after this long without a request: a long weekend. */
const IDLE = "interval '4 days'";
/** And at the latest this long after the sign-in. */
const ABSOLUTE = "interval '30 days'";
/** `seen_at` is written at most this often. */
const TOUCH = "interval '1 minute'";

export interface Session {
  handle: string;
  user: User;
}

export interface SessionView {
  handle: string;
  /** The browser as it named itself. */
  device: string;
  createdAt: Date;
  seenAt: Date;
}

const ALIVE = `s.seen_at > now() - ${IDLE} AND s.created_at > now() - ${ABSOLUTE}`;

/**
 * Begins a session, and removes those that can no longer be used.
 * @param idHash SHA-256 of the id that only the browser has
 */
export async function createSession(db: Queryable, idHash: Buffer, userId: number, device: string): Promise<void> {
  await run(db, `DELETE FROM sessions s WHERE NOT (${ALIVE})`);
  await run(db, 'INSERT INTO sessions (id_hash, user_id, device) VALUES (?, ?, ?)', [idHash, userId, device]);
}

/** The live session of an id; a sign of life is written now and then. */
export async function findSession(db: Queryable, idHash: Buffer): Promise<Session | undefined> {
  const found = await row<Session & { stale: boolean }>(
    db,
    `SELECT s.handle, s.seen_at < now() - ${TOUCH} AS stale,
            json_build_object('id', u.id, 'githubId', u.github_id, 'login', u.login, 'name', u.name, 'operator', u.operator) AS user
       FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id_hash = ? AND ${ALIVE}`,
    [idHash],
  );
  if (!found) return undefined;
  if (found.stale) await run(db, 'UPDATE sessions SET seen_at = now() WHERE id_hash = ?', [idHash]);
  return { handle: found.handle, user: found.user };
}

/** A person's live sessions, the one last used first. */
export async function sessionsOf(db: Queryable, userId: number): Promise<SessionView[]> {
  return rows(
    db,
    `SELECT s.handle, s.device, s.created_at AS "createdAt", s.seen_at AS "seenAt" FROM sessions s WHERE s.user_id = ? AND ${ALIVE} ORDER BY s.seen_at DESC, s.handle`,
    [userId],
  );
}

/** @returns whose session it was */
export async function endSessionById(db: Queryable, idHash: Buffer): Promise<number | undefined> {
  return (await row<{ userId: number }>(db, 'DELETE FROM sessions WHERE id_hash = ? RETURNING user_id AS "userId"', [idHash]))?.userId;
}

/** Ends one of a person's own sessions. @returns false where they have no such one */
export async function endSession(db: Queryable, userId: number, handle: string): Promise<boolean> {
  return (await row(db, 'DELETE FROM sessions WHERE user_id = ? AND handle::text = ? RETURNING 1', [userId, handle])) !== undefined;
}

/** @returns how many were ended */
export async function endAllSessions(db: Queryable, userId: number): Promise<number> {
  return (await rows(db, 'DELETE FROM sessions WHERE user_id = ? RETURNING 1', [userId])).length;
}

