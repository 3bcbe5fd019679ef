/** Whose access on GitHub a linked repository rests on. */
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';

export interface VouchedLink {
  projectId: number;
  integrationId: number;
  repositoryId: number;
  installationId: number;
  /** Who vouches for it now; null where they are gone. */
  linkedBy: number | null;
  /** Out of reach for every lead when last looked. */
  lost: boolean;
  settings: unknown;
}

const LINK = `
  SELECT ir.project_id AS "projectId", ir.integration_id AS "integrationId", ir.repository_id AS "repositoryId", r.installation_id AS "installationId",
         ir.linked_by AS "linkedBy", ir.access_lost_at IS NOT NULL AS lost, i.settings
    FROM github_integration_repositories ir
    JOIN github_integrations i ON i.id = ir.integration_id
    JOIN repositories r ON r.id = ir.repository_id`;

/** Links that rest on a person's access; those made at the terminal rest on the operator's word. */
export async function vouchedLinks(db: Queryable): Promise<VouchedLink[]> {
  return rows(db, `${LINK} WHERE ir.needs_access ORDER BY ir.project_id, ir.repository_id`);
}

/** The settings of the integration that a repository of this project is, or would be, linked by. */
export async function settingsOfProject(db: Queryable, projectId: number): Promise<unknown> {
  return (await row<{ settings: unknown }>(db, 'SELECT settings FROM github_integrations WHERE project_id = ? ORDER BY id LIMIT 1', [projectId]))?.settings ?? {};
}

/** Whom a link rests on from now on; it is in reach. */
export async function vouchFor(db: Queryable, { integrationId, repositoryId }: { integrationId: number; repositoryId: number }, userId: number): Promise<void> {
  await run(
    db, 'UPDATE github_integration_repositories SET linked_by = ?, needs_access = true, access_lost_at = NULL WHERE integration_id = ? AND repository_id = ?', [userId, integrationId, repositoryId],
  );
}

/** @returns false where it was known already */
export async function loseAccess(db: Queryable, { integrationId, repositoryId }: { integrationId: number; repositoryId: number }): Promise<boolean> {
  const lost = await row(
    db,
    'UPDATE github_integration_repositories SET access_lost_at = now() WHERE integration_id = ? AND repository_id = ? AND access_lost_at IS NULL RETURNING 1',
    [integrationId, repositoryId],
  );
  return lost !== undefined;
}
