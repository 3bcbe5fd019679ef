/** Changes of settings that wait for a person's word: one a project, bound to exactly what was shown. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

/** What a person was shown: issues written to, and those of them that would be closed or lose labels. */
export interface ShownWrites {
  writes: number;
  losing: number;
}

/** @returns the token that lets this change, and no other, through */
export async function askConfirmation(db: Queryable, projectId: number, digest: string, { writes, losing }: ShownWrites): Promise<string> {
  const asked = await row<{ token: string }>(
    db,
    `INSERT INTO settings_confirmations (project_id, digest, writes, closing) VALUES (?, ?, ?, ?)
     ON CONFLICT (project_id) DO UPDATE SET token = gen_random_uuid(), digest = excluded.digest, writes = excluded.writes, closing = excluded.closing, made_at = now() RETURNING token`,
    [projectId, digest, writes, losing],
  );
  return (asked as { token: string }).token;
}

/** A token is good once and for an hour. @returns what it lets through; undefined where it is for another change */
export async function takeConfirmation(trx: Queryable, projectId: number, token: string, digest: string): Promise<ShownWrites | undefined> {
  return row(
    trx,
    "DELETE FROM settings_confirmations WHERE project_id = ? AND token = ?::uuid AND digest = ? AND made_at > now() - interval '1 hour' RETURNING writes, closing AS losing",
    [projectId, token, digest],
  );
}

/** So many writes beyond the limit pass the brake within a day: a person has seen them. */
export async function allowWrites(trx: Queryable, integrationId: number, { writes, losing }: ShownWrites): Promise<void> {
  await run(trx, "UPDATE github_integrations SET brake_allowed = ?, brake_allowed_closing = ?, brake_allowed_until = now() + interval '1 day' WHERE id = ?", [writes, losing, integrationId]);
}
