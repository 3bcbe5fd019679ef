/** A project's integration: its settings, their version, and the switches beside them. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import type { StatusRow } from './projects.ts';

export interface Integration {
  id: number;
  projectId: number;
  /** As written; the project's own statuses are not in it. */
  settings: object;
  version: number;
  state: 'active' | 'paused';
  reason: string | null;
  /** Seconds between two polls. */
  pollEvery: number;
  autoSync: boolean;
  actAsMembers: boolean;
  brakeLimit: number;
  brakeClosingLimit: number;
  /** The brake is on since. */
  brakedAt: Date | null;
}

/** The switches that stand beside the settings. */
export type IntegrationSwitches = Pick<Integration, 'pollEvery' | 'autoSync' | 'actAsMembers' | 'brakeLimit' | 'brakeClosingLimit'>;

const INTEGRATION = `id, project_id AS "projectId", settings, version, state, state_reason AS reason, poll_every AS "pollEvery",
  auto_sync AS "autoSync", act_as_members AS "actAsMembers", brake_limit AS "brakeLimit", brake_closing_limit AS "brakeClosingLimit",
  braked_at AS "brakedAt"`;

/** Undefined until something of it was stored. */
export async function findIntegration(db: Queryable, projectId: number): Promise<Integration | undefined> {
  return row(db, `SELECT ${INTEGRATION} FROM github_integrations WHERE project_id = ? ORDER BY id LIMIT 1`, [projectId]);
}

/** The same, locked until the transaction ends; the last of all locks (src/store/locks.ts). New pairs may still refer to it. */
export async function lockIntegration(trx: Queryable, projectId: number): Promise<Integration | undefined> {
  return row(trx, `SELECT ${INTEGRATION} FROM github_integrations WHERE project_id = ? ORDER BY id LIMIT 1 FOR NO KEY UPDATE`, [projectId]);
}

/** @param rereads whether the settings give issues another meaning: then every mapping is read again */
export async function writeIntegration(trx: Queryable, id: number, settings: object, switches: IntegrationSwitches, rereads: boolean): Promise<void> {
  await run(
    trx,
    `UPDATE github_integrations SET settings = ?::jsonb, poll_every = ?, auto_sync = ?, act_as_members = ?, brake_limit = ?, brake_closing_limit = ?,
            version = version + 1, settings_version = settings_version + CASE WHEN ? THEN 1 ELSE 0 END, updated_at = now() WHERE id = ?`,
    [JSON.stringify(settings), switches.pollEvery, switches.autoSync, switches.actAsMembers, switches.brakeLimit, switches.brakeClosingLimit, rereads, id],
  );
}

export async function writeStatuses(trx: Queryable, projectId: number, statuses: readonly StatusRow[]): Promise<void> {
  await run(trx, 'UPDATE projects SET statuses = ?::jsonb WHERE id = ?', [JSON.stringify(statuses), projectId]);
}

/** What a repository of an integration looks like to a lead. */
export interface LinkExtra {
  repositoryId: number;
  openToMembers: boolean;
  /** Issues that could not be read. */
  unreadable: number;
  finishedAt: Date | null;
  polledAt: Date | null;
  pollError: string | null;
  /** Issues that are actions. */
  mapped: number;
  /** Writes called off that are still to be given up, and how many the calling off was of that is under way. */
  callingOff: number;
  calledOff: number;
}

export async function linkExtras(db: Queryable, projectId: number): Promise<Map<number, LinkExtra>> {
  const found = await rows<LinkExtra>(
    db,
    `SELECT ir.repository_id AS "repositoryId", ir.open_to_members AS "openToMembers", ir.finished_at AS "finishedAt",
            p.polled_at AS "polledAt", p.error AS "pollError",
            (SELECT count(*) FROM unread_issues u WHERE u.integration_id = ir.integration_id AND u.repository_id = ir.repository_id) AS unreadable,
            (SELECT count(*) FROM github_issue_mappings m WHERE m.project_id = ir.project_id AND m.repository_id = ir.repository_id AND m.state <> 'detached') AS mapped,
            (SELECT count(*) FROM github_issue_mappings m WHERE m.project_id = ir.project_id AND m.repository_id = ir.repository_id AND m.called_off_at IS NOT NULL) AS "callingOff", ir.called_off AS "calledOff"
       FROM github_integration_repositories ir
       LEFT JOIN github_polls p ON p.integration_id = ir.integration_id AND p.repository_id = ir.repository_id
      WHERE ir.project_id = ?`,
    [projectId],
  );
  return new Map(found.map((extra) => [extra.repositoryId, extra]));
}

export interface StoredDraft {
  draft: object;
  /** Login of who saved it last; null where they are gone. */
  byId: number | null;
  by: string | null;
  at: Date;
}

/** The unfinished settings that a lead left. */
export async function readDraft(db: Queryable, projectId: number): Promise<StoredDraft | undefined> {
  return row(db, 'SELECT d.draft, d.updated_by AS "byId", u.login AS by, d.updated_at AS at FROM integration_drafts d LEFT JOIN users u ON u.id = d.updated_by WHERE d.project_id = ?', [projectId]);
}

export async function writeDraft(db: Queryable, projectId: number, draft: object, userId: number | null): Promise<void> {
  await run(
    db,
    `INSERT INTO integration_drafts (project_id, draft, updated_by) VALUES (?, ?::jsonb, ?)
     ON CONFLICT (project_id) DO UPDATE SET draft = excluded.draft, updated_by = excluded.updated_by, updated_at = now()`,
    [projectId, JSON.stringify(draft), userId],
  );
}

export async function dropDraft(db: Queryable, projectId: number): Promise<void> {
  await run(db, 'DELETE FROM integration_drafts WHERE project_id = ?', [projectId]);
}
