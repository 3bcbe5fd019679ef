/** Brings the tables up to date, under a lock that dies with its holder. */
import { fileURLToPath } from 'node:url';
import type { Db } from './db.ts';
import { createDb, row } from './db.ts';
import { ensurePartitions } from './partitions.ts';

const directory = fileURLToPath(new URL('../../migrations', import.meta.url));
const settings = { directory, loadExtensions: ['.ts'], tableName: 'schema_migrations' };

/** Any constant will do; both names of one lock space (PostgreSQL's advisory locks). */
const LOCK = 7_255_337;

/**
 * Applies what is missing. Safe to call from many processes at once.
 * @returns names of the migrations applied
 */
export async function migrate(url: string): Promise<string[]> {
  return underLock(url, async (db) => {
    const [, applied] = (await db.migrate.latest(settings)) as [number, string[]];
    await ensurePartitions(db);
    return applied;
  });
}

/**
 * Takes back the newest migration.
 * @returns names of the migrations taken back
 */
export async function rollback(url: string): Promise<string[]> {
  return underLock(url, async (db) => {
    const [, reverted] = (await db.migrate.down(settings)) as [number, string[]];
    return reverted;
  });
}

/** @returns names of migrations that this program has and the database has not */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const [, pending] = (await db.migrate.list(settings)) as [unknown[], { file: string }[]];
  return pending.map((migration) => migration.file);
}

/**
 * Knex marks its lock in a table, and a killed process leaves the mark behind. The advisory lock
 * ends with its connection, so whoever holds it may clear a stale mark.
 */
async function underLock<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const lock = createDb(url, 'lockstep-migrate', 1);
  const db = createDb(url, 'lockstep-migrate', 2);
  try {
    await row(lock, 'SELECT pg_advisory_lock(?)', [LOCK]);
    await db.migrate.forceFreeMigrationsLock(settings);
    return await work(db);
  } finally {
    await db.destroy();
    await lock.destroy();
  }
}
