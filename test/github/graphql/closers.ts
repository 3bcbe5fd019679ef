import type { Issue } from '../model.ts';
import type { IssueSource } from './sources.ts';

/**
 * Pull requests of the same repository whose description names the issue with one of GitHub's closing
 * keywords.
 *
 * @see https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 */
export function closersOf({ issue, repository }: IssueSource, includeClosed: boolean): Issue[] {
  const closes = new RegExp(String.raw`\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #${issue.number}\b`, 'i');
  return [...repository.issues.values()].filter((other) => {
    if (other.pullRequest === null || !closes.test(other.body ?? '')) return false;
    // Only what goes to the default branch closes anything.
    if (other.pullRequest.baseRef !== repository.defaultBranch) return false;
    return includeClosed || other.state === 'open' || other.pullRequest.merged;
  });
}
