/** Changes of settings that wait for a person's word: one a project, bound to exactly what was shown. */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

/** @returns the token that lets this change, and no other, through */
export async function askConfirmation(db: Queryable, projectId: number, digest: string, writes: number): Promise<string> {
  const asked = await row<{ token: string }>(
    db,
    `INSERT INTO settings_confirmations (project_id, digest, writes) VALUES (?, ?, ?)
     ON CONFLICT (project_id) DO UPDATE SET token = gen_random_uuid(), digest = excluded.digest, writes = excluded.writes, made_at = now() RETURNING token`,
    [projectId, digest, writes],
  );
  return (asked as { token: string }).token;
}

/** A token is good once and for an hour. @returns how many writes it lets through; undefined where it is for another change */
export async function takeConfirmation(trx: Queryable, projectId: number, token: string, digest: string): Promise<number | undefined> {
  const taken = await row<{ writes: number }>(
    trx,
    "DELETE FROM settings_confirmations WHERE project_id = ? AND token = ?::uuid AND digest = ? AND made_at > now() - interval '1 hour' RETURNING writes",
    [projectId, token, digest],
  );
  return taken?.writes;
}

/** So many writes beyond the limit pass the brake within a day: a person has seen them. */
export async function allowWrites(trx: Queryable, integrationId: number, writes: number): Promise<void> {
  await run(trx, "UPDATE github_integrations SET brake_allowed = ?, brake_allowed_until = now() + interval '1 day' WHERE id = ?", [writes, integrationId]);
}
