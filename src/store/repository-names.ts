/** Names of labels and milestones as last seen, by GitHub's ids, and those that settings still hold though they are gone. */
import type { NameKind } from '../core/settings/names.ts';
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';

export interface KnownName {
  nodeId: string;
  name: string;
}

/** Any constant of our own (PostgreSQL's advisory locks), beside the repository's id: one look at its names at a time. */
const LOCK = 7_255_340;

export async function lockNames(trx: Queryable, repositoryId: number): Promise<void> {
  await run(trx, 'SELECT pg_advisory_xact_lock(?, hashint8(?))', [LOCK, repositoryId]);
}

export async function knownNames(db: Queryable, repositoryId: number, kind: NameKind): Promise<KnownName[]> {
  return rows(db, 'SELECT node_id AS "nodeId", name FROM repository_names WHERE repository_id = ? AND kind = ? ORDER BY node_id', [repositoryId, kind]);
}

/** All that is known of a repository's names, of both kinds, and whether some are missing from it. */
export async function allNames(db: Queryable, repositoryId: number): Promise<{ known: (KnownName & { kind: NameKind })[]; missesSome: boolean }> {
  const found = await rows<KnownName & { kind: NameKind | null }>(
    db,
    `SELECT kind, node_id AS "nodeId", name FROM repository_names WHERE repository_id = ?
     UNION ALL SELECT NULL, NULL, NULL FROM missing_names WHERE repository_id = ?`,
    [repositoryId, repositoryId],
  );
  const known = found.flatMap(({ kind, ...name }) => (kind === null ? [] : [{ kind, ...name }]));
  return { known, missesSome: known.length < found.length };
}

/** Remembers a name that an event tells of as the old one, unless the id is known. */
export async function noteOldName(trx: Queryable, repositoryId: number, kind: NameKind, { nodeId, name }: KnownName): Promise<void> {
  await run(
    trx,
    `INSERT INTO repository_names (repository_id, kind, node_id, name) SELECT id, ?, ?, ? FROM repositories WHERE id = ? ON CONFLICT DO NOTHING`,
    [kind, nodeId, name, repositoryId],
  );
}

/** Under `lockNames`. `names` are new or changed, `gone` the ids of those that are no more. */
export async function writeNames(trx: Queryable, repositoryId: number, kind: NameKind, names: readonly KnownName[], gone: readonly string[]): Promise<void> {
  if (gone.length > 0) await run(trx, 'DELETE FROM repository_names WHERE repository_id = ? AND kind = ? AND node_id = ANY(?)', [repositoryId, kind, [...gone]]);
  if (names.length === 0) return;
  await run(
    trx,
    `INSERT INTO repository_names (repository_id, kind, node_id, name) SELECT ?, ?, t.* FROM unnest(?::text[], ?::text[]) AS t
     ON CONFLICT (repository_id, kind, node_id) DO UPDATE SET name = excluded.name`,
    [repositoryId, kind, names.map(({ nodeId }) => nodeId), names.map(({ name }) => name)],
  );
}

/** Whether another repository of the integration has a label or milestone of this name. */
export async function isNamedElsewhere(db: Queryable, integrationId: number, repositoryId: number, kind: NameKind, name: string): Promise<boolean> {
  const found = await rows(
    db,
    `SELECT 1 FROM repository_names n JOIN github_integration_repositories l ON l.repository_id = n.repository_id
      WHERE l.integration_id = ? AND n.repository_id <> ? AND n.kind = ? AND lower(n.name) = lower(?) LIMIT 1`,
    [integrationId, repositoryId, kind, name],
  );
  return found.length > 0;
}

export interface MissingName {
  repositoryId: number;
  kind: NameKind;
  name: string;
}

export async function noteMissing(trx: Queryable, { integrationId, projectId, repositoryId }: { integrationId: number; projectId: number; repositoryId: number }, kind: NameKind, name: string, sentence: string): Promise<void> {
  await run(
    trx,
    `INSERT INTO missing_names (integration_id, repository_id, project_id, kind, name, sentence) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (integration_id, repository_id, kind, name) DO UPDATE SET sentence = excluded.sentence`,
    [integrationId, repositoryId, projectId, kind, name, sentence],
  );
}

/** There again. */
export async function clearMissing(trx: Queryable, repositoryId: number, kind: NameKind, names: readonly string[]): Promise<void> {
  await run(trx, 'DELETE FROM missing_names WHERE repository_id = ? AND kind = ? AND lower(name) = ANY(?)', [repositoryId, kind, names.map((name) => name.toLowerCase())]);
}

export async function missingOf(db: Queryable, projectId: number): Promise<MissingName[]> {
  return rows(db, 'SELECT repository_id AS "repositoryId", kind, name FROM missing_names WHERE project_id = ? ORDER BY repository_id, kind, name', [projectId]);
}

/** The settings no longer name it. */
export async function dropMissing(trx: Queryable, projectId: number, { repositoryId, kind, name }: MissingName): Promise<void> {
  await run(trx, 'DELETE FROM missing_names WHERE project_id = ? AND repository_id = ? AND kind = ? AND name = ?', [projectId, repositoryId, kind, name]);
}
