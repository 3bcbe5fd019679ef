/** Keys that name the request an action was made by, so that a repeated one makes no second (I7). */
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

/**
 * Serialises requests of one key until the transaction ends.
 * @returns what the first of them made
 */
export async function lockCreationKey(trx: Queryable, projectId: number, key: string): Promise<{ actionId: number; version: number; repositoryId: number | null } | undefined> {
  await run(trx, 'SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [`create:${projectId}:${key}`]);
  return row(
    trx,
    `SELECT a.id AS "actionId", a.version, c.repository_id AS "repositoryId" FROM actions a LEFT JOIN issue_creations c ON c.action_id = a.id
      WHERE a.project_id = ? AND a.creation_key = ?`,
    [projectId, key],
  );
}

export async function setCreationKey(trx: Queryable, actionId: number, key: string): Promise<void> {
  await run(trx, 'UPDATE actions SET creation_key = ? WHERE id = ?', [key, actionId]);
}
