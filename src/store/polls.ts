/** Polls: until when each link has read what changed on GitHub, and how far the poll under way is. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import type { Mapping } from './mappings.ts';

export interface PairKey {
  integrationId: number;
  repositoryId: number;
}

export interface Poll {
  /** GitHub's clock; null reads everything. */
  windowFrom: Date | null;
  /** Null until the first answer. */
  windowTo: Date | null;
  cursor: string | null;
  unsynced: number;
  sweepAfter: number | null;
  /** Issues with higher numbers have come since; null where nothing is known. */
  lastNumber: number | null;
  /** The last poll found nothing changed in all of its window. */
  quiet: boolean;
  /** GitHub's tag of what had changed last before that poll; null where none is known. */
  headEtag: string | null;
  /** It is time to look at everything that a tag does not tell of: what vanished, and names. */
  wholeDue: boolean;
}

/**
 * Links whose poll is due. A link that is being pulled in full needs none; where that pull failed or was
 * halted, the polls go on if there is something to go on from.
 */
export async function dueLinks(db: Queryable): Promise<PairKey[]> {
  return rows(
    db,
    `SELECT ir.integration_id AS "integrationId", ir.repository_id AS "repositoryId"
       FROM github_integration_repositories ir
       JOIN github_integrations i ON i.id = ir.integration_id AND i.state = 'active'
       JOIN repositories r ON r.id = ir.repository_id AND r.state = 'accessible'
       JOIN installations n ON n.id = r.installation_id AND n.state = 'active'
       LEFT JOIN github_polls p ON p.integration_id = ir.integration_id AND p.repository_id = ir.repository_id
      WHERE (ir.backfill_state IN ('live', 'failed') OR (ir.backfill_state IN ('paused', 'cancelled') AND p.since IS NOT NULL))
        AND coalesce(greatest(p.polled_at, ir.finished_at), '-infinity') + i.poll_every * interval '1 second' <= now()
      ORDER BY p.polled_at NULLS FIRST`,
  );
}

/** So long a tag may stand for everything. */
const WHOLE_EVERY_SECONDS = 3600;

/** Begins a poll `overlapSeconds` before where the last one ended, or goes on with the one under way. */
export async function beginPoll(db: Queryable, { integrationId, repositoryId }: PairKey, overlapSeconds: number): Promise<Poll> {
  const poll = await row<Poll>(
    db,
    `INSERT INTO github_polls AS p (integration_id, repository_id) VALUES (?, ?)
     ON CONFLICT (integration_id, repository_id) DO UPDATE SET
       window_from = CASE WHEN p.cursor IS NULL THEN p.since - ? * interval '1 second' ELSE p.window_from END,
       window_to = CASE WHEN p.cursor IS NULL THEN NULL ELSE p.window_to END
     RETURNING window_from AS "windowFrom", window_to AS "windowTo", cursor, unsynced, sweep_after AS "sweepAfter", last_number AS "lastNumber",
       quiet, head_etag AS "headEtag", coalesce(whole_at + ? * interval '1 second' <= now(), true) AS "wholeDue"`,
    [integrationId, repositoryId, overlapSeconds, WHOLE_EVERY_SECONDS],
  );
  return poll as Poll;
}

/** Ends a poll that found by the tag alone that nothing changed. */
export async function endQuietPoll(db: Queryable, { integrationId, repositoryId }: PairKey): Promise<void> {
  await run(db, 'UPDATE github_polls SET polled_at = now(), error = NULL WHERE integration_id = ? AND repository_id = ?', [integrationId, repositoryId]);
}

/** Notes what a whole poll found, for the next one. */
export async function noteWholePoll(db: Queryable, { integrationId, repositoryId }: PairKey, quiet: boolean, headEtag: string | null): Promise<void> {
  await run(db, 'UPDATE github_polls SET quiet = ?, head_etag = ?, whole_at = now() WHERE integration_id = ? AND repository_id = ?', [quiet, quiet ? headEtag : null, integrationId, repositoryId]);
}

