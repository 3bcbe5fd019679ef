/** A worker does the dry run that a page asked for; another goes on with it where this one dies. */
import { parseSettings } from '../../core/settings.ts';
import { BudgetWait, GitHubError, isOutage } from '../../github/errors.ts';
import { findRepository } from '../../store/installations.ts';
import { membersOf } from '../../store/members.ts';
import { advancePreview, endPreview, findPreview, notePreview, type Preview } from '../../store/previews.ts';
import { findProject } from '../../store/projects.ts';
import { dryRun, type DryRunRepository, type DryRunState } from '../dry-run.ts';
import type { Engine } from '../engine.ts';

/** Thrown into the run where a person called it off. */
class Cancelled extends Error {
  override name = 'Cancelled';
}

/** @throws GitHubError that may be retried: the next call goes on from the last page */
export async function runPreview(engine: Engine, previewId: number): Promise<void> {
  const preview = await findPreview(engine.db, previewId);
  if (preview?.state !== 'waiting' && preview?.state !== 'running') return;
  try {
    await endPreview(engine.db, previewId, { result: await look(engine, preview) });
  } catch (error) {
    if (error instanceof Cancelled) return;
    if (!(error instanceof GitHubError)) throw error;
    if (!error.retryable) return endPreview(engine.db, previewId, { error: error.message });
    if (error instanceof BudgetWait) await notePreview(engine.db, previewId, `GitHub’s limit is reached: it goes on by itself in ${Math.ceil(error.seconds / 60)} min.`);
    else if (isOutage(error)) await notePreview(engine.db, previewId, 'GitHub does not answer: it is asked again by itself.');
    throw error;
  }
}

async function look(engine: Engine, preview: Preview): Promise<object> {
  const { db } = engine;
  const project = await findProject(db, preview.projectId);
  const parsed = parseSettings({ statuses: project?.statuses, ...preview.settings });
  if (!parsed.ok) throw new Error(`preview ${preview.id} has settings that were never checked`);
  const repositories: DryRunRepository[] = [];
  for (const id of preview.repositories) {
    const found = await findRepository(db, id);
    if (found?.state === 'accessible') repositories.push(found);
  }
  return dryRun(engine, repositories, parsed.settings, {
    members: (await membersOf(db, preview.projectId)).map(({ login }) => login),
    from: preview.progress as DryRunState | null,
    async onPage(state) {
      if (!(await advancePreview(db, preview.id, { read: state.tally.issues, total: state.total, progress: state }))) throw new Cancelled();
    },
  });
}
