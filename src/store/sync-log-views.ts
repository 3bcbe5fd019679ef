/** The sync log as people read it: filtered, the newest first, page by page. */
import type { JsonValue } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { row, rows } from './db.ts';
import { seenActions } from './repository-access.ts';
import type { SyncLogEntry } from './sync-logs.ts';

export interface SyncLogView {
  id: number;
  at: Date;
  repository: string;
  issueNumber: number | null;
  actionId: number | null;
  title: string | null;
  direction: 'pull' | 'push';
  trigger: string;
  outcome: SyncLogEntry['outcome'];
  /** Keys of the fields that changed. */
  fields: string[];
  deliveryGuid: string | null;
  latencyMs: number | null;
  durationMs: number;
  error: string | null;
}

export interface SyncLogFilter {
  projectId: number;
  hidden: readonly number[];
  repositoryId: number | null;
  issue: number | null;
  direction: 'pull' | 'push' | null;
  trigger: string | null;
  /** `trouble`: failed, or not taken by GitHub. */
  outcome: SyncLogEntry['outcome'] | 'trouble' | null;
  /** ISO. */
  from: string | null;
  to: string | null;
  /** In the action's title or the reason; or a delivery's id. */
  text: string;
}

const VIEW = `l.id, l.at, r.owner || '/' || r.name AS repository, l.issue_number AS "issueNumber", a.id AS "actionId", a.title, l.direction, l.trigger, l.outcome,
  ARRAY(SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(l.changes) = 'object' THEN l.changes ELSE '{}' END)) AS fields,
  l.delivery_guid AS "deliveryGuid", l.latency_ms AS "latencyMs", l.duration_ms AS "durationMs", l.error`;
/** An action that has moved on to a hidden repository since is not named, and not found by its title. */
const FROM = (seen: string): string => `github_sync_logs l JOIN repositories r ON r.id = l.repository_id LEFT JOIN actions a ON a.id = l.action_id AND ${seen}`;

/** @param before the id where the page before ended */
export async function pageOfSyncLog(db: Queryable, filter: SyncLogFilter, before: number | null, limit: number): Promise<SyncLogView[]> {
  const where = conditions(filter);
  const seen = seenActions(filter.hidden);
  if (before !== null) where.add('l.id < ?', before);
  return rows(db, `SELECT ${VIEW} FROM ${FROM(seen.sql)} WHERE ${where.sql.join(' AND ')} ORDER BY l.id DESC LIMIT ?`, [...seen.bindings, ...where.bindings, limit]);
}

function conditions({ projectId, hidden, repositoryId, issue, direction, trigger, outcome, from, to, text }: SyncLogFilter) {
  const sql = ['l.project_id = ?', 'NOT l.repository_id = ANY(?)'];
  const bindings: unknown[] = [projectId, [...hidden]];
  const add = (condition: string, ...values: unknown[]): void => {
    sql.push(condition);
    bindings.push(...values);
  };
  if (repositoryId !== null) add('l.repository_id = ?', repositoryId);
  if (issue !== null) add('l.issue_number = ?', issue);
  if (direction !== null) add('l.direction = ?', direction);
  if (trigger !== null) add('l.trigger = ?', trigger);
  if (outcome === 'trouble') add("l.outcome IN ('failed', 'dropped')");
  else if (outcome !== null) add('l.outcome = ?', outcome);
  if (from !== null) add('l.at >= ?', from);
  if (to !== null) add('l.at < ?', to);
  if (text !== '') {
    const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    const seen = seenActions(hidden);
    add(`(l.action_id IN (SELECT a.id FROM actions a WHERE a.project_id = ? AND a.title ILIKE ? AND ${seen.sql}) OR l.error ILIKE ? OR l.delivery_guid = ?)`, projectId, pattern, ...seen.bindings, pattern, text);
  }
  return { sql, bindings, add };
}

export interface SyncLogDetail extends SyncLogView {
  changes: Record<string, { from: JsonValue; to: JsonValue }> | null;
  issueUrl: string | null;
  deliveryEvent: string | null;
  deliveryState: string | null;
}

export async function findSyncLog(db: Queryable, projectId: number, id: number, hidden: readonly number[]): Promise<SyncLogDetail | undefined> {
  const seen = seenActions(hidden);
  return row(
    db,
    `SELECT ${VIEW}, l.changes, m.issue_url AS "issueUrl", d.event || coalesce('.' || d.action, '') AS "deliveryEvent", d.state AS "deliveryState"
       FROM ${FROM(seen.sql)} LEFT JOIN github_issue_mappings m ON m.id = l.mapping_id AND NOT m.repository_id = ANY(?)
       LEFT JOIN delivery_guids g ON g.guid = l.delivery_guid
       LEFT JOIN deliveries d ON d.guid = g.guid AND d.received_at = g.received_at
      WHERE l.project_id = ? AND l.id = ? AND NOT l.repository_id = ANY(?)`,
    [...seen.bindings, [...hidden], projectId, id, [...hidden]],
  );
}

/** Which actions and deliveries these rows are about. */
export async function subjectsOf(db: Queryable, projectId: number, ids: readonly number[], hidden: readonly number[]): Promise<{ actionIds: number[]; guids: string[] }> {
  const found = await rows<{ actionId: number | null; guid: string | null }>(
    db, 'SELECT action_id AS "actionId", delivery_guid AS guid FROM github_sync_logs WHERE project_id = ? AND id = ANY(?) AND NOT repository_id = ANY(?)', [projectId, [...ids], [...hidden]],
  );
  return { actionIds: [...new Set(found.flatMap(({ actionId }) => actionId ?? []))], guids: found.flatMap(({ guid }) => guid ?? []) };
}
