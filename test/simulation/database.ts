/** The database of a simulation: the real tables on simulated time, emptied between runs. */
import { hash } from 'node:crypto';
import type { Db } from '../../src/store/db.ts';
import { createDb, run } from '../../src/store/db.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { emptying } from '../support/empty.ts';
import { NEVER_MS } from './clock.ts';

export interface SimDatabase {
  db: Db;
  /** Tells the database what time it is. */
  setTime(ms: number): Promise<void>;
  /** Empties every table. */
  reset(): Promise<void>;
}

/**
 * Turns a migrated database into one on simulated time: `now()` and `clock_timestamp()` are found
 * in the schema `sim` before PostgreSQL's own.
 */
export async function prepareDatabase(url: string): Promise<SimDatabase> {
  const name = new URL(url).pathname.slice(1);
  const first = createDb(url, 'lockstep-simulation', 1);
  await first.raw(`
    CREATE SCHEMA sim;
    CREATE UNLOGGED TABLE sim.clock (at timestamptz NOT NULL);
    INSERT INTO sim.clock VALUES ('2026-11-02T08:00:00Z');
    CREATE FUNCTION sim.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM sim.clock';
    CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM sim.clock';
    ALTER DATABASE "${name}" SET search_path TO public, sim, pg_catalog`);
  await first.raw(`DO $$
    DECLARE d record;
    BEGIN
      FOR d IN SELECT c.oid::regclass AS "table", a.attname FROM pg_attrdef f JOIN pg_class c ON c.oid = f.adrelid
                 JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
                WHERE n.nspname = 'public' AND pg_get_expr(f.adbin, f.adrelid) ~ '^now\\(\\)$' LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET DEFAULT sim.now()', d."table", d.attname);
      END LOOP;
    END $$`);
  await first.destroy();
  const db = createDb(url, 'lockstep-simulation', 8);
  // Simulated time may pass by minutes while a slow machine opens a connection.
  Object.assign((db.client as { pool: object }).pool, { acquireTimeoutMillis: NEVER_MS, createTimeoutMillis: NEVER_MS, destroyTimeoutMillis: NEVER_MS });
  planOnce(db);
  await ensurePartitions(db);
  const empty = await emptying(db);
  return {
    db,
    setTime: (ms) => run(db, 'UPDATE sim.clock SET at = to_timestamp(?::float8 / 1000)', [ms]),
    reset: () => run(db, empty),
  };
}

/** Planning takes longer than running these statements on so few rows: each is planned once a connection. */
function planOnce(db: Db): void {
  const client = db.client as { acquireRawConnection(): Promise<{ query: (...args: unknown[]) => unknown }> };
  const connect = client.acquireRawConnection.bind(client);
  client.acquireRawConnection = async () => {
    const connection = await connect();
    const query = connection.query.bind(connection);
    connection.query = (first, ...others) => query(named(first), ...others);
    return connection;
  };
}

/** Several in one text cannot be prepared. */
const isStatement = (value: unknown): value is { text: string } =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string' && !value.text.includes(';');

function named(query: unknown): unknown {
  return isStatement(query) ? { ...query, name: hash('md5', query.text) } : query;
}
