/** A dry run as the page sees it. */
import type { Db } from '../store/db.ts';
import { findRepository } from '../store/installations.ts';
import { latestPreview } from '../store/previews.ts';
import type { DryRunResult, PreviewShape } from './trpc/integration-shapes.ts';

/** @param hidden repositories whose issues the viewer must not see: a dry run over one of them shows its numbers only */
export async function previewOf(db: Db, projectId: number, hidden: readonly number[]): Promise<PreviewShape | null> {
  const found = await latestPreview(db, projectId);
  if (!found) return null;
  const repositories = await Promise.all(found.repositories.filter((id) => !hidden.includes(id)).map((id) => findRepository(db, id)));
  const names = repositories.flatMap((repository) => (repository ? `${repository.owner}/${repository.name}` : []));
  const result = found.result as DryRunResult | null;
  const { id, state, read, total, error, settings, madeAt, finishedAt } = found;
  return {
    id: String(id), state, read, total, error, repositories: names, settings: settings as PreviewShape['settings'],
    result: result && { ...result, samples: result.samples.filter(({ repository }) => names.includes(repository)) },
    madeAt: madeAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null,
  };
}
