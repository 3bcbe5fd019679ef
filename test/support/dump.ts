/** A dump of a whole database as text, to search in. */
import { zstdDecompressSync } from 'node:zlib';
import type { Db } from '../../src/store/db.ts';

/** Every row of every table of every schema as text, bodies decompressed; written apart from the code under test. */
export async function dump(db: Db): Promise<Map<string, string>> {
  const { rows: tables } = await db.raw<{ rows: { schema: string; name: string }[] }>(
    "SELECT table_schema AS schema, table_name AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
  );
  const texts = new Map<string, string>();
  for (const { schema, name } of tables) {
    const { rows } = await db.raw<{ rows: Record<string, unknown>[] }>('SELECT * FROM ??.??', [schema, name]);
    texts.set(`${schema}.${name}`, rows.map((row) => JSON.stringify(row, (_, value: unknown) => {
      const bytes = value as { type?: string; data?: number[] } | null;
      if (bytes?.type !== 'Buffer') return value;
      const raw = Buffer.from(bytes.data ?? []);
      return raw.readUInt32LE(0) === 0xfd2fb528 ? zstdDecompressSync(raw).toString('utf8') : raw.toString('hex');
    })).join('\n'));
  }
  return texts;
}
