/** Conflicts as people read them: with the action and the issue they are about, page by page. */
import type { FieldKey, JsonValue } from '../core/action.ts';
import type { Queryable } from './db.ts';
import { rows } from './db.ts';
import type { Resolution } from './conflicts.ts';

export interface ConflictView {
  id: number;
  actionId: number;
  title: string;
  repositoryId: number;
  repository: string;
  number: number;
  url: string;
  field: FieldKey;
  base: JsonValue;
  github: JsonValue;
  lockstep: JsonValue;
  githubBy: string | null;
  githubAt: Date | null;
  lockstepBy: string | null;
  lockstepAt: Date | null;
  openedAt: Date;
  resolvedAt: Date | null;
  resolvedBy: string | null;
  resolution: Resolution | null;
}

export interface ConflictQuery {
  projectId: number;
  resolved: boolean;
  /** Null: of all actions. */
  actionId: number | null;
  /** Repositories that the reader must not see. */
  hidden: readonly number[];
  /** The id where the page before ended. */
  before: number | null;
  limit: number;
}

const VIEW = `c.id, c.action_id AS "actionId", a.title, m.repository_id AS "repositoryId", r.owner || '/' || r.name AS repository, m.issue_number AS number,
  m.issue_url AS url, c.field, c.base, c.github, c.lockstep, c.github_actor AS "githubBy", c.github_at AS "githubAt", c.lockstep_actor AS "lockstepBy",
  c.lockstep_at AS "lockstepAt", c.opened_at AS "openedAt", c.resolved_at AS "resolvedAt", c.resolved_by AS "resolvedBy", c.resolution`;

/** Newest first. */
export async function pageOfConflicts(db: Queryable, { projectId, resolved, actionId, hidden, before, limit }: ConflictQuery): Promise<ConflictView[]> {
  return rows(
    db,
    `SELECT ${VIEW} FROM conflicts c
       JOIN actions a ON a.id = c.action_id
       JOIN github_issue_mappings m ON m.id = c.mapping_id
       JOIN repositories r ON r.id = m.repository_id
      WHERE c.project_id = ? AND (c.resolved_at IS NOT NULL) = ? AND NOT m.repository_id = ANY(?)
        AND (?::bigint IS NULL OR c.action_id = ?) AND (?::bigint IS NULL OR c.id < ?)
      ORDER BY c.id DESC LIMIT ?`,
    [projectId, resolved, [...hidden], actionId, actionId, before, before, limit],
  );
}

/** Which of these are open conflicts of the project that its reader may see. */
export async function openConflictIds(db: Queryable, projectId: number, ids: readonly number[], hidden: readonly number[]): Promise<Set<number>> {
  const found = await rows<{ id: number }>(
    db,
    `SELECT c.id FROM conflicts c JOIN github_issue_mappings m ON m.id = c.mapping_id
      WHERE c.project_id = ? AND c.id = ANY(?) AND c.resolved_at IS NULL AND NOT m.repository_id = ANY(?)`,
    [projectId, [...ids], [...hidden]],
  );
  return new Set(found.map(({ id }) => id));
}
