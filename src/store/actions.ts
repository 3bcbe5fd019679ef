/** Actions, and the history of their changes. */
import type { FieldValues, JsonValue } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface ActionRow {
  id: number;
  projectId: number;
  version: number;
  archivedAt: Date | null;
  archivedReason: 'filter' | 'person' | 'deleted' | null;
  values: FieldValues;
}

export interface ActionEvent {
  projectId: number;
  actionId: number;
  version: number;
  kind: 'created' | 'changed' | 'lost' | 'archived' | 'unarchived' | 'detached' | 'restored' | 'resolved' | 'deleted' | 'linked' | 'moved';
  side: 'github' | 'lockstep';
  actor: string | null;
  /** Field -> both values. */
  changes: Record<string, { from: JsonValue; to: JsonValue }>;
  deliveryGuid?: string | null;
}

/** Field key -> column; custom fields live together in custom_fields. */
const COLUMNS = {
  title: 'title',
  description: 'description',
  status: 'status',
  priority: 'priority',
  category: 'category',
  tags: 'tags',
  assignees: 'assignees',
  milestone: 'milestone',
  dueDate: 'due_date',
  issueType: 'issue_type',
} as const;

const CUSTOM = 'custom.';

interface RawAction extends Record<string, unknown> {
  id: number;
  project_id: number;
  version: number;
  archived_at: Date | null;
  archived_reason: 'filter' | 'person' | 'deleted' | null;
  custom_fields: Record<string, JsonValue>;
}

function toAction(raw: RawAction): ActionRow {
  const values: Record<string, JsonValue> = {};
  for (const [key, column] of Object.entries(COLUMNS)) values[key] = raw[column] as JsonValue;
  for (const [key, value] of Object.entries(raw.custom_fields)) values[CUSTOM + key] = value;
  return { id: raw.id, projectId: raw.project_id, version: raw.version, archivedAt: raw.archived_at, archivedReason: raw.archived_reason, values };
}

/** Locks actions until the transaction ends; in the order of their ids, so that two callers never wait for each other. */
export async function lockActions(trx: Queryable, ids: readonly number[]): Promise<Map<number, ActionRow>> {
  const found = await rows<RawAction>(trx, 'SELECT * FROM actions WHERE id = ANY(?) ORDER BY id FOR UPDATE', [[...ids]]);
  return new Map(found.map((raw) => [raw.id, toAction(raw)]));
}

/** Locks the actions paired with these issues; the action's lock guards the pair. */
export async function lockActionsOfIssues(trx: Queryable, projectId: number, issueIds: readonly number[]): Promise<Map<number, ActionRow>> {
  const found = await rows<RawAction>(
    trx,
    `SELECT a.* FROM actions a JOIN github_issue_mappings m ON m.action_id = a.id
      WHERE m.project_id = ? AND m.issue_id = ANY(?) ORDER BY a.id FOR UPDATE OF a`,
    [projectId, [...issueIds]],
  );
  return new Map(found.map((raw) => [raw.id, toAction(raw)]));
}

export async function findActions(db: Queryable, ids: readonly number[]): Promise<Map<number, ActionRow>> {
  const found = await rows<RawAction>(db, 'SELECT * FROM actions WHERE id = ANY(?)', [[...ids]]);
  return new Map(found.map((raw) => [raw.id, toAction(raw)]));
}

export async function findAction(db: Queryable, id: number): Promise<ActionRow | undefined> {
  const raw = await row<RawAction>(db, 'SELECT * FROM actions WHERE id = ?', [id]);
  return raw && toAction(raw);
}

/**
 * Creates actions in one statement.
 * @param createdAt GitHub's creation times, so that a pulled list sorts as it does there
 * @returns their ids, in the order given
 */
export async function insertActions(trx: Queryable, projectId: number, items: readonly { values: FieldValues; createdAt: string; updatedAt: string }[]): Promise<number[]> {
  if (items.length === 0) return [];
  const made = await rows<{ id: number; position: number }>(
    trx,
    `WITH numbered AS (
       SELECT nextval(pg_get_serial_sequence('actions', 'id')) AS id, t.*
         FROM jsonb_to_recordset(?::jsonb) AS t (position int, title text, description text, status text, priority text, category text,
              tags text[], assignees text[], milestone text, due_date date, issue_type text, custom_fields jsonb,
              created_at timestamptz, updated_at timestamptz)
     ), made AS (
       INSERT INTO actions (id, project_id, title, description, status, priority, category, tags, assignees, milestone, due_date,
                            issue_type, custom_fields, created_at, updated_at)
       OVERRIDING SYSTEM VALUE
       SELECT id, ?, title, description, status, priority, category, tags, assignees, milestone, due_date,
              issue_type, custom_fields, created_at, updated_at FROM numbered
     )
     SELECT id, position FROM numbered ORDER BY position`,
    [JSON.stringify(items.map((item, position) => ({
      position, ...toColumns(item.values), custom_fields: customOf(item.values), created_at: item.createdAt, updated_at: item.updatedAt,
    }))), projectId],
  );
  return made.map(({ id }) => id);
}

