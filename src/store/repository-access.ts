/** What GitHub last said of a person's reach, and which repositories of a project need asking. */
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';

export type AccessLevel = 'none' | 'read' | 'write';

/** A project's repository whose actions only its own readers on GitHub may see. */
export interface GuardedRepository {
  id: number;
  installationId: number;
}

/**
 * Private repositories of a project that no lead opened to its members: those linked, and those whose
 * actions stayed when they were unlinked, or when their pairs ended.
 * @param also repositories that are asked about, whether the project has anything of them or not
 */
export async function guardedRepositories(db: Queryable, projectId: number, also: readonly number[] = []): Promise<GuardedRepository[]> {
  return rows(
    db,
    `SELECT r.id, r.installation_id AS "installationId" FROM repositories r
      WHERE r.private
        AND (EXISTS (SELECT 1 FROM github_integration_repositories l WHERE l.repository_id = r.id AND l.project_id = ?)
          OR EXISTS (SELECT 1 FROM github_issue_mappings m WHERE m.repository_id = r.id AND m.project_id = ?)
          OR EXISTS (SELECT 1 FROM actions a WHERE a.origin_repository_id = r.id AND a.project_id = ?)
          OR r.id = ANY(?))
        AND NOT EXISTS (SELECT 1 FROM github_integration_repositories l WHERE l.repository_id = r.id AND l.project_id = ? AND l.open_to_members)
      ORDER BY r.id`,
    [projectId, projectId, projectId, [...also], projectId],
  );
}

export interface KnownAccess {
  repositoryId: number;
  level: AccessLevel;
  /** Seconds since GitHub was asked, by the database's clock. */
  age: number;
}

export async function knownAccess(db: Queryable, userId: number, repositoryIds: readonly number[]): Promise<KnownAccess[]> {
  return rows(
    db,
    `SELECT repository_id AS "repositoryId", level, extract(epoch FROM now() - checked_at)::float8 AS age
       FROM repository_access WHERE user_id = ? AND repository_id = ANY(?)`,
    [userId, [...repositoryIds]],
  );
}

/** Remembers what GitHub said just now, for repositories that are known here. */
export async function rememberAccess(db: Queryable, userId: number, levels: ReadonlyMap<number, AccessLevel>): Promise<void> {
  if (levels.size === 0) return;
  await run(
    db,
    `INSERT INTO repository_access (user_id, repository_id, level)
     SELECT ?, t.id, t.level FROM unnest(?::bigint[], ?::text[]) AS t (id, level) JOIN repositories r ON r.id = t.id ORDER BY t.id
     ON CONFLICT (user_id, repository_id) DO UPDATE SET level = excluded.level, checked_at = now()`,
    [userId, [...levels.keys()], [...levels.values()]],
  );
}

/** A lead's word on whether everybody in the project may see a repository's actions. @returns false where it is not linked */
export async function setOpenToMembers(db: Queryable, projectId: number, repositoryId: number, open: boolean): Promise<boolean> {
  const changed = await rows(
    db,
    'UPDATE github_integration_repositories SET open_to_members = ? WHERE project_id = ? AND repository_id = ? RETURNING 1',
    [open, projectId, repositoryId],
  );
  return changed.length > 0;
}

/**
 * Whose texts the actions hold, by action id: the repository of their issue, the one where it is being made, and the one
 * they came from where that pair has ended. An action that never had an issue is not in it.
 */
export async function repositoriesOfActions(db: Queryable, actionIds: readonly number[]): Promise<Map<number, number[]>> {
  const ids = [...actionIds];
  const found = await rows<{ action: number; repository: number }>(
    db,
    `SELECT action_id AS action, repository_id AS repository FROM github_issue_mappings WHERE action_id = ANY(?)
     UNION SELECT action_id, repository_id FROM issue_creations WHERE action_id = ANY(?) AND state IN ('planned', 'sent', 'refused')
     UNION SELECT id, origin_repository_id FROM actions WHERE id = ANY(?) AND origin_repository_id IS NOT NULL`,
    [ids, ids, ids],
  );
  return new Map([...Map.groupBy(found, ({ action }) => action)].map(([action, of]) => [action, of.map(({ repository }) => repository)]));
}

/** Keeps from a query over `actions` what is of hidden repositories; an action that never had an issue is everybody's. */
export function seenActions(hidden: readonly number[], alias = 'a'): { sql: string; bindings: number[][] } {
  if (hidden.length === 0) return { sql: 'true', bindings: [] };
  return {
    sql: `(NOT EXISTS (SELECT 1 FROM github_issue_mappings h WHERE h.action_id = ${alias}.id AND h.repository_id = ANY(?))
      AND NOT EXISTS (SELECT 1 FROM issue_creations h WHERE h.action_id = ${alias}.id AND h.repository_id = ANY(?) AND h.state IN ('planned', 'sent', 'refused'))
      AND (${alias}.origin_repository_id = ANY(?)) IS NOT TRUE)`,
    bindings: [[...hidden], [...hidden], [...hidden]],
  };
}
