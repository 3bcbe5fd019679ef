/** What the settings of a project say of editing its actions. */
import { parseSettings, type IntegrationSettings } from '../core/settings.ts';
import { defaultSettings } from '../core/settings.ts';
import type { Queryable } from '../store/db.ts';
import { findIntegration } from '../store/integrations.ts';
import { findProject } from '../store/projects.ts';

/**
 * The settings that edits of a project's actions follow; the defaults with the project's own statuses
 * where nothing was configured. Settings that no longer parse refuse nothing: the wizard names their problems.
 * @returns undefined where there is no such project
 */
export async function editSettings(db: Queryable, projectId: number): Promise<IntegrationSettings | undefined> {
  const project = await findProject(db, projectId);
  if (!project) return undefined;
  const { statuses } = project;
  const parsed = parseSettings({ ...(await findIntegration(db, projectId))?.settings, statuses });
  return parsed.ok ? parsed.settings : { ...defaultSettings(), statuses };
}
