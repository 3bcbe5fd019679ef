/** Removes rows by what they belong to, so many at a time. */
import type { Queryable } from './db.ts';
import { row, rows } from './db.ts';

const ROWS_AT_ONCE = 2000;

/** @returns how many went; fewer than asked for means that none is left */
export async function deleteSome(trx: Queryable, table: string, where: string, bindings: readonly unknown[], limit: number = ROWS_AT_ONCE): Promise<{ gone: number; more: boolean }> {
  const gone = await rows(
    trx,
    `DELETE FROM ${table} WHERE (tableoid, ctid) IN (SELECT tableoid, ctid FROM ${table} WHERE ${where} LIMIT ?) RETURNING 1`,
    [...bindings, limit],
  );
  return { gone: gone.length, more: gone.length === limit };
}

export async function countRows(db: Queryable, table: string, where: string, bindings: readonly unknown[]): Promise<number> {
  return (await row<{ count: number }>(db, `SELECT count(*) AS count FROM ${table} WHERE ${where}`, bindings))?.count ?? 0;
}

/** Tables of ours whose rows say which project they belong to, but the audit log, which outlives it; parents of partitions, not the partitions. */
export async function tablesOfProjects(db: Queryable): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db,
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'project_id' AND NOT a.attisdropped
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('audit_log', 'privacy_tasks') ORDER BY 1`,
  );
  return found.map(({ name }) => name);
}
