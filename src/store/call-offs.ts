/** Writes that a person called off: which, by whose word, and how many of them are still to be given up. */
import { liftIdleBrake } from './brakes.ts';
import type { Queryable } from './db.ts';
import { databaseTime, row, rows, run } from './db.ts';
import { lockLinks, lockPairs } from './locks.ts';
import { ITS_TURN } from './mappings.ts';

export interface CallOff {
  projectId: number;
  /** A condition on `m`, the mapping. */
  which: string;
  bindings: readonly unknown[];
  /** Login of whoever calls them off. */
  by: string;
  /** Whether what people edited is given up too, or only what no edit asked for. */
  edits: boolean;
}

/**
 * None of them is pushed from the commit on. The time is taken under the pairs' locks: an edit that comes later has a later one.
 * @returns how many
 */
export async function markCalledOff(trx: Queryable, { projectId, which, bindings, by, edits }: CallOff): Promise<number> {
  await lockLinks(trx, projectId);
  const pairs = await lockPairs(trx, which, bindings);
  const at = await databaseTime(trx);
  await run(
    trx,
    `UPDATE github_integration_repositories ir SET called_off = ir.called_off + fresh.count
       FROM (SELECT m.repository_id, count(*) AS count FROM github_issue_mappings m
              WHERE m.action_id = ANY(?) AND m.called_off_at IS NULL AND ${which} GROUP BY 1) AS fresh
      WHERE ir.project_id = ? AND ir.repository_id = fresh.repository_id`,
    [pairs, ...bindings, projectId],
  );
  const marked = await rows(
    trx,
    `UPDATE github_issue_mappings m SET braked = true, called_off_at = ?, called_off_by = ?, called_off_edits = ?, given_up = false WHERE m.action_id = ANY(?) AND ${which} RETURNING 1`,
    [at, by, edits, pairs, ...bindings],
  );
  return marked.length;
}

/** A push that was begun before shows first what came of it; one of a parked pair shows nothing any more. */
const READY = "m.integration_id = ? AND m.called_off_at IS NOT NULL AND (m.pushing IS NULL OR m.state <> 'live')";

/** Locks some of what can be given up at once. @returns ids of the actions */
export async function lockCalledOff(trx: Queryable, integrationId: number, limit: number): Promise<number[]> {
  return lockPairs(trx, READY, [integrationId], limit);
}

/** Mappings that were being written when they were called off, and of which nobody has read yet what came of it; those whose reading was given up, once an hour. */
export async function calledOffUnderWay(db: Queryable, integrationId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT m.id FROM github_issue_mappings m WHERE m.integration_id = ? AND m.called_off_at IS NOT NULL AND m.pushing IS NOT NULL AND m.state = 'live' AND ${ITS_TURN} ORDER BY m.id`,
    [integrationId],
  );
  return found.map(({ id }) => id);
}

/** Where a calling off is under way: the floor under its jobs. @returns ids of integrations */
export async function openCallOffs(db: Queryable): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT integration_id AS id FROM github_issue_mappings WHERE called_off_at IS NOT NULL AND integration_id IS NOT NULL
      UNION SELECT integration_id FROM github_integration_repositories WHERE called_off > 0 ORDER BY 1`,
  );
  return found.map(({ id }) => id);
}

/** Ends the count of repositories where all is given up, and takes the brake off where nothing waits behind it. @returns the project */
export async function endCallOff(trx: Queryable, integrationId: number): Promise<number | undefined> {
  const found = await row<{ projectId: number }>(trx, 'SELECT project_id AS "projectId" FROM github_integrations WHERE id = ?', [integrationId]);
  if (!found) return undefined;
  await lockLinks(trx, found.projectId);
  await run(
    trx,
    `UPDATE github_integration_repositories ir SET called_off = 0 WHERE integration_id = ? AND called_off > 0 AND NOT EXISTS (
       SELECT 1 FROM github_issue_mappings m WHERE m.integration_id = ir.integration_id AND m.repository_id = ir.repository_id AND m.called_off_at IS NOT NULL)`,
    [integrationId],
  );
  await liftIdleBrake(trx, integrationId);
  return found.projectId;
}

/** How far the calling off of a project's writes is, all repositories taken together. */
export async function callOffProgress(db: Queryable, projectId: number): Promise<{ left: number; total: number }> {
  const found = await row<{ left: number; total: number }>(
    db,
    `SELECT (SELECT count(*)::int FROM github_issue_mappings WHERE project_id = ? AND called_off_at IS NOT NULL) AS "left",
            (SELECT coalesce(sum(called_off), 0)::int FROM github_integration_repositories WHERE project_id = ?) AS total`,
    [projectId, projectId],
  );
  const { left, total } = found as { left: number; total: number };
  return { left, total: Math.max(left, total) };
}
