/** Every column that holds records of the vault: what a rotation goes through, and a start looks at. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import { VaultError, type Vault } from './vault.ts';

interface SealedColumn {
  table: string;
  /** The column that names the row, in the table and in what its records are bound to. */
  key: string;
  column: string;
}

/** A test holds this against the database: any column named `*_sealed` belongs here. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'oauth_tokens', key: 'user_id', column: 'access_sealed' },
  { table: 'oauth_tokens', key: 'user_id', column: 'refresh_sealed' },
  { table: 'app_credentials', key: 'id', column: 'client_secret_sealed' },
  { table: 'app_credentials', key: 'id', column: 'webhook_secret_sealed' },
  { table: 'app_credentials', key: 'id', column: 'private_key_sealed' },
  { table: 'outgoing_webhooks', key: 'id', column: 'secret_sealed' },
  { table: 'privacy_tasks', key: 'id', column: 'subject_sealed' },
];

export interface Rotation {
  /** Records sealed with another key when it began. */
  total: number;
  done: number;
  /** Records that no given key opens; they are left as they are. */
  unreadable: number;
}

const ROWS_AT_ONCE = 100;

/**
 * Seals every record anew with the first key, while the service runs: a record that somebody else
 * writes meanwhile is left to them. A rotation that is broken off goes on where it stopped, because
 * what is done no longer counts.
 * @param onProgress told after each batch
 */
export async function rotateSealed(db: Queryable, vault: Vault, onProgress: (rotation: Rotation) => void = () => {}): Promise<Rotation> {
  const rotation: Rotation = { total: 0, done: 0, unreadable: 0 };
  for (const sealed of SEALED_COLUMNS) rotation.total += await countOld(db, sealed, vault);
  onProgress({ ...rotation });
  for (const sealed of SEALED_COLUMNS) await rotateColumn(db, vault, sealed, rotation, onProgress);
  return rotation;
}

async function rotateColumn(db: Queryable, vault: Vault, sealed: SealedColumn, rotation: Rotation, onProgress: (rotation: Rotation) => void): Promise<void> {
  const { table, key, column } = sealed;
  for (let after = 0; ;) {
    const batch = await rows<{ id: number; record: string }>(
      db,
      `SELECT ${key} AS id, ${column} AS record FROM ${table} WHERE ${column} NOT LIKE ? AND ${key} > ? ORDER BY ${key} LIMIT ?`,
      [`v1.${vault.keyId}.%`, after, ROWS_AT_ONCE],
    );
    for (const { id, record } of batch) {
      after = id;
      const fresh = resealed(vault, record, { table, row: id, column });
      if (fresh === null) rotation.unreadable += 1;
      else await run(db, `UPDATE ${table} SET ${column} = ? WHERE ${key} = ? AND ${column} = ?`, [fresh, id, record]);
      rotation.done += 1;
    }
    onProgress({ ...rotation });
    if (batch.length < ROWS_AT_ONCE) return;
  }
}

function resealed(vault: Vault, record: string, place: { table: string; row: number; column: string }): string | null {
  try {
    return vault.seal(vault.open(record, place), place);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return null;
  }
}

async function countOld(db: Queryable, { table, column }: SealedColumn, vault: Vault): Promise<number> {
  const counted = await row<{ count: number }>(db, `SELECT count(*) AS count FROM ${table} WHERE ${column} NOT LIKE ?`, [`v1.${vault.keyId}.%`]);
  return counted?.count ?? 0;
}

/** @returns how many records each key sealed that this vault does not have, by key id; empty when all is well */
export async function missingKeys(db: Queryable, vault: Vault): Promise<Map<string, number>> {
  const missing = new Map<string, number>();
  for (const { table, column } of SEALED_COLUMNS) {
    const found = await rows<{ id: string; count: number }>(
      db,
      `SELECT split_part(${column}, '.', 2) AS id, count(*) AS count FROM ${table}
        WHERE ${column} IS NOT NULL AND NOT (split_part(${column}, '.', 2) = ANY(?)) GROUP BY 1`,
      [[...vault.keyIds]],
    );
    for (const { id, count } of found) missing.set(id, (missing.get(id) ?? 0) + count);
  }
  return missing;
}
