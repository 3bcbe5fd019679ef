import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDb, row, rows, type Db } from '../../src/store/db.ts';
import { migrate, pendingMigrations, rollback } from '../../src/store/migrate.ts';

let admin: Db;
let base: string;
let name: string;
let url: string;
let db: Db;

beforeAll(() => {
  base = (process.env['LOCKSTEP_TEST_DATABASE'] as string).replace(/\/[^/]*$/, '');
  admin = createDb(`${base}/postgres`, 'test-admin', 1);
});

beforeEach(async () => {
  await db?.destroy();
  if (name !== undefined) await admin.raw(`DROP DATABASE ${name}`);
  name = `test_${randomUUID().replaceAll('-', '')}`;
  url = `${base}/${name}`;
  await admin.raw(`CREATE DATABASE ${name}`);
  db = createDb(url, 'lockstep-test', 2);
});

afterAll(async () => {
  await db.destroy();
  await admin.raw(`DROP DATABASE ${name}`);
  await admin.destroy();
});

/** Every table, column, index, constraint and sequence, in words. */
async function shape(): Promise<string[]> {
  const found = await rows<{ line: string }>(db, `
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'`);
  return found.map(({ line }) => line).toSorted();
}

async function downToNothing(): Promise<string[]> {
  const taken: string[] = [];
  for (;;) {
    const names = await rollback(url);
    if (names.length === 0) return taken;
    taken.push(...names);
  }
}

describe('migrations', () => {
  test('up, all the way down, and up again give the same tables', async () => {
    const applied = await migrate(url);
    expect(applied.length).toBeGreaterThan(0);
    const up = await shape();
    expect(up.some((line) => line.startsWith('column deliveries.guid text'))).toBe(true);
    expect(await pendingMigrations(db)).toEqual([]);

    expect(await downToNothing()).toEqual(applied.toReversed());
    const left = (await shape()).filter((line) => !line.includes('schema_migrations'));
    expect(left).toEqual([]);
    expect(await pendingMigrations(db)).toEqual(applied);

    expect(await migrate(url)).toEqual(applied);
    expect(await shape()).toEqual(up);
  });

  test('one step down and up again gives the same tables, with rows in them', async () => {
    await migrate(url);
    await db.raw(`INSERT INTO projects (name, statuses) VALUES ('Kept', '[]')`);
    const up = await shape();
    const [newest] = await rollback(url);
    expect(await migrate(url)).toEqual([newest]);
    expect(await shape()).toEqual(up);
  });

  test('back before writes could be called off, what is not given up yet waits behind the brake', async () => {
    await migrate(url);
    await db.raw(`
      INSERT INTO projects (id, name, statuses) OVERRIDING SYSTEM VALUE VALUES (1, 'Kept', '[]');
      INSERT INTO github_integrations (id, project_id) OVERRIDING SYSTEM VALUE VALUES (1, 1);
      INSERT INTO actions (id, project_id, title, status) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'Edited', 'open');
      INSERT INTO installations (id, account_id, account_login, account_type, repository_selection, permissions) VALUES (1, 1, 'acme', 'Organization', 'all', '{}');
      INSERT INTO repositories (id, installation_id, node_id, owner, name, private, archived, has_issues) VALUES (1, 1, 'R', 'acme', 'widgets', false, false, true);
      INSERT INTO github_issue_mappings (project_id, integration_id, repository_id, action_id, issue_id, issue_node_id, issue_number, issue_url, issue_updated_at, issue_state, base, braked, called_off_at)
        VALUES (1, 1, 1, 1, 1, 'I', 1, 'https://github.com', now(), 'open', '{}', true, now())`);
    while ((await rollback(url))[0]?.startsWith('0026') === false);
    expect((await row<{ on: boolean }>(db, 'SELECT braked_at IS NOT NULL AS "on" FROM github_integrations'))?.on).toBe(true);
  });

  test('projects’ tokens learn from the audit log who made them, and those of people who left end', async () => {
    await migrate(url);
    while ((await rollback(url))[0]?.startsWith('0028') === false);
    await db.raw(`
      INSERT INTO projects (id, name, statuses) OVERRIDING SYSTEM VALUE VALUES (1, 'Kept', '[]');
      INSERT INTO users (id, github_id, login) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'olivia'), (2, 2, 'walter');
      INSERT INTO members (project_id, user_id, role) VALUES (1, 1, 'lead'), (1, 2, 'viewer');
      INSERT INTO api_tokens (id, kind, user_id, project_id, name, hash, hint, scopes) OVERRIDING SYSTEM VALUE VALUES
        (1, 'project', NULL, 1, 'hers', '1', '', '{}'), (2, 'project', NULL, 1, 'his', '2', '', '{}'), (3, 'project', NULL, 1, 'of the terminal', '3', '', '{}'),
        (4, 'person', 1, NULL, 'her own', '4', '', '{}'), (5, 'project', NULL, 1, 'by her own', '5', '', '{}');
      INSERT INTO audit_log (actor_kind, actor_id, project_id, event, outcome, detail) VALUES
        ('person', 1, 1, 'token.created', 'done', '{"token": 1}'), ('person', 2, 1, 'token.created', 'done', '{"token": 2}'), ('operator', NULL, 1, 'token.created', 'done', '{"token": 3}'),
        ('token', 4, 1, 'token.created', 'done', '{"token": 5}')`);
    await migrate(url);
    const tokens = await rows<{ id: number }>(db, 'SELECT id, user_id AS "by", revoked_at IS NOT NULL AS ended FROM api_tokens ORDER BY id');
    expect(tokens).toEqual([{ id: 1, by: 1, ended: false }, { id: 2, by: 2, ended: true }, { id: 3, by: null, ended: false }, { id: 4, by: 1, ended: false }, { id: 5, by: 1, ended: false }]);
  });

  test('what is applied is not applied again', async () => {
    await migrate(url);
    expect(await migrate(url)).toEqual([]);
  });

  test('many processes at once: one applies, the others wait and find nothing to do', async () => {
    const outcomes = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(outcomes.filter((applied) => applied.length > 0)).toHaveLength(1);
    expect(await pendingMigrations(db)).toEqual([]);
  });

  test('the lock mark of a killed migrator stops nobody', async () => {
    await migrate(url);
    await db.raw('UPDATE schema_migrations_lock SET is_locked = 1');
    const [newest] = await rollback(url);
    await db.raw('UPDATE schema_migrations_lock SET is_locked = 1');
    expect(await migrate(url)).toEqual([newest]);
    expect(await row(db, 'SELECT is_locked FROM schema_migrations_lock')).toEqual({ is_locked: 0 });
  });
});
