/** Dry runs of settings that are not saved yet: asked for by a page, done by a worker, read from any device. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface Preview {
  id: number;
  projectId: number;
  settings: object;
  /** Ids. */
  repositories: number[];
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  read: number;
  total: number | null;
  /** How far it is, for whoever goes on with it. */
  progress: object | null;
  result: object | null;
  /** Why it failed, or what it waits for. */
  error: string | null;
  madeAt: Date;
  finishedAt: Date | null;
}

const PREVIEW = `id, project_id AS "projectId", settings, repositories, state, read, total, progress, result, error, made_at AS "madeAt", finished_at AS "finishedAt"`;

/** A new one takes the place of one under way: a project has one at a time. */
export async function createPreview(trx: Queryable, projectId: number, settings: object, repositories: readonly number[], userId: number | null): Promise<number> {
  await cancelPreview(trx, projectId);
  const [made] = await rows<{ id: number }>(
    trx,
    'INSERT INTO previews (project_id, settings, repositories, made_by) VALUES (?, ?::jsonb, ?, ?) RETURNING id',
    [projectId, JSON.stringify(settings), [...repositories], userId],
  );
  // The last few are kept, to compare with.
  await run(trx, 'DELETE FROM previews WHERE project_id = ? AND id NOT IN (SELECT id FROM previews WHERE project_id = ? ORDER BY id DESC LIMIT 5)', [projectId, projectId]);
  return (made as { id: number }).id;
}

/** @returns whether one was under way */
export async function cancelPreview(db: Queryable, projectId: number): Promise<boolean> {
  const cancelled = await rows(
    db,
    "UPDATE previews SET state = 'cancelled', progress = NULL, finished_at = now() WHERE project_id = ? AND state IN ('waiting', 'running') RETURNING 1",
    [projectId],
  );
  return cancelled.length > 0;
}

/** Repositories that dry runs and the draft of a setup are about, linked or not. */
export async function triedRepositories(db: Queryable, projectId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT unnest(repositories) AS id FROM previews WHERE project_id = ?
     UNION SELECT r.id FROM integration_drafts d, jsonb_array_elements_text((d.draft -> 'repositories') || coalesce(d.draft #> '{aside,repositories}', '[]')) n, repositories r
      WHERE d.project_id = ? AND lower(r.owner || '/' || r.name) = lower(n)`,
    [projectId, projectId],
  );
  return found.map(({ id }) => id);
}

export async function findPreview(db: Queryable, id: number): Promise<Preview | undefined> {
  return row(db, `SELECT ${PREVIEW} FROM previews WHERE id = ?`, [id]);
}

export async function latestPreview(db: Queryable, projectId: number): Promise<Preview | undefined> {
  return row(db, `SELECT ${PREVIEW} FROM previews WHERE project_id = ? ORDER BY id DESC LIMIT 1`, [projectId]);
}

/**
 * The newest one, where it is of these very settings and repositories and still tells something: under way, or done
 * within the hour. The order of keys makes no difference, since `jsonb` keeps none.
 */
export async function samePreview(db: Queryable, projectId: number, settings: object, repositories: readonly number[]): Promise<number | undefined> {
  const ids = [...repositories];
  const found = await row<{ id: number }>(
    db,
    `SELECT id FROM previews
      WHERE id = (SELECT max(id) FROM previews WHERE project_id = ?) AND settings = ?::jsonb AND repositories @> ?::bigint[] AND repositories <@ ?::bigint[]
        AND (state IN ('waiting', 'running') OR (state = 'done' AND finished_at > now() - interval '1 hour'))`,
    [projectId, JSON.stringify(settings), ids, ids],
  );
  return found?.id;
}

/** @returns false where it was cancelled meanwhile, or is done */
export async function advancePreview(db: Queryable, id: number, { read, total, progress }: { read: number; total: number; progress: object }): Promise<boolean> {
  const advanced = await rows(
    db,
    "UPDATE previews SET state = 'running', read = ?, total = ?, progress = ?::jsonb, error = NULL WHERE id = ? AND state IN ('waiting', 'running') RETURNING 1",
    [read, total, JSON.stringify(progress), id],
  );
  return advanced.length > 0;
}

export async function endPreview(db: Queryable, id: number, outcome: { result: object } | { error: string }): Promise<void> {
  const [state, result, error] = 'result' in outcome ? ['done', JSON.stringify(outcome.result), null] : ['failed', null, outcome.error];
  await run(
    db,
    "UPDATE previews SET state = ?, result = ?::jsonb, error = ?, progress = NULL, finished_at = now() WHERE id = ? AND state IN ('waiting', 'running')",
    [state, result, error, id],
  );
}

/** What it waits for, as a sentence. */
export async function notePreview(db: Queryable, id: number, note: string): Promise<void> {
  await run(db, "UPDATE previews SET error = ? WHERE id = ? AND state IN ('waiting', 'running')", [note, id]);
}
