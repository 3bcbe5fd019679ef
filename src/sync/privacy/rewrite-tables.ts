/** Puts the ghost in a person's place in every table, so many blocks at a time, again and again until nothing is left. */
import type { Logger } from 'pino';
import type { Eraser } from '../../core/privacy/identity.ts';
import type { Queryable } from '../../store/db.ts';
import { run } from '../../store/db.ts';
import { blocksOf, everyTable, rowsOfBlocks, type FoundRow, type Table } from '../../store/every-table.ts';
import type { Batch } from './parts.ts';
import { withoutTraces, type Changes } from './traces.ts';

/** What somebody writes meanwhile from what they had in memory is found by the next walk. */
const WALKS = 4;

/** Its lines are emptied apart, the only way its trigger lets them; a task's subject is sealed. */
const APART = new Set(['audit_log', 'privacy_tasks', 'schema_migrations', 'schema_migrations_lock']);

interface Place {
  walk: number;
  table: string;
  block: number;
  /** Rows that this walk changed. */
  changed: number;
}

export const startOfWalk = JSON.stringify({ walk: 1, table: '', block: 0, changed: 0 } satisfies Place);

export async function tablesToRewrite(db: Queryable): Promise<Table[]> {
  return (await everyTable(db)).filter(({ title, columns }) => !APART.has(title) && columns.length > 0);
}

export async function blocksOfAll(db: Queryable): Promise<number> {
  let all = 0;
  for (const table of await tablesToRewrite(db)) all += (await blocksOf(db, table)) ?? 0;
  return all;
}

/** What one batch reads at most, of 8 kB, unless a single table's turn is longer. */
const BLOCKS = 256;

/** One batch: tables without a trace are passed in a row; after one with changes the transaction ends, so that it locks rows of one table only. */
export async function rewriteSome(trx: Queryable, log: Logger, eraser: Eraser, githubId: number, ghostId: number, cursor: string): Promise<Batch> {
  let place = JSON.parse(cursor) as Place;
  const tables = await tablesToRewrite(trx);
  let read = 0;
  while (read < BLOCKS) {
    const table = tables.find(({ name }) => name >= place.table);
    if (table === undefined) {
      const more = place.changed > 0 && place.walk < WALKS;
      return { done: read, cursor: more ? JSON.stringify({ walk: place.walk + 1, table: '', block: 0, changed: 0 } satisfies Place) : null };
    }
    const from = table.name === place.table ? place.block : 0;
    const size = (await blocksOf(trx, table)) ?? 0;
    if (from >= size) {
      place = { ...place, table: tables[tables.indexOf(table) + 1]?.name ?? LAST, block: 0 };
      continue;
    }
    const { found, next } = await rowsOfBlocks(trx, table, from, eraser.hints);
    const changed = await rewriteRows(trx, log, eraser, githubId, ghostId, table, found);
    read += Math.min(next, size) - from;
    place = { ...place, table: table.name, block: next, changed: place.changed + changed };
    if (changed > 0) return { cursor: JSON.stringify(place), done: read, removed: { [`${table.title.replaceAll('_', ' ')} rewritten`]: changed } };
  }
  return { cursor: JSON.stringify(place), done: read };
}

/** After every table's name. */
const LAST = '\uffff';

async function rewriteRows(trx: Queryable, log: Logger, eraser: Eraser, githubId: number, ghostId: number, table: Table, found: readonly FoundRow[]): Promise<number> {
  let changed = 0;
  for (const row of found) {
    const changes = await withoutTraces(eraser, githubId, ghostId, table, row);
    if (Object.keys(changes).length === 0) continue;
    await write(trx, log, table, row, changes);
    changed += 1;
  }
  return changed;
}

/** A row that would then be the same as another one goes. */
async function write(trx: Queryable, log: Logger, { name, title, columns }: Table, { ctid }: FoundRow, changes: Changes): Promise<void> {
  const kinds = new Map(columns.map((column) => [column.name, column.kind]));
  const names = Object.keys(changes);
  const set = names.map((column) => `"${column.replaceAll('"', '""')}" = ${kinds.get(column) === 'json' ? '?::jsonb' : '?'}`).join(', ');
  await run(trx, 'SAVEPOINT one_row');
  try {
    await run(trx, `UPDATE ${name} SET ${set} WHERE ctid = ?::tid`, [...names.map((column) => changes[column]), ctid]);
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error;
    await run(trx, 'ROLLBACK TO SAVEPOINT one_row');
    await run(trx, `DELETE FROM ${name} WHERE ctid = ?::tid`, [ctid]);
    log.warn({ table: title }, 'a row was the same as another one without the person, and went');
  }
  await run(trx, 'RELEASE SAVEPOINT one_row');
}
