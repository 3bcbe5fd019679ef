/** A status, priority or category that gives way to another one, wherever it stands. */
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';

export type RankedField = 'status' | 'priority' | 'category';

/** How many actions, archived ones too, have each of these. */
export async function countByKey(db: Queryable, projectId: number, field: RankedField, keys: readonly string[]): Promise<{ key: string; count: number }[]> {
  return rows(db, 'SELECT ?? AS key, count(*) AS count FROM actions WHERE project_id = ? AND ?? = ANY(?) GROUP BY 1 ORDER BY 1', [field, projectId, field, [...keys]]);
}

export interface Replacement {
  field: RankedField;
  from: string;
  /** Null takes a priority or category away. */
  to: string | null;
}

/** Locks every action that has one of these, or whose pair has one, in the order of their ids, as everywhere. */
export async function lockHolders(trx: Queryable, projectId: number, replacements: readonly Replacement[]): Promise<void> {
  if (replacements.length === 0) return;
  await run(
    trx,
    `SELECT 1 FROM actions a LEFT JOIN github_issue_mappings m ON m.action_id = a.id
      WHERE a.project_id = ? AND EXISTS (SELECT 1 FROM unnest(?::text[], ?::text[]) AS gone (field, key)
        WHERE key IN (CASE field WHEN 'status' THEN a.status WHEN 'priority' THEN a.priority ELSE a.category END, m.base ->> field, m.refused ->> field))
      ORDER BY a.id FOR UPDATE OF a`,
    [projectId, replacements.map(({ field }) => field), replacements.map(({ from }) => from)],
  );
}

/** To be called under the locks of `lockHolders`. @returns ids of the actions */
export async function replaceKeys(trx: Queryable, projectId: number, { field, from, to }: Replacement, actor: string | null): Promise<number[]> {
  const changed = await rows<{ id: number }>(
    trx,
    `WITH changed AS (
       UPDATE actions SET ?? = ?, version = version + 1, updated_at = now() WHERE project_id = ? AND ?? = ? RETURNING id, version)
     INSERT INTO action_events (project_id, action_id, version, kind, side, actor, changes)
     SELECT ?, id, version, 'changed', 'lockstep', ?, jsonb_build_object(?::text, jsonb_build_object('from', ?::text, 'to', ?::text)) FROM changed
     RETURNING action_id AS id`,
    [field, to, projectId, field, from, projectId, actor, field, from, to],
  );
  const [old, fresh] = [JSON.stringify(from), JSON.stringify(to)];
  await run(
    trx,
    `UPDATE github_issue_mappings SET
            base = CASE WHEN base -> ?::text = ?::jsonb THEN jsonb_set(base, ARRAY[?::text], ?::jsonb) ELSE base END,
            refused = CASE WHEN refused -> ?::text = ?::jsonb THEN jsonb_set(refused, ARRAY[?::text], ?::jsonb) ELSE refused END
      WHERE project_id = ? AND (base -> ?::text = ?::jsonb OR refused -> ?::text = ?::jsonb)`,
    [field, old, field, fresh, field, old, field, fresh, projectId, field, old, field, old],
  );
  for (const side of ['base', 'github', 'lockstep']) {
    await run(trx, 'UPDATE conflicts SET ?? = ?::jsonb WHERE project_id = ? AND field = ? AND ?? = ?::jsonb AND resolved_at IS NULL', [side, fresh, projectId, field, side, old]);
  }
  return changed.map(({ id }) => id);
}
