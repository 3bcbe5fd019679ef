/** Projects, their integrations and the repositories linked by them. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import { refuseWhileEnding } from './ending.ts';

export interface StatusRow {
  key: string;
  name: string;
  category: 'todo' | 'in_progress' | 'done' | 'cancelled';
}

export interface Project {
  id: number;
  name: string;
  statuses: StatusRow[];
}

/** One repository linked by one integration: what the engine needs to know before it touches an issue. */
export interface Link {
  integrationId: number;
  projectId: number;
  repositoryId: number;
  installationId: number;
  owner: string;
  name: string;
  private: boolean;
  statuses: StatusRow[];
  /** As stored; parsed by core. */
  settings: unknown;
  /** Grows with each change of what issues mean. */
  settingsVersion: number;
  /** Whether webhooks take effect at once. */
  autoSync: boolean;
  /** Whether what a member edits is written in their own name. */
  actAsMembers: boolean;
  integrationState: 'active' | 'paused';
  integrationReason: string | null;
  repositoryState: 'accessible' | 'removed' | 'deleted';
  installationState: 'active' | 'suspended' | 'deleted';
  archived: boolean;
  /** No lead of the project can reach it on GitHub any more (I12). */
  accessLost: boolean;
  /** Whether the repository's issues are switched on. */
  hasIssues: boolean;
  /** What the installation grants on issues; `unknown` where GitHub did not say. */
  issuesPermission: string;
  backfill: Backfill;
}

export interface Backfill {
  /** Held by a person, or with all of its project: `paused`. */
  state: 'waiting' | 'pulling' | 'live' | 'failed' | 'paused' | 'cancelled';
  cursor: string | null;
  pulled: number;
  total: number | null;
  error: string | null;
  startedAt: Date | null;
  /** All of it was pulled before: this pull reads it again. */
  again: boolean;
}

const LINK = `
  SELECT ir.integration_id AS "integrationId", ir.project_id AS "projectId", ir.repository_id AS "repositoryId",
         r.installation_id AS "installationId", r.owner, r.name, r.private, p.statuses, i.settings, i.settings_version AS "settingsVersion",
         i.auto_sync AS "autoSync", i.act_as_members AS "actAsMembers", i.state AS "integrationState", i.state_reason AS "integrationReason",
         r.state AS "repositoryState", n.state AS "installationState", r.archived, ir.access_lost_at IS NOT NULL AS "accessLost",
         r.has_issues AS "hasIssues", CASE WHEN n.permissions = '{}' THEN 'unknown' ELSE coalesce(n.permissions ->> 'issues', 'none') END AS "issuesPermission",
         json_build_object('state', CASE WHEN i.state = 'paused' AND ir.backfill_state IN ('waiting', 'pulling') THEN 'paused' ELSE ir.backfill_state END, 'cursor', ir.cursor, 'pulled', ir.pulled, 'total', ir.total,
                           'error', ir.error, 'startedAt', ir.started_at,
                           'again', EXISTS (SELECT FROM github_polls b WHERE b.integration_id = ir.integration_id AND b.repository_id = ir.repository_id AND b.since IS NOT NULL)) AS backfill
    FROM github_integration_repositories ir
    JOIN github_integrations i ON i.id = ir.integration_id
    JOIN projects p ON p.id = ir.project_id
    JOIN repositories r ON r.id = ir.repository_id
    JOIN installations n ON n.id = r.installation_id`;

export async function createProject(db: Queryable, name: string, statuses: readonly StatusRow[]): Promise<Project> {
  const created = await row<Project>(
    db,
    'INSERT INTO projects (name, statuses) VALUES (?, ?::jsonb) RETURNING id, name, statuses',
    [name, JSON.stringify(statuses)],
  );
  return created as Project;
}

export async function setProjectName(db: Queryable, id: number, name: string): Promise<void> {
  await run(db, 'UPDATE projects SET name = ? WHERE id = ?', [name, id]);
}

export async function findProject(db: Queryable, id: number): Promise<Project | undefined> {
  return row(db, 'SELECT id, name, statuses FROM projects WHERE id = ?', [id]);
}

export async function listProjects(db: Queryable): Promise<Project[]> {
  return rows(db, 'SELECT id, name, statuses FROM projects ORDER BY id');
}

/**
 * The project's integration, made on first use: one "GitHub Pipeline" a project.
 * @param db the caller's transaction
 * @throws ProjectEnding
 */
export async function ensureIntegration(db: Queryable, projectId: number): Promise<number> {
  // Asked for at once by several, they wait here for the one that makes it.
  await refuseWhileEnding(db, projectId);
  const found = await row<{ id: number }>(db, 'SELECT id FROM github_integrations WHERE project_id = ? ORDER BY id LIMIT 1', [projectId]);
  if (found) return found.id;
  const made = await row<{ id: number }>(db, 'INSERT INTO github_integrations (project_id) VALUES (?) RETURNING id', [projectId]);
  return (made as { id: number }).id;
}

/** @returns false when the project has this repository linked already */
export async function linkRepository(db: Queryable, integrationId: number, projectId: number, repositoryId: number): Promise<boolean> {
  const linked = await rows(
    db,
    `INSERT INTO github_integration_repositories (integration_id, project_id, repository_id) VALUES (?, ?, ?)
     ON CONFLICT DO NOTHING RETURNING 1`,
    [integrationId, projectId, repositoryId],
  );
  return linked.length > 0;
}

export async function linksOfRepository(db: Queryable, repositoryId: number): Promise<Link[]> {
  return rows(db, `${LINK} WHERE ir.repository_id = ? ORDER BY ir.integration_id`, [repositoryId]);
}

