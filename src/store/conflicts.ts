/** Conflicts: fields held on both sides until a person decides. */
import type { FieldKey, JsonValue } from '../core/action.ts';
import type { Conflict as FoundConflict } from '../core/reconcile.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface Conflict {
  id: number;
  projectId: number;
  mappingId: number;
  actionId: number;
  field: FieldKey;
  base: JsonValue;
  github: JsonValue;
  lockstep: JsonValue;
  githubActor: string | null;
  githubAt: Date | null;
  lockstepActor: string | null;
  lockstepAt: Date | null;
  openedAt: Date;
  updatedAt: Date;
}

export type Resolution = 'github' | 'lockstep' | 'merged' | 'gone';

const CONFLICT = `id, project_id AS "projectId", mapping_id AS "mappingId", action_id AS "actionId", field, base, github, lockstep,
  github_actor AS "githubActor", github_at AS "githubAt", lockstep_actor AS "lockstepActor", lockstep_at AS "lockstepAt",
  opened_at AS "openedAt", updated_at AS "updatedAt"`;

export async function openConflictsOf(db: Queryable, mappingId: number): Promise<Conflict[]> {
  return rows(db, `SELECT ${CONFLICT} FROM conflicts WHERE mapping_id = ? AND resolved_at IS NULL ORDER BY id`, [mappingId]);
}

export async function openConflictsOfProject(db: Queryable, projectId: number): Promise<Conflict[]> {
  return rows(db, `SELECT ${CONFLICT} FROM conflicts WHERE project_id = ? AND resolved_at IS NULL ORDER BY id`, [projectId]);
}

/** @param hidden repositories that whoever asks may not see */
export async function countOpenConflicts(db: Queryable, projectId: number, hidden: readonly number[]): Promise<number> {
  const found = await row<{ count: number }>(
    db,
    `SELECT count(*)::int AS count FROM conflicts c JOIN github_issue_mappings m ON m.id = c.mapping_id
      WHERE c.project_id = ? AND c.resolved_at IS NULL AND NOT m.repository_id = ANY (?)`,
    [projectId, [...hidden]],
  );
  return found?.count ?? 0;
}

export async function findOpenConflict(db: Queryable, id: number): Promise<Conflict | undefined> {
  return row(db, `SELECT ${CONFLICT} FROM conflicts WHERE id = ? AND resolved_at IS NULL`, [id]);
}

export interface Sides {
  githubActor: string | null;
  /** ISO, GitHub's clock. */
  githubAt: string;
  lockstepActor: string | null;
  /** ISO, the database's clock. */
  lockstepAt: string | null;
}

/** Opens a conflict, or takes further edits into the one that is open. */
export async function holdConflict(trx: Queryable, pair: { projectId: number; mappingId: number; actionId: number }, found: FoundConflict, sides: Sides): Promise<void> {
  await run(
    trx,
    `INSERT INTO conflicts (project_id, mapping_id, action_id, field, base, github, lockstep, github_actor, github_at, lockstep_actor, lockstep_at)
     VALUES (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?)
     ON CONFLICT (mapping_id, field) WHERE resolved_at IS NULL DO UPDATE SET
       github_actor = CASE WHEN conflicts.github = excluded.github THEN conflicts.github_actor ELSE excluded.github_actor END,
       github_at = CASE WHEN conflicts.github = excluded.github THEN conflicts.github_at ELSE excluded.github_at END,
       github = excluded.github, lockstep = excluded.lockstep,
       lockstep_actor = excluded.lockstep_actor, lockstep_at = excluded.lockstep_at, updated_at = now()`,
    [pair.projectId, pair.mappingId, pair.actionId, found.field, JSON.stringify(found.base), JSON.stringify(found.github),
      JSON.stringify(found.lockstep), sides.githubActor, sides.githubAt, sides.lockstepActor, sides.lockstepAt],
  );
}

export async function closeConflict(trx: Queryable, id: number, resolution: Resolution, by: string | null): Promise<void> {
  await run(trx, 'UPDATE conflicts SET resolved_at = now(), resolved_by = ?, resolution = ? WHERE id = ?', [by, resolution, id]);
}

/** Whose a conflict is, open or not. */
export async function projectOfConflict(db: Queryable, id: number): Promise<number | undefined> {
  return (await row<{ projectId: number }>(db, 'SELECT project_id AS "projectId" FROM conflicts WHERE id = ?', [id]))?.projectId;
}
