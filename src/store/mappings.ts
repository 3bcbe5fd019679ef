/** Issue mappings: the pair (issue, action), what both sides last agreed on, and what is under way. */
import type { FieldKey, FieldValues } from '../core/action.ts';
import type { LastPush } from '../core/overwritten.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import { lockPairs } from './locks.ts';

export interface Mapping {
  id: number;
  projectId: number;
  integrationId: number | null;
  repositoryId: number;
  issueId: number;
  issueNodeId: string;
  issueNumber: number;
  issueUpdatedAt: Date;
  actionId: number;
  base: FieldValues;
  /** How the issue reads after each step of the push that was last begun; null once its outcome is known. */
  pushing: FieldValues[] | null;
  /** What that push began from: the base of then, of the fields that it writes. */
  pushingFrom: FieldValues | null;
  /** GitHub's time of the issue as it was read before that push, and the member's login whose token was to write it; null: the App's. */
  pushingSince: Date | null;
  pushingAs: string | null;
  refused: FieldValues | null;
  seen: number;
  state: 'live' | 'detached' | 'parked';
  pending: boolean;
  error: string | null;
  /** Its write waits for a person: no edit of a person asked for it. */
  braked: boolean;
  /** A person called it off, and it is still to be given up; null otherwise. */
  calledOffAt: Date | null;
  /** Login of that person. */
  calledOffBy: string | null;
  /** Whether what people edited before is given up too. */
  calledOffEdits: boolean;
  /** Field -> when (ISO, the database's clock) and by whom it was last edited here, for what GitHub has not got yet. */
  edited: EditTimes;
  /** The newest pushes that wrote over a whole value, oldest first: the webhook of one may come after the next was made. */
  lastPushes: LastPush[] | null;
  /** The version of the settings that the base was read under. */
  settingsVersion: number;
}

export type EditTimes = Partial<Record<FieldKey, { at: string; by: string | null }>>;

const MAPPING = `id, project_id AS "projectId", integration_id AS "integrationId", repository_id AS "repositoryId",
  issue_id AS "issueId", issue_node_id AS "issueNodeId", issue_number AS "issueNumber", issue_updated_at AS "issueUpdatedAt",
  action_id AS "actionId", base, pushing, pushing_from AS "pushingFrom", pushing_since AS "pushingSince", pushing_as AS "pushingAs", refused, seen, state, pending, error, braked, called_off_at AS "calledOffAt", called_off_by AS "calledOffBy", called_off_edits AS "calledOffEdits", edited, last_push AS "lastPushes", settings_version AS "settingsVersion"`;

/**
 * Serialises everything that touches these issues in this project until the transaction ends, also
 * where no mapping exists yet; in a fixed order, so that two callers never wait for each other.
 */
