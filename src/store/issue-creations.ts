/** Issues that are being created for actions: one row an action, from the plan to the decision. */
import type { FieldValues } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

/** planned: nothing was sent; sent: the outcome is unknown; made, refused and dropped are final. */
export type CreationState = 'planned' | 'sent' | 'made' | 'refused' | 'dropped';

export interface IssueCreation {
  actionId: number;
  projectId: number;
  integrationId: number;
  repositoryId: number;
  state: CreationState;
  /** How often it was sent. */
  attempts: number;
  /** As sent; null before the first time. */
  title: string | null;
  /** Login that GitHub shows as the author. */
  author: string | null;
  asked: FieldValues | null;
  /** GitHub's clock just before it was sent. */
  sentAt: Date | null;
  /** Numbers of issues that wait for the decision. */
  held: number[];
  issueId: number | null;
  /** Login of who asked for it; null where that is not known. */
  askedBy: string | null;
  note: string | null;
}

const CREATION = `action_id AS "actionId", project_id AS "projectId", integration_id AS "integrationId", repository_id AS "repositoryId",
  state, attempts, title, author, asked, sent_at AS "sentAt", held, issue_id AS "issueId", asked_by AS "askedBy", note`;

/** @returns false where the action's issue was planned before */
export async function insertCreation(trx: Queryable, actionId: number, link: { projectId: number; integrationId: number; repositoryId: number }, askedBy: string | null): Promise<boolean> {
  const made = await rows(
    trx,
    `INSERT INTO issue_creations (action_id, project_id, integration_id, repository_id, asked_by) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (action_id) DO UPDATE SET state = 'planned', attempts = 0, note = NULL, held = '{}', sent_at = NULL, updated_at = now(),
       integration_id = excluded.integration_id, repository_id = excluded.repository_id, asked_by = excluded.asked_by
       WHERE issue_creations.state IN ('refused', 'dropped')
     RETURNING 1`,
    [actionId, link.projectId, link.integrationId, link.repositoryId, askedBy],
  );
  return made.length > 0;
}

export async function findCreation(db: Queryable, actionId: number): Promise<IssueCreation | undefined> {
  return row(db, `SELECT ${CREATION} FROM issue_creations WHERE action_id = ?`, [actionId]);
}

export interface Sending {
  title: string;
  author: string;
  asked: FieldValues;
  /** ISO, GitHub's clock. */
  sentAt: string;
}

const UNIQUE_VIOLATION = '23505';

/**
 * Notes that the issue is about to be sent; to be committed before it is.
 * @returns the attempt, which later steps name; null where it is no longer planned, or where another
 *   issue of this title is undecided in the repository
 */
