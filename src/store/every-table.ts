/**
 * Goes through every row of every table of every schema, partitions and the queue's own tables
 * included: for what must be found wherever it stands. Tables are read in their physical order, so many
 * blocks at a time (a TID range scan), so that no transaction is held and a walk can go on anywhere.
 */
import type { Queryable } from './db.ts';
import { row, rows } from './db.ts';

export interface Column {
  name: string;
  kind: 'text' | 'texts' | 'json' | 'bytes' | 'number';
}

export interface Table {
  /** schema.table, quoted. */
  name: string;
  /** As people read it: the parent's name where it is a partition, the schema unless it is ours. */
  title: string;
  columns: Column[];
}

export interface FoundRow {
  /** Where it lies: good within the transaction that locks it. */
  ctid: string;
  values: Record<string, string | string[] | Buffer | null>;
}

const BLOCKS_AT_ONCE = 128;

const KINDS: Record<string, Column['kind']> = {
  text: 'text', varchar: 'text', bpchar: 'text', name: 'text', _text: 'texts', _varchar: 'texts', json: 'json', jsonb: 'json', bytea: 'bytes', int8: 'number',
};

/** Every table that holds rows of its own, by name. */
export async function everyTable(db: Queryable): Promise<Table[]> {
  const found = await rows<{ name: string; title: string; columns: { name: string; type: string }[] }>(
    db,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name,
            CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || coalesce(parent.relname, c.relname) AS title,
            json_agg(json_build_object('name', a.attname, 'type', t.typname) ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       JOIN pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class parent ON parent.oid = i.inhparent
      WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      GROUP BY n.nspname, c.relname, parent.relname ORDER BY 1`,
  );
  return found.map(({ name, title, columns }) => ({
    name, title,
    columns: columns.flatMap(({ name: column, type }) => {
      const kind = KINDS[type];
      return kind === undefined ? [] : [{ name: column, kind }];
    }),
  }));
}

/** How many blocks of 8 kB a table has now; null where it is gone (a week that was pruned). */
export async function blocksOf(db: Queryable, table: Table): Promise<number | null> {
  const found = await row<{ blocks: number | null }>(db, "SELECT (pg_relation_size(to_regclass(?)) / current_setting('block_size')::int)::int AS blocks", [table.name]);
  return found?.blocks ?? null;
}

/**
 * The rows of so many blocks that may hold what is looked for.
 * @param hints in lower case; a row without any of them is left out, unless it holds bytes, which nobody can look into here
 * @returns the rows, and the block to go on with
 */
export async function rowsOfBlocks(db: Queryable, { name, columns }: Table, from: number, hints: readonly string[]): Promise<{ found: FoundRow[]; next: number }> {
  const next = from + BLOCKS_AT_ONCE;
  const quoted = columns.map((column) => ({ ...column, quoted: `"${column.name.replaceAll('"', '""')}"` }));
  const words = quoted.filter(({ kind }) => kind !== 'bytes').map((column) => `coalesce(${column.quoted}::text, '')`);
  const bytes = quoted.filter(({ kind }) => kind === 'bytes').map((column) => `get_byte(${column.quoted} || '\\x00'::bytea, 0) = 40`);
  const tests = [...(words.length > 0 ? [`lower(concat_ws(' ', ${words.join(', ')})) LIKE ANY(?)`] : []), ...bytes];
  if (tests.length === 0) return { found: [], next };
  const found = await rows<Record<string, unknown>>(
    db,
    `SELECT ctid::text AS " ctid", ${quoted.map(({ quoted: column, kind }) => (kind === 'json' || kind === 'number' ? `${column}::text AS ${column}` : column)).join(', ')}
       FROM ${name} WHERE ctid >= ?::tid AND ctid < ?::tid AND (${tests.join(' OR ')})`,
    [`(${from},0)`, `(${next},0)`, ...(words.length > 0 ? [hints.map((hint) => `%${hint.replace(/[\\%_]/g, String.raw`\$&`)}%`)] : [])],
  );
  return { found: found.map(({ ' ctid': ctid, ...values }) => ({ ctid: ctid as string, values: values as FoundRow['values'] })), next };
}
