import type { Issue, Repository } from '../model.ts';

export type IssueOrder = 'created' | 'updated' | 'comments';

const KEY: Record<IssueOrder, (issue: Issue) => number> = {
  created: (issue) => issue.createdAt,
  updated: (issue) => issue.updatedAt,
  comments: (issue) => issue.comments.length,
};

/**
 * Issues and pull requests of a repository that pass `test`, in order; those with equal times by number. The
 * result is a new array.
 */
export function listIssues(repository: Repository, order: IssueOrder, direction: 'asc' | 'desc', test: (issue: Issue) => boolean = () => true): Issue[] {
  const key = KEY[order];
  const sign = direction === 'asc' ? 1 : -1;
  const found = [...repository.issues.values()].filter(test);
  return found.sort((a, b) => sign * (key(a) - key(b) || a.number - b.number));
}
