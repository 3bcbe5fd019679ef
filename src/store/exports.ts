/** Rows as they are exported: every table of a project, so many blocks at a time, without secrets. */
import type { Queryable } from './db.ts';
import { rows } from './db.ts';
import { blocksOf, everyTable, type Table } from './every-table.ts';
import { tablesOfProjects } from './delete-rows.ts';
import { seenActions } from './repository-access.ts';

/** Records of the vault, hashes of tokens and what confirms something are no use to anybody but Lockstep. */
const SECRET = /(?:_sealed|hash|^token)$/;

const BLOCKS_AT_ONCE = 128;

export type ExportedRow = Record<string, unknown>;

interface ProjectTable extends Table {
  has: (column: string) => boolean;
}

/** The tables of a project; those in partitions once for each partition, under one title. */
export async function projectTables(db: Queryable): Promise<Map<string, ProjectTable[]>> {
  const ours = new Set(await tablesOfProjects(db));
  const found = await rows<{ name: string; column: string }>(
    db,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, a.attname AS column FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE n.nspname = 'public' AND c.relkind = 'r'`,
  );
  const columns = Map.groupBy(found, ({ name }) => name);
  const tables = (await everyTable(db)).filter(({ title }) => ours.has(title));
  return Map.groupBy(tables.map((table) => {
    const names = new Set(columns.get(table.name)?.map(({ column }) => column));
    return { ...table, has: (column: string) => names.has(column) };
  }), ({ title }) => title);
}

/** @param hidden repositories whose actions, and whatever is about them, are left out */
export async function* rowsOfProject(db: Queryable, table: ProjectTable, projectId: number, hidden: readonly number[]): AsyncGenerator<ExportedRow[]> {
  const seen = seenActions(hidden, table.title === 'actions' ? 't' : 'a');
  const ofAction = table.title === 'actions' ? seen.sql : `NOT EXISTS (SELECT 1 FROM actions a WHERE a.id = t.action_id AND NOT ${seen.sql})`;
  const left = [
    ...(table.has('repository_id') ? [{ sql: 'AND NOT coalesce(t.repository_id = ANY(?), false)', bindings: [[...hidden]] }] : []),
    ...(table.title === 'actions' || table.has('action_id') ? [{ sql: `AND ${ofAction}`, bindings: seen.bindings }] : []),
  ];
  const secrets = table.columns.map(({ name }) => name).filter((name) => SECRET.test(name));
  for (let from = 0; from < ((await blocksOf(db, table)) ?? 0); from += BLOCKS_AT_ONCE) {
    const found = await rows<{ row: ExportedRow }>(
      db,
      `SELECT to_jsonb(t) - ?::text[] AS row FROM ${table.name} t WHERE t.ctid >= ?::tid AND t.ctid < ?::tid AND t.project_id = ? ${left.map(({ sql }) => sql).join(' ')}`,
      [secrets, `(${from},0)`, `(${from + BLOCKS_AT_ONCE},0)`, projectId, ...left.flatMap(({ bindings }) => bindings)],
    );
    if (found.length > 0) yield found.map(({ row }) => row);
  }
}

/** What is known of a person, by name of the list; each row as it stands, without secrets. */
const OF_PERSON = {
  account: 'SELECT id, github_id, login, name, operator, created_at, signed_in_at FROM users WHERE id = :id',
  sessions: 'SELECT handle, device, created_at, seen_at FROM sessions WHERE user_id = :id ORDER BY created_at',
  authorization: 'SELECT state, access_expires_at, refresh_expires_at, updated_at FROM oauth_tokens WHERE user_id = :id',
  memberships: 'SELECT m.project_id, p.name AS project, m.role, m.created_at FROM members m JOIN projects p ON p.id = m.project_id WHERE m.user_id = :id ORDER BY m.project_id',
  invitations: 'SELECT id, project_id, role, uses, created_at, expires_at, revoked_at FROM invitations WHERE invited_by = :id ORDER BY id',
  apiTokens: 'SELECT id, kind, project_id, name, hint, scopes, expires_at, last_used_at, revoked_at, created_at FROM api_tokens WHERE user_id = :id ORDER BY id',
  repositoryAccess: 'SELECT repository_id, level, checked_at FROM repository_access WHERE user_id = :id ORDER BY repository_id',
  links: 'SELECT project_id, repository_id FROM github_integration_repositories WHERE linked_by = :id ORDER BY 1, 2',
  alertPreferences: 'SELECT email, kinds, last_mail_at FROM alert_preferences WHERE user_id = :id',
  alertsRead: 'SELECT s.alert_id, a.project_id, a.kind, s.read_at FROM alert_reads s JOIN alerts a ON a.id = s.alert_id WHERE s.user_id = :id ORDER BY s.read_at',
  // Without what other leads keep in it, which this person is not shown.
  drafts: "SELECT project_id, draft - 'aside' AS draft, updated_at FROM integration_drafts WHERE updated_by = :id ORDER BY project_id",
  // Not what they showed: that is the repositories' and other people's.
  dryRuns: 'SELECT id, project_id, settings, repositories, state, made_at, finished_at FROM previews WHERE made_by = :id ORDER BY id',
  conflictsResolved: 'SELECT id, project_id, action_id, field, resolved_at, resolution FROM conflicts WHERE lower(resolved_by) = lower(:login) ORDER BY id',
  pullRequestsLinked: 'SELECT repository_id, issue_number, pull_node_id, noted_at FROM noted_pull_requests WHERE lower(noted_by) = lower(:login) ORDER BY noted_at',
} as const;

/** Lists that may be long, by id: what they did, with what they wrote themselves. */
const LONG = {
  history: `SELECT id, at, project_id, action_id, kind, side, (SELECT jsonb_object_agg(key, value -> 'to') FROM jsonb_each(changes)) AS wrote
              FROM action_events WHERE lower(actor) = lower(:login) AND id > :after ORDER BY id LIMIT 1000`,
  audit: `SELECT id, at, project_id, event, outcome, detail FROM audit_log
           WHERE ((actor_kind = 'person' AND actor_id = :id) OR (actor_kind = 'token' AND actor_id IN (SELECT id FROM api_tokens WHERE user_id = :id AND kind <> 'project'))) AND id > :after ORDER BY id LIMIT 1000`,
} as const;

export async function* rowsOfPerson(db: Queryable, person: { id: number; login: string }): AsyncGenerator<[list: string, rows: ExportedRow[]]> {
  for (const [list, sql] of Object.entries(OF_PERSON)) yield [list, (await db.raw<{ rows: ExportedRow[] }>(sql, person as never)).rows];
  for (const [list, sql] of Object.entries(LONG)) {
    yield [list, []];
    for (let after = 0; ;) {
      const { rows: found } = await db.raw<{ rows: ExportedRow[] }>(sql, { ...person, after } as never);
      if (found.length === 0) break;
      yield [list, found];
      after = Number(found.at(-1)?.['id']);
    }
  }
}
