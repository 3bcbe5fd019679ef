/** What is not in step: mappings with a reason, deliveries that were given up. */
import type { Queryable } from './db.ts';
import { row, rows } from './db.ts';
import type { DeliveryKey } from './deliveries.ts';

export interface TroubledMapping {
  actionId: number;
  title: string;
  repository: string;
  number: number;
  url: string;
  state: 'live' | 'parked';
  error: string | null;
  at: Date;
}

const MAPPING = `m.action_id AS "actionId", a.title, r.owner || '/' || r.name AS repository, m.issue_number AS number, m.issue_url AS url, m.state, m.error, m.synced_at AS at`;
const FROM = 'github_issue_mappings m JOIN actions a ON a.id = m.action_id JOIN repositories r ON r.id = m.repository_id';
const TROUBLED = "(m.error IS NOT NULL OR m.state = 'parked') AND m.state <> 'detached' AND a.archived_at IS NULL";

/** Newest first. */
export async function troubledMappings(db: Queryable, projectId: number, hidden: readonly number[], limit: number): Promise<TroubledMapping[]> {
  return rows(
    db, `SELECT ${MAPPING} FROM ${FROM} WHERE m.project_id = ? AND ${TROUBLED} AND NOT m.repository_id = ANY(?) ORDER BY m.synced_at DESC, m.id DESC LIMIT ?`, [projectId, [...hidden], limit],
  );
}

export async function troubleOfAction(db: Queryable, actionId: number): Promise<TroubledMapping | undefined> {
  return row(db, `SELECT ${MAPPING} FROM ${FROM} WHERE m.action_id = ? AND ${TROUBLED}`, [actionId]);
}

export interface ParkedDelivery {
  guid: string;
  event: string;
  action: string | null;
  repository: string;
  error: string | null;
  receivedAt: Date;
}

export async function parkedDeliveries(db: Queryable, repositoryIds: readonly number[], limit: number): Promise<ParkedDelivery[]> {
  return rows(
    db,
    `SELECT d.guid, d.event, d.action, r.owner || '/' || r.name AS repository, d.error, d.received_at AS "receivedAt"
       FROM deliveries d JOIN repositories r ON r.id = d.repository_id
      WHERE d.state = 'parked' AND d.repository_id = ANY(?) ORDER BY d.received_at DESC LIMIT ?`,
    [[...repositoryIds], limit],
  );
}

/** Queues parked deliveries of these repositories again, or those among them that are named. @returns what needs a job */
export async function unparkDeliveriesOf(trx: Queryable, repositoryIds: readonly number[], guids: readonly string[] | null): Promise<DeliveryKey[]> {
  return rows(
    trx,
    `UPDATE deliveries SET state = 'queued', attempts = 0, error = NULL
      WHERE state = 'parked' AND repository_id = ANY(?) AND (?::text[] IS NULL OR guid = ANY(?))
      RETURNING guid, to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "receivedAt"`,
    [[...repositoryIds], guids && [...guids], guids && [...guids]],
  );
}
