/** A repository that a project no longer links: its pairs rest, with what both sides last agreed on, until it is linked again. */
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';
import { lockLinks, lockPairs } from './locks.ts';

/** Its link and its pairs. */
export async function lockRepository(trx: Queryable, projectId: number, repositoryId: number): Promise<void> {
  await lockLinks(trx, projectId);
  await lockPairs(trx, 'm.project_id = ? AND m.repository_id = ?', [projectId, repositoryId]);
}

/** Of a repository that is locked. @returns ids of the actions that lose their issue */
export async function unlinkRepository(trx: Queryable, projectId: number, repositoryId: number, reason: string): Promise<number[]> {
  const rested = await rows<{ id: number }>(
    trx,
    `UPDATE github_issue_mappings SET integration_id = NULL, state = 'detached', pending = false, pushing = NULL, braked = false, closing = false, error = ?,
            called_off_at = NULL, called_off_by = NULL, called_off_edits = false
      WHERE project_id = ? AND repository_id = ? AND state <> 'detached' RETURNING action_id AS id`,
    [reason, projectId, repositoryId],
  );
  await run(trx, "UPDATE conflicts SET resolved_at = now(), resolution = 'gone' WHERE resolved_at IS NULL AND mapping_id IN (SELECT id FROM github_issue_mappings WHERE project_id = ? AND repository_id = ?)", [projectId, repositoryId]);
  // What was sent may be there: once linked again, it is looked for, and not taken for somebody else's issue (I7).
  await run(trx, "UPDATE issue_creations SET state = CASE state WHEN 'planned' THEN 'dropped' ELSE state END, note = ?, updated_at = now() WHERE project_id = ? AND repository_id = ? AND state IN ('planned', 'sent')", [reason, projectId, repositoryId]);
  await run(trx, "UPDATE github_integrations SET settings = settings - 'newActionsRepository', version = version + 1 WHERE project_id = ? AND settings -> 'newActionsRepository' = to_jsonb(?::bigint)", [projectId, repositoryId]);
  await run(trx, 'DELETE FROM github_integration_repositories WHERE project_id = ? AND repository_id = ?', [projectId, repositoryId]);
  return rested.map(({ id }) => id);
}

/** Pairs that rested since the repository was unlinked go on from where they were. @returns how many */
export async function relinkMappings(trx: Queryable, integrationId: number, projectId: number, repositoryId: number): Promise<number> {
  const rested = "m.project_id = ? AND m.repository_id = ? AND m.integration_id IS NULL AND m.state = 'detached'";
  const pairs = await lockPairs(trx, rested, [projectId, repositoryId]);
  const woken = await rows(
    trx,
    `UPDATE github_issue_mappings m SET integration_id = ?, state = 'live', pending = true, settings_version = 0, error = NULL
      WHERE action_id = ANY(?) AND ${rested} RETURNING 1`,
    [integrationId, pairs, projectId, repositoryId],
  );
  return woken.length;
}

/** Archives actions that are not archived yet, as what leaves the filter is: they come back with their issue. @returns those archived, with their new versions */
export async function archiveUnlinked(trx: Queryable, projectId: number, actionIds: readonly number[], actor: string | null): Promise<number[]> {
  const archived = await rows<{ id: number }>(
    trx,
    `WITH archived AS (UPDATE actions SET archived_at = now(), archived_reason = 'filter', version = version + 1, updated_at = now()
        WHERE id = ANY(?) AND archived_at IS NULL RETURNING id, version)
     INSERT INTO action_events (project_id, action_id, version, kind, side, actor, changes)
     SELECT ?, id, version, 'archived', 'lockstep', ?, '{}' FROM archived RETURNING action_id AS id`,
    [[...actionIds], projectId, actor],
  );
  return archived.map(({ id }) => id);
}
