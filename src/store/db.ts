/** The connection pool, and how values cross it. */
import knex, { type Knex } from 'knex';
import pg from 'pg';

export type Db = Knex;
/** A transaction, or the pool where none is needed. */
export type Queryable = Knex | Knex.Transaction;

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;

/** bigint ids arrive as numbers, also in arrays (GitHub's and ours stay far below 2^53), dates as YYYY-MM-DD. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8) return parseInt8;
  if (oid === INT8_ARRAY) return (value) => value.slice(1, -1).split(',').filter((one) => one !== '').map(parseInt8);
  if (oid === DATE) return (value) => value;
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- pg declares its open set of type oids as an enum
  return pg.types.getTypeParser(oid, format);
}

function parseInt8(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`bigint ${value} does not fit a JavaScript number`);
  return number;
}

/**
 * @param url postgres://…
 * @param name shown in pg_stat_activity; begins with `lockstep` so that the embedded server knows its users
 * @param max connections of this pool
 */
export function createDb(url: string, name = 'lockstep', max = 10): Db {
  return knex({
    client: 'pg',
    connection: { connectionString: url, application_name: name, types: { getTypeParser } } as Knex.PgConnectionConfig,
    pool: { min: 0, max },
    acquireConnectionTimeout: 30_000,
    // Knex would print to the console what it throws as well, past the log and its redactor.
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
  });
}

function ignore(): void {}

/** Connecting failed: what Node (first three) and PostgreSQL (invalid_password, invalid_authorization_specification, invalid_catalog_name) say then. */
const UNREACHABLE: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '28000', '3D000']);

/** @returns the sentence an operator reads where the database cannot be connected to, else null */
export function connectionProblem(error: unknown): string | null {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  return UNREACHABLE.has(code) ? `DATABASE_URL is wrong: the database cannot be connected to (${message || String(code)}).` : null;
}

/** Rows of a raw statement. */
export async function rows<T>(db: Queryable, sql: string, bindings: readonly unknown[] = []): Promise<T[]> {
  const { rows: found } = await db.raw<{ rows: T[] }>(sql, bindings as never);
  return found;
}

/**
 * Rows of a raw statement that each connection plans once, under `name`: for a large statement that
 * runs often, planning takes longer than running.
 */
export async function rowsPlannedOnce<T>(db: Queryable, name: string, sql: string, bindings: readonly unknown[]): Promise<T[]> {
  const { rows: found } = (await db.raw(sql, bindings as never).options({ name })) as { rows: T[] };
  return found;
}

/** Now, by the database's clock (ISO): the one clock that all processes share (I14). */
export async function databaseTime(db: Queryable): Promise<string> {
  const [now] = await rows<{ now: Date }>(db, 'SELECT clock_timestamp() AS now');
  return (now as { now: Date }).now.toISOString();
}

/** A statement whose rows nobody reads. */
export async function run(db: Queryable, sql: string, bindings: readonly unknown[] = []): Promise<void> {
  await db.raw(sql, bindings as never);
}

/** The first row of a raw statement, if any. */
export async function row<T>(db: Queryable, sql: string, bindings: readonly unknown[] = []): Promise<T | undefined> {
  return (await rows<T>(db, sql, bindings))[0];
}
