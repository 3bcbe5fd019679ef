import { rows, type Db } from '../../src/store/db.ts';

/** Every table of ours, partitioned ones once. */
export async function tablesOf(db: Db): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db,
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relname NOT LIKE 'schema_migrations%' ORDER BY 1`,
  );
  return found.map(({ name }) => name);
}

/** @returns statements that empty every table; small ones are emptied faster row by row than by TRUNCATE */
export async function emptying(db: Db): Promise<string> {
  const sequences = await rows<{ name: string }>(db, "SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences WHERE schemaname = 'public' AND sequencename NOT LIKE 'schema_migrations%'");
  return [
    'BEGIN',
    // No foreign key is checked: everything goes.
    'SET LOCAL session_replication_role = replica',
    ...(await tablesOf(db)).map((name) => `DELETE FROM ${name}`),
    ...sequences.map(({ name }) => `SELECT setval('${name}', 1, false)`),
    'COMMIT',
  ].join('; ');
}
