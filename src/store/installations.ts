/** Installations and repositories as GitHub told of them, keyed on GitHub's numeric ids. */
import type { InstallationFacts, RepositoryFacts } from '../core/installation.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface Repository {
  id: number;
  installationId: number;
  nodeId: string;
  owner: string;
  name: string;
  private: boolean;
  archived: boolean;
  state: 'accessible' | 'removed' | 'deleted';
}

const REPOSITORY = `id, installation_id AS "installationId", node_id AS "nodeId", owner, name, private, archived, state`;

export async function upsertInstallation(db: Queryable, facts: InstallationFacts): Promise<void> {
  await run(
    db,
    `INSERT INTO installations (id, account_id, account_login, account_type, repository_selection, permissions, state)
     VALUES (?, ?, ?, ?, ?, ?::jsonb, ?)
     ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, account_login = excluded.account_login,
       account_type = excluded.account_type, repository_selection = excluded.repository_selection,
       permissions = excluded.permissions, state = excluded.state, updated_at = now()`,
    [facts.id, facts.accountId, facts.accountLogin, facts.accountType, facts.repositorySelection,
      JSON.stringify(facts.permissions), facts.suspended ? 'suspended' : 'active'],
  );
}

export async function setInstallationState(db: Queryable, id: number, state: 'active' | 'suspended' | 'deleted'): Promise<void> {
  await run(db, 'UPDATE installations SET state = ?, updated_at = now() WHERE id = ?', [state, id]);
  if (state === 'deleted') await run(db, "UPDATE repositories SET state = 'removed', updated_at = now() WHERE installation_id = ? AND state = 'accessible'", [id]);
}

/** Installations that are not known to be deleted. */
export async function activeInstallations(db: Queryable): Promise<number[]> {
  const found = await rows<{ id: number }>(db, "SELECT id FROM installations WHERE state <> 'deleted' ORDER BY id");
  return found.map(({ id }) => id);
}

/** Adds or refreshes repositories of an installation and marks them accessible. */
export async function upsertRepositories(db: Queryable, installationId: number, facts: readonly RepositoryFacts[]): Promise<void> {
  if (facts.length === 0) return;
  await run(
    db,
    `INSERT INTO repositories (id, installation_id, node_id, owner, name, private, archived)
     SELECT id, ?, node_id, owner, name, private, coalesce(archived, false)
       FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::boolean[]) AS t (id, node_id, owner, name, private, archived)
      ORDER BY id
     ON CONFLICT (id) DO UPDATE SET installation_id = excluded.installation_id, node_id = excluded.node_id, owner = excluded.owner,
       name = excluded.name, private = excluded.private, state = 'accessible', updated_at = now()`,
    [installationId, facts.map((f) => f.id), facts.map((f) => f.nodeId), facts.map((f) => f.owner), facts.map((f) => f.name),
      facts.map((f) => f.private), facts.map((f) => f.archived ?? null)],
  );
  const known = facts.filter((f) => f.archived !== undefined || f.hasIssues !== undefined);
  if (known.length > 0) {
    await run(
      db,
      `UPDATE repositories r SET archived = coalesce(t.archived, r.archived), has_issues = coalesce(t.has_issues, r.has_issues)
         FROM unnest(?::bigint[], ?::boolean[], ?::boolean[]) AS t (id, archived, has_issues) WHERE r.id = t.id`,
      [known.map((f) => f.id), known.map((f) => f.archived ?? null), known.map((f) => f.hasIssues ?? null)],
    );
  }
}

/** Marks repositories as out of the App's reach; what was synced stays. Those another installation reaches by now stay in reach. */
export async function removeRepositories(db: Queryable, installationId: number, ids: readonly number[]): Promise<void> {
  await run(
    db,
    "UPDATE repositories SET state = 'removed', updated_at = now() WHERE installation_id = ? AND id = ANY(?) AND state = 'accessible'",
    [installationId, [...ids]],
  );
}

/** The repository is gone from GitHub. */
export async function markRepositoryDeleted(db: Queryable, id: number): Promise<void> {
  await run(db, "UPDATE repositories SET state = 'deleted', updated_at = now() WHERE id = ?", [id]);
}

