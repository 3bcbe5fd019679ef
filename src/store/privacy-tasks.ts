/** The long tasks of privacy, and how far each is: a kill repeats one step at most. */
import type { JsonValue } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import type { Vault } from './vault.ts';

export type TaskKind = 'disconnect' | 'delete-project' | 'erase-person';

export interface PrivacyTask {
  id: number;
  kind: TaskKind;
  projectId: number | null;
  integrationId: number | null;
  userId: number | null;
  state: 'waiting' | 'running' | 'done' | 'failed';
  step: string;
  cursor: string;
  done: number;
  total: number;
  /** A count by name of what was removed or rewritten. */
  removed: Record<string, number>;
  error: string | null;
  subjectSealed: string | null;
}

const TASK = `id, kind, project_id AS "projectId", integration_id AS "integrationId", user_id AS "userId", state, step, cursor, done, total, removed, error,
  subject_sealed AS "subjectSealed"`;

const placeOf = (id: number) => ({ table: 'privacy_tasks', row: id, column: 'subject_sealed' });

export interface NewTask {
  kind: TaskKind;
  projectId?: number;
  integrationId?: number;
  userId?: number;
  total: number;
  /** What it needs to know until it ends. */
  subject: JsonValue;
}

export async function createTask(trx: Queryable, vault: Vault, { kind, projectId, integrationId, userId, total, subject }: NewTask): Promise<number> {
  const made = await row<{ id: number }>(
    trx,
    'INSERT INTO privacy_tasks (kind, project_id, integration_id, user_id, total) VALUES (?, ?, ?, ?, ?) RETURNING id',
    [kind, projectId ?? null, integrationId ?? null, userId ?? null, total],
  );
  const { id } = made as { id: number };
  await run(trx, 'UPDATE privacy_tasks SET subject_sealed = ? WHERE id = ?', [vault.seal(JSON.stringify(subject), placeOf(id)), id]);
  return id;
}

export async function findTask(db: Queryable, id: number): Promise<PrivacyTask | undefined> {
  return row(db, `SELECT ${TASK} FROM privacy_tasks WHERE id = ?`, [id]);
}

/** Locks a task that has not ended, until the transaction does: of two runners one does the next step. */
export async function lockTask(trx: Queryable, id: number): Promise<PrivacyTask | undefined> {
  return row(trx, `SELECT ${TASK} FROM privacy_tasks WHERE id = ? AND state IN ('waiting', 'running') FOR UPDATE`, [id]);
}

/** @throws VaultError where the key is gone */
export function subjectOf(vault: Vault, { id, subjectSealed }: PrivacyTask): unknown {
  return JSON.parse(vault.open(subjectSealed ?? '', placeOf(id))) as unknown;
}

export async function moveTask(trx: Queryable, { id, step, cursor, done, total, removed }: PrivacyTask): Promise<void> {
  await run(
    trx,
    "UPDATE privacy_tasks SET state = 'running', step = ?, cursor = ?, done = ?, total = greatest(total, ?), removed = ?::jsonb, error = NULL, updated_at = now() WHERE id = ?",
    [step, cursor, done, total, JSON.stringify(removed), id],
  );
}

/** It ends, and forgets what it was about. */
export async function endTask(trx: Queryable, id: number, error: string | null = null): Promise<void> {
  await run(
    trx,
    `UPDATE privacy_tasks SET state = ?, error = ?, subject_sealed = NULL, done = CASE WHEN ?::text IS NULL THEN greatest(done, total) ELSE done END,
       updated_at = now(), finished_at = now() WHERE id = ?`,
    [error === null ? 'done' : 'failed', error, error, id],
  );
}

/** Why it waits, as a sentence; it goes on with its next try. */
export async function noteTask(db: Queryable, id: number, error: string): Promise<void> {
  await run(db, 'UPDATE privacy_tasks SET error = ?, updated_at = now() WHERE id = ?', [error, id]);
}

/** Tasks that have not ended; of one kind and subject where given. */
export async function openTasks(db: Queryable, of: { kind?: TaskKind; projectId?: number; userId?: number } = {}): Promise<PrivacyTask[]> {
  return rows(
    db,
    `SELECT ${TASK} FROM privacy_tasks WHERE state IN ('waiting', 'running')
       AND (?::text IS NULL OR kind = ?) AND (?::bigint IS NULL OR project_id = ?) AND (?::bigint IS NULL OR user_id = ?) ORDER BY id`,
    [of.kind ?? null, of.kind ?? null, of.projectId ?? null, of.projectId ?? null, of.userId ?? null, of.userId ?? null],
  );
}

/** The newest tasks of a project. */
export async function tasksOfProject(db: Queryable, projectId: number, limit = 10): Promise<PrivacyTask[]> {
  return rows(db, `SELECT ${TASK} FROM privacy_tasks WHERE project_id = ? ORDER BY id DESC LIMIT ?`, [projectId, limit]);
}