/** PostgreSQL's text holds no NUL; GitHub's neither, but an import might. */
function toColumns(values: FieldValues): Record<string, JsonValue> {
  const columns: Record<string, JsonValue> = { description: '', tags: [], assignees: [], custom_fields: {} };
  for (const [key, column] of Object.entries(COLUMNS)) {
    const value = values[key as keyof typeof COLUMNS];
    if (value !== undefined) columns[column] = value;
  }
  return columns;
}

function customOf(values: FieldValues): Record<string, JsonValue> {
  const entries = Object.entries(values).filter(([key, value]) => key.startsWith(CUSTOM) && value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(CUSTOM.length), value as JsonValue]));
}

/**
 * Writes changed fields and counts the version up.
 * @returns the new version
 */
export async function updateAction(trx: Queryable, id: number, changes: FieldValues): Promise<number> {
  const version = (await updateActions(trx, [id], changes)).get(id);
  if (version === undefined) throw new Error(`action ${id} is gone`);
  return version;
}

/** The same for many. @returns the new versions by id */
export async function updateActions(trx: Queryable, ids: readonly number[], changes: FieldValues): Promise<Map<number, number>> {
  const columns = Object.entries(COLUMNS).filter(([key]) => key in changes);
  const custom = customOf(changes);
  const sets = columns.map(([, column]) => `${column} = ?`);
  const updated = await rows<{ id: number; version: number }>(
    trx,
    `UPDATE actions SET ${[...sets, 'custom_fields = custom_fields || ?::jsonb', 'version = version + 1', 'updated_at = now()'].join(', ')}
      WHERE id = ANY(?) RETURNING id, version`,
    [...columns.map(([key]) => changes[key as keyof typeof COLUMNS]), JSON.stringify(custom), [...ids]],
  );
  return new Map(updated.map(({ id, version }) => [id, version]));
}

export async function insertActionEvents(trx: Queryable, events: readonly ActionEvent[]): Promise<void> {
  if (events.length === 0) return;
  await run(
    trx,
    `INSERT INTO action_events (project_id, action_id, version, kind, side, actor, changes, delivery_guid)
     SELECT * FROM jsonb_to_recordset(?::jsonb)
       AS t (project_id bigint, action_id bigint, version int, kind text, side text, actor text, changes jsonb, delivery_guid text)`,
    [JSON.stringify(events.map((event) => ({
      project_id: event.projectId, action_id: event.actionId, version: event.version, kind: event.kind, side: event.side,
      actor: event.actor, changes: event.changes, delivery_guid: event.deliveryGuid ?? null,
    })))],
  );
}

/** Archives an action, or brings it back; what a filter archived comes back by itself, what a person archived does not. */
export async function setArchived(trx: Queryable, id: number, reason: 'filter' | 'person' | 'deleted' | null): Promise<number> {
  const updated = await row<{ version: number }>(
    trx,
    `UPDATE actions SET archived_at = CASE WHEN ?::text IS NULL THEN NULL ELSE now() END, archived_reason = ?, version = version + 1, updated_at = now()
      WHERE id = ? RETURNING version`,
    [reason, reason, id],
  );
  if (!updated) throw new Error(`action ${id} is gone`);
  return updated.version;
}

/** One event of an action's history. */
export async function findActionEvent(db: Queryable, actionId: number, id: number): Promise<{ changes: ActionEvent['changes'] } | undefined> {
  return row(db, 'SELECT changes FROM action_events WHERE action_id = ? AND id = ?', [actionId, id]);
}

/** Whether a delivery has written an event of this kind: a redelivery must not write it again. */
export async function hasEventOfDelivery(db: Queryable, actionId: number, kind: ActionEvent['kind'], deliveryGuid: string): Promise<boolean> {
  return (await row(db, 'SELECT 1 FROM action_events WHERE action_id = ? AND kind = ? AND delivery_guid = ? LIMIT 1', [actionId, kind, deliveryGuid])) !== undefined;
}