/** What an answer to one of our calls told of a repository, before any event did. */
export async function markRepository(db: Queryable, id: number, facts: { archived?: true; hasIssues?: false }): Promise<void> {
  if (facts.archived) await run(db, 'UPDATE repositories SET archived = true, updated_at = now() WHERE id = ?', [id]);
  if (facts.hasIssues === false) await run(db, 'UPDATE repositories SET has_issues = false, updated_at = now() WHERE id = ?', [id]);
}

export interface Reach {
  id: number;
  installationId: number;
  state: Repository['state'];
  archived: boolean;
  hasIssues: boolean;
}

/** How repositories were last known to be in reach, locked until the transaction ends. */
export async function reachOf(trx: Queryable, ids: readonly number[]): Promise<Map<number, Reach>> {
  const found = await rows<Reach>(
    trx,
    'SELECT id, installation_id AS "installationId", state, archived, has_issues AS "hasIssues" FROM repositories WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE',
    [[...ids]],
  );
  return new Map(found.map((reach) => [reach.id, reach]));
}

export interface KnownInstallation {
  state: 'active' | 'suspended' | 'deleted';
  permissions: Record<string, string>;
}

export async function findInstallation(db: Queryable, id: number): Promise<KnownInstallation | undefined> {
  return row(db, 'SELECT state, permissions FROM installations WHERE id = ?', [id]);
}

/** Repositories of an installation that some project has linked. */
export async function linkedRepositoriesOf(db: Queryable, installationId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT id FROM repositories r WHERE installation_id = ? AND EXISTS (SELECT 1 FROM github_integration_repositories l WHERE l.repository_id = r.id) ORDER BY id`,
    [installationId],
  );
  return found.map(({ id }) => id);
}

/** Repositories of an installation that GitHub no longer lists are out of reach. @returns which */
export async function removeRepositoriesExcept(db: Queryable, installationId: number, ids: readonly number[]): Promise<number[]> {
  const removed = await rows<{ id: number }>(
    db,
    "UPDATE repositories SET state = 'removed', updated_at = now() WHERE installation_id = ? AND state = 'accessible' AND NOT (id = ANY(?)) RETURNING id",
    [installationId, [...ids]],
  );
  return removed.map(({ id }) => id);
}

/** @returns undefined where the App was never installed so */
export async function installationState(db: Queryable, id: number): Promise<KnownInstallation['state'] | undefined> {
  return (await findInstallation(db, id))?.state;
}

export async function findRepository(db: Queryable, id: number): Promise<Repository | undefined> {
  return row(db, `SELECT ${REPOSITORY} FROM repositories WHERE id = ?`, [id]);
}

/** Names are case-insensitive on GitHub; where a name was used before, the accessible one counts. */
export async function findRepositoryByName(db: Queryable, owner: string, name: string): Promise<Repository | undefined> {
  return row(
    db,
    `SELECT ${REPOSITORY} FROM repositories WHERE lower(owner) = lower(?) AND lower(name) = lower(?)
      ORDER BY state = 'accessible' DESC, updated_at DESC LIMIT 1`,
    [owner, name],
  );
}

/** @param fullNames owner/name, in any case. @returns ids by name in lower case; of those that are known */
export async function repositoryIdsOf(db: Queryable, fullNames: readonly string[]): Promise<Map<string, number>> {
  const found = await rows<{ name: string; id: number }>(
    db,
    `SELECT DISTINCT ON (1) lower(owner || '/' || name) AS name, id FROM repositories WHERE lower(owner || '/' || name) = ANY(?)
      ORDER BY 1, state = 'accessible' DESC, updated_at DESC`,
    [fullNames.map((name) => name.toLowerCase())],
  );
  return new Map(found.map(({ name, id }) => [name, id]));
}

export async function listAccessibleRepositories(db: Queryable): Promise<Repository[]> {
  return rows(db, `SELECT ${REPOSITORY} FROM repositories WHERE state = 'accessible' ORDER BY lower(owner), lower(name)`);
}

/** Ids of installations that can be asked for repositories. */
export async function listAccessibleInstallations(db: Queryable): Promise<number[]> {
  return (await rows<{ id: number }>(db, "SELECT id FROM installations WHERE state = 'active' ORDER BY id")).map(({ id }) => id);
}
