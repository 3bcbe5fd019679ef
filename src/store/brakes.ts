/** The brake of an integration, and what waits behind it. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

/** What a write takes away from an issue: it is closed, or loses labels. */
export type Loss = 'closing' | 'unlabelling';

export interface Brake {
  limit: number;
  /** Of writes that close an issue or take labels off it. */
  closingLimit: number;
  /** On since; null while it is off. */
  since: Date | null;
  /** Writes by rules let through within the last hour, and those of them that took something away. */
  released: number;
  releasedClosing: number;
}

/** A condition on `m`, the mapping: it waits for a person's word. What was called off does not, nor what has ended with its action. */
export const BEHIND_BRAKE = "m.braked AND m.called_off_at IS NULL AND m.state <> 'detached'";

/** A write that no person's edit asked for. */
export interface RuledWrite {
  mappingId: number;
  loss: Loss | null;
}

/**
 * Locks the integration's row, so that two pages of one wave are counted one after the other.
 * @param counted mappings that are about to be counted: each counts once within the hour
 */
export async function lockBrake(trx: Queryable, integrationId: number, counted: readonly number[] = []): Promise<Brake | undefined> {
  return row(
    trx,
    `SELECT brake_limit + CASE WHEN brake_allowed_until > now() THEN brake_allowed ELSE 0 END AS "limit", braked_at AS since,
            brake_closing_limit + CASE WHEN brake_allowed_until > now() THEN brake_allowed_closing ELSE 0 END AS "closingLimit", let.released, let."releasedClosing"
       FROM github_integrations i, LATERAL (
         SELECT count(*) AS released, count(*) FILTER (WHERE braked_loss IS NOT NULL) AS "releasedClosing"
           FROM github_issue_mappings m WHERE m.integration_id = i.id AND m.released_at > now() - interval '1 hour' AND NOT m.id = ANY(?)) AS let
      WHERE id = ? FOR NO KEY UPDATE OF i`,
    [[...counted], integrationId],
  );
}

/** Notes writes that no person's edit asked for. They are pushed only once they are let through. */
export async function brakeMappings(trx: Queryable, writes: readonly RuledWrite[]): Promise<void> {
  await run(
    trx,
    // What was let through within the hour goes on to count as what it was.
    `UPDATE github_issue_mappings m SET braked = true, braked_loss = coalesce(w.loss, CASE WHEN m.released_at > now() - interval '1 hour' THEN m.braked_loss END)
       FROM unnest(?::bigint[], ?::text[]) AS w (id, loss) WHERE m.id = w.id`,
    [writes.map(({ mappingId }) => mappingId), writes.map(({ loss }) => loss)],
  );
}

/** @returns the mappings let through */
export async function releaseMappings(trx: Queryable, integrationId: number, ids: readonly number[]): Promise<number[]> {
  const released = await rows<{ id: number }>(
    trx,
    `UPDATE github_issue_mappings m SET braked = false, released_at = now() WHERE integration_id = ? AND ${BEHIND_BRAKE} AND id = ANY(?) RETURNING id`,
    [integrationId, [...ids]],
  );
  return released.map(({ id }) => id);
}

export async function setBrake(trx: Queryable, integrationId: number, on: boolean): Promise<void> {
  await run(trx, 'UPDATE github_integrations SET braked_at = CASE WHEN ? THEN coalesce(braked_at, now()) END WHERE id = ?', [on, integrationId]);
}

/** Takes the brake off where nothing waits behind it; what is called off and still to be given up does. */
export async function liftIdleBrake(trx: Queryable, integrationId: number): Promise<void> {
  await run(trx, 'SELECT 1 FROM github_integrations WHERE id = ? FOR NO KEY UPDATE', [integrationId]);
  // Looked for under the lock: what came behind the brake meanwhile waits for a word of its own.
  await run(
    trx,
    `UPDATE github_integrations i SET braked_at = NULL WHERE id = ? AND braked_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM github_issue_mappings m WHERE m.integration_id = i.id AND m.braked AND m.state <> 'detached')`,
    [integrationId],
  );
}

export interface BrakedWrite extends RuledWrite {
  actionId: number;
  title: string;
  number: number;
  repository: string;
}

/** What waits behind the brake, for the person who is asked: first what would be taken away. */
export async function brakedMappings(db: Queryable, integrationId: number): Promise<BrakedWrite[]> {
  return rows(
    db,
    `SELECT m.id AS "mappingId", a.id AS "actionId", a.title, m.issue_number AS number, r.owner || '/' || r.name AS repository, m.braked_loss AS loss
       FROM github_issue_mappings m JOIN actions a ON a.id = m.action_id JOIN repositories r ON r.id = m.repository_id
      WHERE m.integration_id = ? AND ${BEHIND_BRAKE} ORDER BY m.braked_loss NULLS LAST, m.id`,
    [integrationId],
  );
}