export async function beginSending(db: Queryable, actionId: number, { title, author, asked, sentAt }: Sending): Promise<number | null> {
  try {
    const begun = await row<{ attempts: number }>(
      db,
      `UPDATE issue_creations SET state = 'sent', attempts = attempts + 1, title = ?, author = ?, asked = ?::jsonb, sent_at = ?, held = '{}',
         note = NULL, updated_at = now() WHERE action_id = ? AND state = 'planned' RETURNING attempts`,
      [title, author, JSON.stringify(asked), sentAt, actionId],
    );
    return begun?.attempts ?? null;
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

/**
 * Ends an attempt that surely made no issue.
 * @returns the creation as it was; undefined where somebody else has decided meanwhile
 */
export async function endAttempt(trx: Queryable, actionId: number, attempt: number, state: 'planned' | 'refused', note: string): Promise<boolean> {
  const ended = await rows(
    trx,
    "UPDATE issue_creations SET state = ?, note = ?, updated_at = now() WHERE action_id = ? AND state = 'sent' AND attempts = ? RETURNING 1",
    [state, note, actionId, attempt],
  );
  return ended.length > 0;
}

/** @returns false where it had been decided before */
export async function finishCreation(trx: Queryable, actionId: number, issueId: number, note: string | null): Promise<boolean> {
  const finished = await rows(
    trx,
    "UPDATE issue_creations SET state = 'made', issue_id = ?, note = ?, updated_at = now() WHERE action_id = ? AND state = 'sent' RETURNING 1",
    [issueId, note, actionId],
  );
  return finished.length > 0;
}

/** Why it waits, in words. */
export async function noteCreation(db: Queryable, actionId: number, note: string | null): Promise<void> {
  await run(db, 'UPDATE issue_creations SET note = ?, updated_at = now() WHERE action_id = ?', [note, actionId]);
}

/** A planned issue that nobody wants any more. What was sent goes on to its decision. */
export async function dropCreation(trx: Queryable, actionId: number): Promise<void> {
  await run(trx, "UPDATE issue_creations SET state = 'dropped', updated_at = now() WHERE action_id = ? AND state = 'planned'", [actionId]);
}

/** A planned issue that GitHub would refuse as the action is now. */
export async function refuseCreation(trx: Queryable, actionId: number, note: string): Promise<void> {
  await run(trx, "UPDATE issue_creations SET state = 'refused', note = ?, updated_at = now() WHERE action_id = ? AND state = 'planned'", [note, actionId]);
}

/**
 * Remembers issues that may be what an undecided creation made.
 * @param authors logins, of the same length as `numbers`
 * @returns the numbers that wait, with the actions whose decision they wait for
 */
export async function holdForCreations(trx: Queryable, projectId: number, repositoryId: number, numbers: readonly number[], authors: readonly (string | null)[]): Promise<{ number: number; actionId: number }[]> {
  return rows(
    trx,
    `WITH found AS (
       SELECT c.action_id, t.number FROM issue_creations c JOIN unnest(?::int[], ?::text[]) AS t (number, author) ON lower(t.author) = lower(c.author)
        WHERE c.project_id = ? AND c.repository_id = ? AND c.state = 'sent'
     ), noted AS (
       UPDATE issue_creations c SET held = (SELECT array_agg(DISTINCT n) FROM unnest(c.held || f.numbers) AS n)
         FROM (SELECT action_id, array_agg(number) AS numbers FROM found GROUP BY action_id) f WHERE f.action_id = c.action_id
     )
     SELECT number, action_id AS "actionId" FROM found`,
    [[...numbers], [...authors], projectId, repositoryId],
  );
}

/** Whether the issue waits for the decision of a creation. */
export async function isHeld(db: Queryable, projectId: number, repositoryId: number, number: number): Promise<boolean> {
  return (await rows(db, "SELECT 1 FROM issue_creations WHERE project_id = ? AND repository_id = ? AND state = 'sent' AND ? = ANY(held)", [projectId, repositoryId, number])).length > 0;
}

/** Of these issues, those that belong to an action of the project already, are known to be gone, or were made by another creation. */
export async function takenIssues(db: Queryable, projectId: number, issueIds: readonly number[]): Promise<Set<number>> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT id FROM unnest(?::bigint[]) AS id
      WHERE EXISTS (SELECT 1 FROM github_issue_mappings m WHERE m.project_id = ? AND m.issue_id = id)
         OR EXISTS (SELECT 1 FROM issue_creations c WHERE c.issue_id = id)
         OR EXISTS (SELECT 1 FROM issue_tombstones t WHERE t.issue_id = id)`,
    [[...issueIds], projectId],
  );
  return new Set(found.map(({ id }) => id));
}

/** Creations of a repository, whatever the project, that were sent so and whose outcome is unknown. */
export async function sentCreations(db: Queryable, repositoryId: number, { author, title }: { author: string; title: string }): Promise<IssueCreation[]> {
  return rows(db, `SELECT ${CREATION} FROM issue_creations WHERE repository_id = ? AND state = 'sent' AND lower(author) = lower(?) AND title = ?`, [repositoryId, author, title]);
}

/** How many creations of a repository are undecided, whatever the project. */
export async function countUndecided(db: Queryable, repositoryId: number): Promise<number> {
  const counted = await row<{ count: number }>(db, "SELECT count(*) AS count FROM issue_creations WHERE repository_id = ? AND state = 'sent'", [repositoryId]);
  return counted?.count ?? 0;
}

/** Actions whose issue is open to be made and that nobody touched for a minute: their job may have been lost. */
export async function neglectedCreations(db: Queryable, limit: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT action_id AS id FROM issue_creations c WHERE state IN ('planned', 'sent') AND updated_at < now() - interval '1 minute'
        AND EXISTS (SELECT 1 FROM github_integration_repositories l WHERE l.integration_id = c.integration_id AND l.repository_id = c.repository_id) ORDER BY updated_at LIMIT ?`,
    [limit],
  );
  return found.map(({ id }) => id);
}

/** Open creations of a repository, for when it is in reach again. */
export async function openCreationsOf(db: Queryable, repositoryId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(db, "SELECT action_id AS id FROM issue_creations WHERE repository_id = ? AND state IN ('planned', 'sent')", [repositoryId]);
  return found.map(({ id }) => id);
}
