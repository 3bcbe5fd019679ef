/** Actions as people read them: with their issue's side, filtered, sorted, page by page. */
import type { ActionEvent } from './actions.ts';
import type { Queryable } from './db.ts';
import { row, rows } from './db.ts';
import { seenActions } from './repository-access.ts';

export interface ActionView {
  id: string;
  projectId: number;
  title: string;
  description: string;
  status: string;
  priority: string | null;
  category: string | null;
  tags: string[];
  assignees: string[];
  milestone: string | null;
  /** YYYY-MM-DD */
  dueDate: string | null;
  issueType: string | null;
  customFields: Record<string, never>;
  github: {
    repository: string;
    number: number;
    url: string;
    state: 'open' | 'closed';
    stateReason: string | null;
    syncedAt: string | null;
    conflict: boolean;
    pending: boolean;
    braked: boolean;
    callingOff: boolean;
    error: string | null;
    locked: boolean;
  } | null;
  /** Its issue while it is being made, or why it could not be; null where it has one or wants none. */
  issueCreation: { repository: string; state: 'planned' | 'sent' | 'refused'; note: string | null } | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export type ActionSort = 'updated' | 'created' | 'priority' | 'title';

export interface ActionFilter {
  projectId: number;
  status: readonly string[];
  priority: readonly string[];
  assignee: readonly string[];
  tag: readonly string[];
  repository: readonly number[];
  text: string;
  /** Repositories whose actions the reader must not see. */
  hidden: readonly number[];
  /** In `priority` and `assignee`: has none. */
  none: string;
  /** Those that a person put away instead of those in use. */
  archived?: boolean;
}

export interface ActionPageQuery extends ActionFilter {
  sort: ActionSort;
  order: 'asc' | 'desc';
  /** Sort value and id of the last row of the page before. */
  after: { value: string; id: number } | null;
  limit: number;
  /** The project's, the most urgent first. */
  priorities: readonly string[];
}

/** `next` is where the following page begins, null after the last. */
export interface ActionViewPage {
  items: ActionView[];
  next: { value: string; id: number } | null;
}

const time = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const VIEW = (description: boolean): string => `
  a.id::text AS id, a.project_id AS "projectId", a.title, ${description ? 'a.description' : "''"} AS description, a.status, a.priority,
  a.category, a.tags, a.assignees, a.milestone, a.due_date AS "dueDate", a.issue_type AS "issueType", a.custom_fields AS "customFields", a.version, ${time('a.created_at')} AS "createdAt",
  ${time('a.updated_at')} AS "updatedAt",
  CASE WHEN m.id IS NOT NULL THEN json_build_object(
    'repository', r.owner || '/' || r.name, 'number', m.issue_number, 'url', m.issue_url, 'state', m.issue_state, 'stateReason', m.issue_reason,
    'syncedAt', ${time('m.synced_at')},
    'conflict', EXISTS (SELECT 1 FROM conflicts c WHERE c.mapping_id = m.id AND c.resolved_at IS NULL), 'pending', m.pending, 'braked', m.braked, 'callingOff', m.called_off_at IS NOT NULL, 'error', m.error,
    'locked', m.issue_locked) END AS github,
  (SELECT json_build_object('repository', cr.owner || '/' || cr.name, 'state', ic.state, 'note', ic.note)
     FROM issue_creations ic JOIN repositories cr ON cr.id = ic.repository_id
    WHERE ic.action_id = a.id AND ic.state IN ('planned', 'sent', 'refused')) AS "issueCreation"`;

const FROM = `actions a LEFT JOIN github_issue_mappings m ON m.action_id = a.id LEFT JOIN repositories r ON r.id = m.repository_id`;

const SORTS: Record<Exclude<ActionSort, 'priority'>, { expression: string; type: string }> = {
  updated: { expression: 'a.updated_at', type: 'timestamptz' },
  created: { expression: 'a.created_at', type: 'timestamptz' },
  title: { expression: 'lower(a.title)', type: 'text' },
};

/** One page of a project's actions. */
export async function pageOfActions(db: Queryable, query: ActionPageQuery): Promise<ActionViewPage> {
  if (query.sort === 'priority') return pageByPriority(db, query);
  const { expression, type } = SORTS[query.sort];
  const where = conditions(query);
  const compare = query.order === 'asc' ? '>' : '<';
  if (query.after) {
    where.sql.push(`(${expression}, a.id) ${compare} (?::${type}, ?)`);
    where.bindings.push(query.after.value, query.after.id);
  }
  const found = await rows<ActionView & { sortValue: string }>(
    db,
    `SELECT ${VIEW(false)}, (${expression})::text AS "sortValue" FROM ${FROM}
      WHERE ${where.sql.join(' AND ')} ORDER BY ${expression} ${query.order}, a.id ${query.order} LIMIT ?`,
    [...where.bindings, query.limit + 1],
  );
  return pageOf(found, query.limit);
}

function pageOf(found: readonly (ActionView & { sortValue: string })[], limit: number): ActionViewPage {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, next: last ? { value: last.sortValue, id: Number(last.id) } : null };
}

