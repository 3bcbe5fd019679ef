/** Searches every row of every table of every schema for a person, compressed bodies included (I15). */
import { createEraser, GHOST, type Identity } from '../../core/privacy/identity.ts';
import type { Db } from '../../store/db.ts';
import { blocksOf, everyTable, rowsOfBlocks } from '../../store/every-table.ts';
import { hasWord, withoutTraces } from './traces.ts';

export interface Trace {
  table: string;
  column: string;
  rows: number;
}

export interface Search {
  /** Where the person can be recognised. */
  traces: Trace[];
  /** Where a login stands as a mere word, which may mean something else, by table. */
  words: { table: string; rows: number }[];
  tables: number;
  /** Of 8 kB. */
  blocks: number;
}

export async function findTraces(db: Db, identity: Identity, onProgress: (blocks: number) => void = () => {}): Promise<Search> {
  const eraser = createEraser(identity);
  const traces = new Map<string, Trace>();
  const words = new Map<string, number>();
  const tables = (await everyTable(db)).filter(({ columns }) => columns.length > 0);
  let blocks = 0;
  for (const table of tables) {
    for (let from = 0; from < ((await blocksOf(db, table)) ?? 0);) {
      const { found, next } = await rowsOfBlocks(db, table, from, eraser.hints);
      for (const row of found) {
        const columns = Object.keys(await withoutTraces(eraser, identity.githubId, GHOST.id, table, row));
        for (const column of columns) {
          const key = `${table.title}.${column}`;
          traces.set(key, { table: table.title, column, rows: (traces.get(key)?.rows ?? 0) + 1 });
        }
        if (columns.length === 0 && (await hasWord(eraser, table, row))) words.set(table.title, (words.get(table.title) ?? 0) + 1);
      }
      blocks += next - from;
      onProgress(blocks);
      from = next;
    }
  }
  return { traces: [...traces.values()], words: [...words].map(([table, rows]) => ({ table, rows })), tables: tables.length, blocks };
}
