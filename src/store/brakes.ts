/** The brake of an integration, and what waits behind it. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface Brake {
  limit: number;
  /** On since; null while it is off. */
  since: Date | null;
  /** Writes by rules let through within the last hour. */
  released: number;
}

/** Locks the integration's row, so that two pages of one wave are counted one after the other. */
export async function lockBrake(trx: Queryable, integrationId: number): Promise<Brake | undefined> {
  return row(
    trx,
    `SELECT brake_limit + CASE WHEN brake_allowed_until > now() THEN brake_allowed ELSE 0 END AS "limit", braked_at AS since,
            (SELECT count(*) FROM github_issue_mappings m WHERE m.integration_id = i.id AND m.released_at > now() - interval '1 hour') AS released
       FROM github_integrations i WHERE id = ? FOR UPDATE`,
    [integrationId],
  );
}

/** Notes a write that no person's edit asked for. It is pushed only once it is let through. */
export async function brakeMappings(trx: Queryable, ids: readonly number[]): Promise<void> {
  await run(trx, 'UPDATE github_issue_mappings SET braked = true WHERE id = ANY(?)', [[...ids]]);
}

/** @returns the mappings let through */
export async function releaseMappings(trx: Queryable, integrationId: number, ids?: readonly number[]): Promise<number[]> {
  const released = await rows<{ id: number }>(
    trx,
    `UPDATE github_issue_mappings SET braked = false, released_at = now()
      WHERE integration_id = ? AND braked AND (?::bigint[] IS NULL OR id = ANY(?)) RETURNING id`,
    [integrationId, ids ? [...ids] : null, ids ? [...ids] : null],
  );
  return released.map(({ id }) => id);
}

export async function setBrake(trx: Queryable, integrationId: number, on: boolean): Promise<void> {
  await run(trx, 'UPDATE github_integrations SET braked_at = CASE WHEN ? THEN coalesce(braked_at, now()) END WHERE id = ?', [on, integrationId]);
}

/** What waits behind the brake, for the person who is asked. */
export async function brakedMappings(db: Queryable, integrationId: number): Promise<{ mappingId: number; actionId: number; title: string; number: number; repository: string }[]> {
  return rows(
    db,
    `SELECT m.id AS "mappingId", a.id AS "actionId", a.title, m.issue_number AS number, r.owner || '/' || r.name AS repository
       FROM github_issue_mappings m JOIN actions a ON a.id = m.action_id JOIN repositories r ON r.id = m.repository_id
      WHERE m.integration_id = ? AND m.braked ORDER BY m.id`,
    [integrationId],
  );
}