/**
 * Moves on; called in the transaction that writes the page, so a kill repeats at most one page.
 * @param cursor null after the last page: the poll has ended
 * @param windowTo GitHub's time of the poll's first answer
 * @param highest issue number met by this poll; 0 for none
 */
export async function advancePoll(db: Queryable, { integrationId, repositoryId }: PairKey, cursor: string | null, windowTo: Date, highest: number): Promise<void> {
  const isLast = cursor === null;
  await run(
    db,
    `UPDATE github_polls SET cursor = ?, window_to = ?, since = CASE WHEN ? THEN ? ELSE since END,
            polled_at = CASE WHEN ? THEN now() ELSE polled_at END, error = NULL,
            last_number = CASE WHEN ? THEN greatest(last_number, ?::int, (SELECT max(issue_number) FROM github_issue_mappings m WHERE m.integration_id = ? AND m.repository_id = ?)) ELSE last_number END
      WHERE integration_id = ? AND repository_id = ?`,
    [cursor, windowTo, isLast, windowTo, isLast, isLast, highest, integrationId, repositoryId, integrationId, repositoryId],
  );
}

/** The next poll begins its window anew instead of going on with this one. */
export async function restartPoll(db: Queryable, { integrationId, repositoryId }: PairKey): Promise<void> {
  await run(db, 'UPDATE github_polls SET cursor = NULL WHERE integration_id = ? AND repository_id = ?', [integrationId, repositoryId]);
}

/** Ends a poll with the sentence a person reads; the next one is due in its time. */
export async function failPoll(db: Queryable, { integrationId, repositoryId }: PairKey, error: string): Promise<void> {
  await run(db, 'UPDATE github_polls SET error = ?, polled_at = now() WHERE integration_id = ? AND repository_id = ?', [error, integrationId, repositoryId]);
}

/**
 * Everything up to `until` (GitHub's clock) has been read by a full pull: the polls begin there.
 * @param until null for a repository without issues
 */
export async function pollFrom(db: Queryable, { integrationId, repositoryId }: PairKey, until: string | null): Promise<void> {
  await run(
    db,
    `INSERT INTO github_polls (integration_id, repository_id, since) VALUES (?, ?, ?)
     ON CONFLICT (integration_id, repository_id) DO UPDATE SET since = excluded.since, cursor = NULL, error = NULL, quiet = false`,
    [integrationId, repositoryId, until],
  );
}

/** Issues of a repository that are actions of the project, in step or not. */
export async function countMapped(db: Queryable, projectId: number, repositoryId: number): Promise<number> {
  const counted = await row<{ count: number }>(
    db, "SELECT count(*) AS count FROM github_issue_mappings WHERE project_id = ? AND repository_id = ? AND state <> 'detached'", [projectId, repositoryId],
  );
  return counted?.count ?? 0;
}

export async function setUnsynced(db: Queryable, { integrationId, repositoryId }: PairKey, unsynced: number): Promise<void> {
  await run(db, 'UPDATE github_polls SET unsynced = ?, sweep_after = NULL WHERE integration_id = ? AND repository_id = ?', [unsynced, integrationId, repositoryId]);
}

export async function advanceSweep(db: Queryable, { integrationId, repositoryId }: PairKey, after: number): Promise<void> {
  await run(db, 'UPDATE github_polls SET sweep_after = ? WHERE integration_id = ? AND repository_id = ?', [after, integrationId, repositoryId]);
}

/** The next live mappings of a repository, by id. */
export async function mappedAfter(db: Queryable, projectId: number, repositoryId: number, after: number, limit: number): Promise<Pick<Mapping, 'id' | 'issueId' | 'issueNodeId'>[]> {
  return rows(
    db,
    `SELECT id, issue_id AS "issueId", issue_node_id AS "issueNodeId" FROM github_issue_mappings
      WHERE project_id = ? AND repository_id = ? AND state = 'live' AND id > ? ORDER BY id LIMIT ?`,
    [projectId, repositoryId, after, limit],
  );
}