export async function lockIssues(trx: Queryable, projectId: number, issueIds: readonly number[]): Promise<void> {
  await run(
    trx,
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0))
       FROM (SELECT ? || ':' || id AS key FROM unnest(?::bigint[]) AS id ORDER BY id) AS keys`,
    [`issue:${projectId}`, [...issueIds]],
  );
}

export async function mappingsOfIssues(trx: Queryable, projectId: number, issueIds: readonly number[]): Promise<Map<number, Mapping>> {
  const found = await rows<Mapping>(trx, `SELECT ${MAPPING} FROM github_issue_mappings WHERE project_id = ? AND issue_id = ANY(?)`, [projectId, [...issueIds]]);
  return new Map(found.map((mapping) => [mapping.issueId, mapping]));
}

export async function findMappings(db: Queryable, ids: readonly number[]): Promise<Mapping[]> {
  return rows(db, `SELECT ${MAPPING} FROM github_issue_mappings WHERE id = ANY(?) ORDER BY id`, [[...ids]]);
}

export async function findMapping(db: Queryable, id: number): Promise<Mapping | undefined> {
  return row(db, `SELECT ${MAPPING} FROM github_issue_mappings WHERE id = ?`, [id]);
}

export async function mappingOfAction(db: Queryable, actionId: number): Promise<Mapping | undefined> {
  return row(db, `SELECT ${MAPPING} FROM github_issue_mappings WHERE action_id = ?`, [actionId]);
}

export async function mappingsOfActions(db: Queryable, actionIds: readonly number[]): Promise<Map<number, Mapping>> {
  const found = await rows<Mapping>(db, `SELECT ${MAPPING} FROM github_issue_mappings WHERE action_id = ANY(?)`, [[...actionIds]]);
  return new Map(found.map((mapping) => [mapping.actionId, mapping]));
}

export async function mappingsOfIssueEverywhere(db: Queryable, issueId: number): Promise<Mapping[]> {
  return rows(db, `SELECT ${MAPPING} FROM github_issue_mappings WHERE issue_id = ? ORDER BY id`, [issueId]);
}

/** Pairs new actions with their issues. @returns mapping ids, in the order given */
export async function insertMappings(
  trx: Queryable,
  link: { projectId: number; integrationId: number; repositoryId: number; settingsVersion: number },
  items: readonly { issue: IssueSnapshot; actionId: number; base: FieldValues }[],
): Promise<number[]> {
  if (items.length === 0) return [];
  const made = await rows<{ id: number; actionId: number }>(
    trx,
    `INSERT INTO github_issue_mappings (project_id, integration_id, repository_id, issue_id, issue_node_id, issue_number, issue_url,
       issue_state, issue_reason, issue_locked, issue_updated_at, action_id, base, settings_version)
     SELECT ?, ?, ?, t.*, ? FROM jsonb_to_recordset(?::jsonb) AS t (issue_id bigint, issue_node_id text, issue_number int, issue_url text,
       issue_state text, issue_reason text, issue_locked boolean, issue_updated_at timestamptz, action_id bigint, base jsonb)
     RETURNING id, action_id AS "actionId"`,
    [link.projectId, link.integrationId, link.repositoryId,
      link.settingsVersion, JSON.stringify(items.map(({ issue, actionId, base }) => ({ ...issueColumns(issue), action_id: actionId, base })))],
  );
  const byAction = new Map(made.map((mapping) => [mapping.actionId, mapping.id]));
  return items.map(({ actionId }) => byAction.get(actionId) as number);
}

function issueColumns(issue: IssueSnapshot): Record<string, unknown> {
  return {
    issue_id: issue.id,
    issue_node_id: issue.nodeId,
    issue_number: issue.number,
    issue_url: issue.url,
    issue_state: issue.state,
    issue_reason: issue.stateReason,
    issue_locked: issue.locked,
    issue_updated_at: issue.updatedAt,
  };
}

/** A push that is begun. */
export interface Pushing {
  /** What it is to bring about, and how the issue reads after each of its steps. */
  readings: FieldValues[];
  from: FieldValues;
  since: string;
  as: string | null;
}

export interface MappingUpdate {
  state?: Mapping['state'];
  /** What GitHub said, to be remembered; counts `seen` up. */
  issue?: IssueSnapshot;
  base?: FieldValues;
  pushing?: Pushing | null;
  refused?: FieldValues | null;
  pending?: boolean;
  /** A sentence takes the place of what was so before, `givenUp` included. */
  error?: string | null;
  /** It failed again and again by itself: it is taken up again, but seldom. */
  givenUp?: boolean;
  edited?: EditTimes;
  braked?: boolean;
  /** What was called off is given up. */
  calledOffAt?: null;
  lastPushes?: LastPush[];
  settingsVersion?: number;
}

export async function updateMapping(trx: Queryable, id: number, update: MappingUpdate): Promise<void> {
  const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
  const columns: Record<string, unknown> = {
    ...(update.issue && issueColumns(update.issue)),
    ...(update.state !== undefined && { state: update.state }),
    ...(update.base !== undefined && { base: json(update.base) }),
    ...(update.pushing !== undefined && { pushing: json(update.pushing?.readings ?? null), pushing_from: json(update.pushing?.from ?? null), pushing_since: update.pushing?.since ?? null, pushing_as: update.pushing?.as ?? null }),
    ...(update.refused !== undefined && { refused: json(update.refused) }),
    ...(update.pending !== undefined && { pending: update.pending }),
    ...(update.error !== undefined && { error: update.error, given_up: update.givenUp ?? false }),
    ...(update.edited !== undefined && { edited: json(update.edited) }),
    ...(update.braked !== undefined && { braked: update.braked }),
    ...(update.calledOffAt !== undefined && { called_off_at: null, called_off_by: null, called_off_edits: false }),
    ...(update.settingsVersion !== undefined && { settings_version: update.settingsVersion }),
    ...(update.lastPushes !== undefined && { last_push: JSON.stringify(update.lastPushes) }),
  };
  const names = Object.keys(columns);
  const sets = names.map((name) => (name === 'issue_updated_at' ? `${name} = greatest(${name}, ?)` : `${name} = ?`));
  // Whatever kept a parked mapping from GitHub is over once it is read again.
  if (update.issue) sets.push('seen = seen + 1', 'synced_at = now()', "state = CASE state WHEN 'parked' THEN 'live' ELSE state END");
  await run(trx, `UPDATE github_issue_mappings SET ${sets.join(', ')} WHERE id = ?`, [...names.map((name) => columns[name]), id]);
}

/** People edited these here, what GitHub has not got yet. A person's own edit is never held, and takes along what waits on the same issue. */
export async function markEdited(trx: Queryable, ids: readonly number[], edited: EditTimes): Promise<void> {
  await run(trx, "UPDATE github_issue_mappings SET state = 'live', pending = true, braked = false, edited = edited || ?::jsonb WHERE id = ANY(?)", [JSON.stringify(edited), [...ids]]);
}

/** The issue is out of reach for good: the action stays and is no longer synced. */
export async function detachMapping(trx: Queryable, id: number, reason: string): Promise<void> {
  await run(trx, "UPDATE github_issue_mappings SET state = 'detached', pending = false, pushing = NULL, error = ? WHERE id = ?", [reason, id]);
}

export async function addTombstone(trx: Queryable, issueId: number, repositoryId: number, reason: 'deleted' | 'transferred' | 'discussion'): Promise<void> {
  await run(trx, 'INSERT INTO issue_tombstones (issue_id, repository_id, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [issueId, repositoryId, reason]);
}

/** Which of these issues are known to be gone. */
export async function tombstonesOf(trx: Queryable, issueIds: readonly number[]): Promise<Set<number>> {
  const found = await rows<{ id: number }>(trx, 'SELECT issue_id AS id FROM issue_tombstones WHERE issue_id = ANY(?)', [[...issueIds]]);
  return new Set(found.map(({ id }) => id));
}

/**
 * Parked mappings of a repository live again, and whatever one of them holds that GitHub has not got is tried again.
 * @returns those with something to push
 */
export async function resumeMappings(trx: Queryable, repositoryId: number): Promise<number[]> {
  const waiting = "m.repository_id = ? AND m.state IN ('live', 'parked') AND (m.pending OR m.state = 'parked' OR m.error IS NOT NULL)";
  const pairs = await lockPairs(trx, waiting, [repositoryId]);
  const found = await rows<{ id: number }>(trx, `UPDATE github_issue_mappings m SET state = 'live', pending = true WHERE action_id = ANY(?) AND ${waiting} RETURNING id`, [pairs, repositoryId]);
  return found.map(({ id }) => id);
}

/** A condition on `m`, the mapping: what was given up has its minute of each hour. */
export const ITS_TURN = '(NOT m.given_up OR m.id % 60 = extract(minute FROM now()))';

/** Mappings with something to push whose job may have been lost; the floor under the queue. */
export async function pendingMappings(db: Queryable, limit: number): Promise<number[]> {
  const found = await rows<{ id: number }>(db, `SELECT m.id FROM github_issue_mappings m JOIN actions a ON a.id = m.action_id
       JOIN github_integrations g ON g.id = m.integration_id JOIN repositories r ON r.id = m.repository_id JOIN installations n ON n.id = r.installation_id
      WHERE (m.pending OR m.pushing IS NOT NULL) AND NOT m.braked AND m.state = 'live' AND a.archived_at IS NULL
        AND g.state = 'active' AND r.state = 'accessible' AND r.has_issues AND NOT r.archived AND n.state = 'active'
        AND ${ITS_TURN} ORDER BY m.id LIMIT ?`, [limit]);
  return found.map(({ id }) => id);
}
