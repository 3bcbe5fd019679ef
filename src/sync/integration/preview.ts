/** Asks for a dry run of settings that are not saved: what would become of the issues, without writing anything. */
import { parseSettings, type SettingsProblem } from '../../core/settings.ts';
import type { Caller } from '../../core/policy.ts';
import { refuseWhileEnding } from '../../store/ending.ts';
import { createPreview, samePreview } from '../../store/previews.ts';
import { findProject } from '../../store/projects.ts';
import { chooseRepositories, unreachableSentence } from './reachable.ts';
import { personOf, type IntegrationParts } from './parts.ts';

export interface PreviewRequest {
  projectId: number;
  settings: Record<string, unknown>;
  /** owner/name, linked or not. */
  repositories: readonly string[];
  /** Whether one of the same, under way or just done, will do. */
  reuse: boolean;
}

export type PreviewOutcome = { outcome: 'started'; previewId: number } | { outcome: 'invalid'; problems: SettingsProblem[] } | { outcome: 'refused'; reason: string };

/** @throws SignInAgain, GitHubError where GitHub cannot be asked what the caller may reach */
export async function startPreview({ engine: { db, jobs }, reach }: IntegrationParts, caller: Caller | null, { projectId, settings, repositories, reuse }: PreviewRequest): Promise<PreviewOutcome> {
  const project = await findProject(db, projectId);
  const whole = { statuses: project?.statuses, ...settings };
  const parsed = parseSettings(whole);
  if (!parsed.ok) return { outcome: 'invalid', problems: parsed.problems };
  const chosen = await chooseRepositories(db, reach, caller, projectId, repositories);
  if (chosen.refused.length > 0) return { outcome: 'refused', reason: unreachableSentence(chosen.refused) };
  if (chosen.found.length === 0) return { outcome: 'refused', reason: 'Choose at least one repository.' };
  const ids = chosen.found.map(({ id }) => id);
  return db.transaction(async (trx) => {
    await refuseWhileEnding(trx, projectId);
    const known = reuse ? await samePreview(trx, projectId, whole, ids) : undefined;
    if (known !== undefined) return { outcome: 'started', previewId: known };
    const previewId = await createPreview(trx, projectId, whole, ids, personOf(caller));
    await jobs.send('preview', { previewId }, { key: String(previewId) }, trx);
    return { outcome: 'started', previewId };
  });
}
