/** The sync log: one row per synchronization of one mapping. */
import type { JsonValue } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { row, run } from './db.ts';

export interface SyncLogEntry {
  projectId: number;
  integrationId: number | null;
  repositoryId: number;
  mappingId: number | null;
  actionId: number | null;
  issueNumber: number | null;
  direction: 'pull' | 'push';
  /** webhook, backfill, refresh, edit, retry, ... */
  trigger: string;
  outcome: 'created' | 'changed' | 'in_step' | 'detached' | 'dropped' | 'failed';
  changes: Record<string, { from: JsonValue; to: JsonValue }> | null;
  deliveryGuid: string | null;
  /** When the cause reached us, by the database's clock (ISO); null where it has no time. */
  receivedAt: string | null;
  durationMs: number;
  error: string | null;
}

export async function insertSyncLogs(trx: Queryable, entries: readonly SyncLogEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await run(
    trx,
    `INSERT INTO github_sync_logs (project_id, integration_id, repository_id, mapping_id, action_id, issue_number, direction, trigger,
       outcome, changes, delivery_guid, latency_ms, duration_ms, error)
     SELECT project_id, integration_id, repository_id, mapping_id, action_id, issue_number, direction, trigger, outcome, changes,
            delivery_guid, (extract(epoch FROM clock_timestamp() - received_at) * 1000)::int, duration_ms, error
       FROM jsonb_to_recordset(?::jsonb) AS t (project_id bigint, integration_id bigint, repository_id bigint, mapping_id bigint,
       action_id bigint, issue_number int, direction text, trigger text, outcome text, changes jsonb, delivery_guid text, received_at timestamptz,
       duration_ms int, error text)`,
    [JSON.stringify(entries.map((entry) => ({
      project_id: entry.projectId, integration_id: entry.integrationId, repository_id: entry.repositoryId, mapping_id: entry.mappingId,
      action_id: entry.actionId, issue_number: entry.issueNumber, direction: entry.direction, trigger: entry.trigger, outcome: entry.outcome,
      changes: entry.changes, delivery_guid: entry.deliveryGuid,
      received_at: entry.receivedAt, duration_ms: Math.round(entry.durationMs), error: entry.error,
    })))],
  );
}

/** Why an issue without an action could not be read the last time; null where it could. */
export async function lastUnreadable(db: Queryable, projectId: number, repositoryId: number, number: number): Promise<string | null> {
  const found = await row<{ error: string | null }>(
    db,
    `SELECT error FROM github_sync_logs WHERE project_id = ? AND repository_id = ? AND issue_number = ? AND mapping_id IS NULL AND outcome = 'failed'
      ORDER BY at DESC LIMIT 1`,
    [projectId, repositoryId, number],
  );
  return found?.error ?? null;
}
