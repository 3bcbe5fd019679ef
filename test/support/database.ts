/** A database of its own for a test file: a clone of the migrated template. */
import { randomUUID } from 'node:crypto';
import { createDb, type Db } from '../../src/store/db.ts';

export interface TestDatabase {
  url: string;
  db: Db;
  /** Closes the pool and drops the database; fails where a test left connections open. */
  drop(): Promise<void>;
}

export async function cloneDatabase(): Promise<TestDatabase> {
  const template = process.env['LOCKSTEP_TEST_DATABASE'];
  if (template === undefined) throw new Error('no test database: run through jest, whose global set-up starts it');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const base = template.replace(/\/[^/]*$/, '');
  await admin(base, `CREATE DATABASE ${name} TEMPLATE lockstep_template`);
  const url = `${base}/${name}`;
  const db = createDb(url, 'lockstep-test', 5);
  return {
    url,
    db,
    async drop() {
      await db.destroy();
      await admin(base, `DROP DATABASE ${name}`);
    },
  };
}

async function admin(base: string, statement: string): Promise<void> {
  const db = createDb(`${base}/postgres`, 'test-admin', 1);
  try {
    await db.raw(statement);
  } finally {
    await db.destroy();
  }
}
