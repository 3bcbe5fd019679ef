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

/** Installations that GitHub no longer lists are gone. */
export async function forgetInstallationsExcept(db: Queryable, ids: readonly number[]): Promise<void> {
  const gone = await rows<{ id: number }>(db, "SELECT id FROM installations WHERE state <> 'deleted' AND NOT (id = ANY(?))", [[...ids]]);
  for (const { id } of gone) await setInstallationState(db, id, 'deleted');
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
  const known = facts.filter((f) => f.archived !== undefined);
  if (known.length > 0) {
    await run(
      db,
      `UPDATE repositories r SET archived = t.archived FROM unnest(?::bigint[], ?::boolean[]) AS t (id, archived)
        WHERE r.id = t.id AND r.archived <> t.archived`,
      [known.map((f) => f.id), known.map((f) => f.archived)],
    );
  }
}

/** Marks repositories as out of the App's reach; what was synced stays. */
export async function removeRepositories(db: Queryable, ids: readonly number[], state: 'removed' | 'deleted' = 'removed'): Promise<void> {
  await run(db, 'UPDATE repositories SET state = ?, updated_at = now() WHERE id = ANY(?)', [state, [...ids]]);
}

/** Repositories of an installation that GitHub no longer lists are out of reach. */
export async function removeRepositoriesExcept(db: Queryable, installationId: number, ids: readonly number[]): Promise<void> {
  await run(
    db,
    "UPDATE repositories SET state = 'removed', updated_at = now() WHERE installation_id = ? AND state = 'accessible' AND NOT (id = ANY(?))",
    [installationId, [...ids]],
  );
}

/** @returns undefined where the App was never installed so */
export async function installationState(db: Queryable, id: number): Promise<'active' | 'suspended' | 'deleted' | undefined> {
  return (await row<{ state: 'active' | 'suspended' | 'deleted' }>(db, 'SELECT state FROM installations WHERE id = ?', [id]))?.state;
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

export async function listAccessibleRepositories(db: Queryable): Promise<Repository[]> {
  return rows(db, `SELECT ${REPOSITORY} FROM repositories WHERE state = 'accessible' ORDER BY lower(owner), lower(name)`);
}