export async function linksOfProject(db: Queryable, projectId: number): Promise<Link[]> {
  return rows(db, `${LINK} WHERE ir.project_id = ? ORDER BY lower(r.owner), lower(r.name)`, [projectId]);
}

export async function findLink(db: Queryable, integrationId: number, repositoryId: number): Promise<Link | undefined> {
  return row(db, `${LINK} WHERE ir.integration_id = ? AND ir.repository_id = ?`, [integrationId, repositoryId]);
}

/** Links whose first pull has not ended, for the start of a worker. */
export async function unfinishedLinks(db: Queryable): Promise<Link[]> {
  return rows(db, `${LINK} WHERE ir.backfill_state IN ('waiting', 'pulling')`);
}

/**
 * Marks a link as waiting for a pull; one that is under way goes on, and where it fails, this one follows it. One that a person paused waits for them.
 * @param anew what was read before counts for nothing: it begins from the start
 * @param resumed a person lets it go on
 */
export async function awaitBackfill(db: Queryable, integrationId: number, repositoryId: number, { anew = false, resumed = false }: { anew?: boolean; resumed?: boolean } = {}): Promise<void> {
  await run(
    db,
    `UPDATE github_integration_repositories
        SET backfill_state = CASE WHEN backfill_state = 'pulling' OR (backfill_state = 'paused' AND NOT ?) THEN backfill_state ELSE 'waiting' END,
            started_at = CASE backfill_state WHEN 'pulling' THEN now() ELSE started_at END,
            cursor = CASE WHEN NOT ? THEN cursor END
      WHERE integration_id = ? AND repository_id = ?`,
    [resumed, anew, integrationId, repositoryId],
  );
}

/** A pull of a paused integration stays as it is, cursor and all: resuming asks for it again. One of a project that ends takes in nothing more. */
const GOES_ON = `NOT EXISTS (SELECT FROM github_integrations i WHERE i.id = integration_id AND i.state = 'paused')
        AND NOT EXISTS (SELECT FROM privacy_tasks t WHERE t.project_id = github_integration_repositories.project_id AND t.state IN ('waiting', 'running'))`;

/**
 * Begins a pull from the start, or goes on from where one stopped.
 * @returns when it was asked for, which tells it from one that is asked for meanwhile; null where none is: a person halted it, or another job has done it already
 */
export async function startBackfill(db: Queryable, integrationId: number, repositoryId: number): Promise<string | null> {
  const [started] = await rows<{ at: string }>(
    db,
    `UPDATE github_integration_repositories
        SET backfill_state = 'pulling', error = NULL, finished_at = NULL,
            started_at = CASE WHEN cursor IS NULL THEN now() ELSE started_at END,
            pulled = CASE WHEN cursor IS NULL THEN 0 ELSE pulled END
      WHERE integration_id = ? AND repository_id = ? AND backfill_state IN ('waiting', 'pulling') AND ${GOES_ON} RETURNING started_at::text AS at`,
    [integrationId, repositoryId],
  );
  return started?.at ?? null;
}

/**
 * Moves the cursor; called in the transaction that writes the page, so a kill repeats at most one page.
 * @returns false where a person paused or cancelled the pull meanwhile, or paused all of its integration
 */
export async function advanceBackfill(
  db: Queryable,
  link: Link,
  page: { cursor: string | null; count: number; total: number; done: boolean },
): Promise<boolean> {
  const advanced = await rows(
    db,
    `UPDATE github_integration_repositories
        SET cursor = ?, pulled = pulled + ?, total = greatest(?, pulled + ?), backfill_state = ?,
            finished_at = CASE WHEN ? THEN now() END
      WHERE integration_id = ? AND repository_id = ? AND backfill_state = 'pulling' AND ${GOES_ON} RETURNING 1`,
    [page.cursor, page.count, page.total, page.count, page.done ? 'live' : 'pulling', page.done, link.integrationId, link.repositoryId],
  );
  return advanced.length > 0;
}

/** A person holds a pull, or ends it; a held one goes on from its cursor. @returns false where none is under way */
export async function haltBackfill(db: Queryable, integrationId: number, repositoryId: number, state: 'paused' | 'cancelled'): Promise<boolean> {
  const halted = await rows(
    db,
    `UPDATE github_integration_repositories SET backfill_state = ?, cursor = CASE WHEN ? = 'paused' THEN cursor END
      WHERE integration_id = ? AND repository_id = ? AND backfill_state IN ('waiting', 'pulling', 'paused') RETURNING 1`,
    [state, state, integrationId, repositoryId],
  );
  return halted.length > 0;
}

/**
 * Ends a pull with the sentence a person reads.
 * @param startedAt of the pull, as `startBackfill` told it: where another was asked for since, that one still waits
 * @param goesOn the next one goes on from where it was: changed meanwhile, an issue has moved to the end
 */
export async function failBackfill(db: Queryable, integrationId: number, repositoryId: number, error: string, startedAt: string | null = null, goesOn = false): Promise<void> {
  await run(
    db,
    `UPDATE github_integration_repositories SET backfill_state = CASE WHEN started_at <> ?::timestamptz THEN 'waiting' ELSE 'failed' END,
       error = ?, cursor = CASE WHEN ? THEN cursor END, finished_at = now() WHERE integration_id = ? AND repository_id = ?`,
    [startedAt, error, goesOn, integrationId, repositoryId],
  );
}

/** Pauses an integration with a reason people read, or lets it go on. */
export async function setIntegrationState(db: Queryable, integrationId: number, state: 'active' | 'paused', reason: string | null): Promise<void> {
  await run(db, 'UPDATE github_integrations SET state = ?, state_reason = ?, updated_at = now() WHERE id = ?', [state, reason, integrationId]);
}
