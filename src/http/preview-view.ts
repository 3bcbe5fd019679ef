/** A dry run as the page sees it. */
import type { Db } from '../store/db.ts';
import { findRepository } from '../store/installations.ts';
import { latestPreview } from '../store/previews.ts';
import type { DryRunResult, PreviewShape } from './trpc/integration-shapes.ts';

/** @param hiddenOf which of these repositories the viewer must not see, linked or not: a dry run over one of them shows them numbers only */
export async function previewOf(db: Db, projectId: number, hiddenOf: (repositoryIds: readonly number[]) => Promise<readonly number[]>): Promise<PreviewShape | null> {
  const found = await latestPreview(db, projectId);
  if (!found) return null;
  const hidden = await hiddenOf(found.repositories);
  const seen = found.repositories.filter((id) => !hidden.includes(id));
  const repositories = await Promise.all(seen.map((id) => findRepository(db, id)));
  const names = repositories.flatMap((repository) => (repository ? `${repository.owner}/${repository.name}` : []));
  const result = found.result as DryRunResult | null;
  const { id, state, read, total, error, settings, madeAt, finishedAt } = found;
  return {
    id: String(id), state, read, total, error, repositories: names, settings: settings as PreviewShape['settings'],
    result: result && (seen.length < found.repositories.length ? numbersOf(result, names) : result),
    madeAt: madeAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null,
  };
}

/** What somebody wrote or is called there is its readers' business; the project's own statuses, priorities and categories are not. */
function numbersOf(result: DryRunResult, names: readonly string[]): DryRunResult {
  return { ...result, samples: result.samples.filter(({ repository }) => names.includes(repository)), tags: [], unusedLabels: [], unmatchedPeople: [] };
}