/**
 * The project's own order of priorities decides; without one, or with one that it no longer has, an action is the
 * least urgent. Every priority is a part of its own, in the order of an index, and parts that are not reached are not read.
 */
async function pageByPriority(db: Queryable, query: ActionPageQuery): Promise<ActionViewPage> {
  const { order, after, priorities, limit } = query;
  const where = conditions(query);
  const most = priorities.length;
  const rankOf = (index: number): number => most - index;
  const parts = [
    ...priorities.map((priority, index) => ({ rank: rankOf(index), sql: 'a.priority = ?', bindings: [priority] as unknown[] })),
    { rank: 0, sql: '(a.priority IS NULL OR NOT a.priority = ANY(?))', bindings: [[...priorities]] as unknown[] },
  ].sort((a, b) => (order === 'asc' ? a.rank - b.rank : b.rank - a.rank));
  const from = after === null ? null : Number(after.value);
  const found: (ActionView & { sortValue: string })[] = [];
  for (const part of parts) {
    if (found.length > limit) break;
    if (from !== null && (order === 'asc' ? part.rank < from : part.rank > from)) continue;
    const compare = order === 'asc' ? '>' : '<';
    const rest = after !== null && part.rank === from ? { sql: `a.id ${compare} ?`, bindings: [after.id] } : { sql: 'true', bindings: [] };
    found.push(...(await rows<ActionView & { sortValue: string }>(
      db,
      `SELECT ${VIEW(false)}, '${part.rank}' AS "sortValue" FROM ${FROM} WHERE ${[...where.sql, part.sql, rest.sql].join(' AND ')} ORDER BY a.id ${order} LIMIT ?`,
      [...where.bindings, ...part.bindings, ...rest.bindings, limit + 1 - found.length],
    )));
  }
  return pageOf(found, limit);
}

/** Counting goes no further: beyond, a person reads "more than". Each match of a text has to be looked at. */
const COUNTED = { text: 1_000, other: 100_000 };

/** How many match, up to a bound; `atLeast` says that there are more. */
export async function countActions(db: Queryable, filter: ActionFilter): Promise<{ total: number; atLeast: boolean }> {
  const where = conditions(filter);
  const most = filter.text === '' ? COUNTED.other : COUNTED.text;
  const counted = await row<{ count: number }>(
    db,
    `SELECT count(*) AS count FROM (SELECT 1 FROM ${FROM} WHERE ${where.sql.join(' AND ')} LIMIT ?) AS matching`,
    [...where.bindings, most + 1],
  );
  const count = counted?.count ?? 0;
  return { total: Math.min(count, most), atLeast: count > most };
}

/** How many match in each status. */
export async function countMatchingByStatus(db: Queryable, filter: ActionFilter): Promise<Record<string, number>> {
  const where = conditions(filter);
  return byStatus(await rows(db, `SELECT a.status, count(*) AS count FROM ${FROM} WHERE ${where.sql.join(' AND ')} GROUP BY a.status`, where.bindings));
}

/** Ids of those that match, oldest first. */
export async function idsOfMatching(db: Queryable, filter: ActionFilter, limit: number): Promise<number[]> {
  const where = conditions(filter);
  const found = await rows<{ id: number }>(db, `SELECT a.id FROM ${FROM} WHERE ${where.sql.join(' AND ')} ORDER BY a.id LIMIT ?`, [...where.bindings, limit]);
  return found.map(({ id }) => id);
}

/** Of these ids, those of the project's actions that the reader may see, in the order given. */
export async function idsSeen(db: Queryable, projectId: number, ids: readonly number[], hidden: readonly number[]): Promise<number[]> {
  const seen = seenActions(hidden);
  const found = await rows<{ id: number }>(
    db,
    `SELECT a.id FROM actions a WHERE a.project_id = ? AND a.id = ANY(?) AND a.archived_reason IS DISTINCT FROM 'deleted' AND ${seen.sql} ORDER BY array_position(?::bigint[], a.id)`,
    [projectId, [...ids], ...seen.bindings, [...ids]],
  );
  return found.map(({ id }) => id);
}

const NUMBERED = 'SELECT n.action_id FROM github_issue_mappings n WHERE n.project_id = ? AND n.issue_number = ?::int';

