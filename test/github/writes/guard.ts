import type { Repository } from '../model.ts';
import { GitHubProblem, invalid } from '../state/problem.ts';

/** An archived repository takes no write at all, from anybody. */
export function refuseArchived(repository: Repository): void {
  if (repository.archived) throw new GitHubProblem(403, 'Repository was archived so is read-only.');
}

export const MAX_TITLE = 256;
export const MAX_BODY = 65_536;
export const MAX_LABELS = 100;

/** Title and body limits of issues and comments, counted in characters (code points). */
export function checkText(resource: string, field: string, text: string, maximum: number): void {
  // Only a text over the limit in UTF-16 units can be over it in code points.
  if (text.length <= maximum || Array.from(text).length <= maximum) return;
  throw invalid({ resource, field, code: 'custom', message: `${field} is too long (maximum is ${maximum} characters)` });
}

export function checkTitle(title: string): void {
  if (title.trim() === '') throw invalid({ resource: 'Issue', field: 'title', code: 'missing_field' });
  checkText('Issue', 'title', title, MAX_TITLE);
}

export function checkLabelCount(labels: readonly unknown[]): void {
  if (labels.length <= MAX_LABELS) return;
  throw invalid({ resource: 'Issue', field: 'labels', code: 'custom', message: `labels may contain at most ${MAX_LABELS} items` });
}