function conditions(filter: ActionFilter): { sql: string[]; bindings: unknown[] } {
  const sql = ['a.project_id = ?', filter.archived === true ? "a.archived_reason = 'person'" : 'a.archived_at IS NULL'];
  const bindings: unknown[] = [filter.projectId];
  const add = (condition: string, ...values: unknown[]): void => {
    sql.push(condition);
    bindings.push(...values);
  };
  const { none } = filter;
  const seen = seenActions(filter.hidden);
  add(seen.sql, ...seen.bindings);
  if (filter.status.length > 0) add('a.status = ANY(?)', filter.status);
  if (filter.priority.length > 0) add('(a.priority = ANY(?) OR (a.priority IS NULL AND ? = ANY(?)))', filter.priority, none, filter.priority);
  if (filter.assignee.length > 0) add("(a.assignees && ?::text[] OR (a.assignees = '{}' AND ? = ANY(?)))", filter.assignee, none, filter.assignee);
  if (filter.tag.length > 0) add('a.tags @> ?::text[]', filter.tag);
  if (filter.repository.length > 0) add('m.repository_id = ANY(?)', filter.repository);
  if (filter.text !== '') {
    const [, hash, number] = /^(#?)(\d{1,9})$/.exec(filter.text) ?? [];
    const pattern = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    if (number === undefined) add('(a.title ILIKE ? OR a.description ILIKE ?)', pattern, pattern);
    else if (hash === '#') add(`a.id IN (${NUMBERED})`, filter.projectId, number);
    // Two tables have a part in this: as one OR over both no index would serve it.
    else add(`a.id IN (${NUMBERED} UNION ALL SELECT t.id FROM actions t WHERE t.project_id = ? AND t.title ILIKE ?)`, filter.projectId, number, filter.projectId, pattern);
  }
  return { sql, bindings };
}

export async function viewsOfActions(db: Queryable, ids: readonly number[]): Promise<ActionView[]> {
  return rows(db, `SELECT ${VIEW(false)} FROM ${FROM} WHERE a.id = ANY(?) AND a.archived_at IS NULL ORDER BY a.id`, [[...ids]]);
}

export async function viewOfAction(db: Queryable, id: number): Promise<ActionView | undefined> {
  return row(db, `SELECT ${VIEW(true)} FROM ${FROM} WHERE a.id = ?`, [id]);
}

export interface HistoryView {
  id: string;
  at: string;
  by: string | null;
  side: 'github' | 'lockstep';
  kind: ActionEvent['kind'];
  changes: Record<string, { from: never; to: never }>;
}

/** Newest first, those before the event `before` if given. */
export async function historyOfAction(db: Queryable, id: number, limit: number, before: number | null = null): Promise<HistoryView[]> {
  return rows(
    db,
    `SELECT id::text AS id, ${time('at')} AS at, actor AS by, side, kind, changes FROM action_events
      WHERE action_id = ? AND (?::bigint IS NULL OR action_events.id < ?) ORDER BY action_events.id DESC LIMIT ?`,
    [id, before, before, limit],
  );
}

/** @param hidden repositories whose actions the reader must not see */
export async function countByStatus(db: Queryable, projectId: number, hidden: readonly number[]): Promise<Record<string, number>> {
  const { sql, bindings } = seenActions(hidden);
  return byStatus(await rows(db, `SELECT a.status, count(*) AS count FROM actions a WHERE a.project_id = ? AND a.archived_at IS NULL AND ${sql} GROUP BY a.status`, [projectId, ...bindings]));
}

function byStatus(counts: readonly { status: string; count: number }[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ status, count }) => [status, count]));
}

export type FacetField = 'priority' | 'tags' | 'assignees' | 'milestone' | 'issue_type';

const SETS: ReadonlySet<FacetField> = new Set(['tags', 'assignees']);

/** Values in use with their counts, most used first. */
export async function facetOf(db: Queryable, projectId: number, field: FacetField, limit: number, hidden: readonly number[]): Promise<{ value: string; count: number }[]> {
  const seen = seenActions(hidden);
  const source = SETS.has(field) ? `actions a, unnest(a.${field}) AS v (value)` : `actions a, LATERAL (SELECT a.${field} AS value) v`;
  return rows(
    db,
    `SELECT v.value, count(*) AS count FROM ${source} WHERE a.project_id = ? AND a.archived_at IS NULL AND v.value IS NOT NULL AND ${seen.sql}
      GROUP BY v.value ORDER BY count(*) DESC, v.value LIMIT ?`,
    [projectId, ...seen.bindings, limit],
  );
}
