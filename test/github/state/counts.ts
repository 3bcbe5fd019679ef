import type { Issue, Repository } from '../model.ts';
import { milestoneOf } from './find.ts';

/** Adds an issue to its repository's and milestone's counts; call after changing it. */
export function countIn(repository: Repository, issue: Issue): void {
  count(repository, issue, 1);
}

/** Takes an issue out of the counts; call before changing its state or milestone. */
export function countOut(repository: Repository, issue: Issue): void {
  count(repository, issue, -1);
}

function count(repository: Repository, issue: Issue, step: 1 | -1): void {
  const milestone = milestoneOf(repository, issue);
  if (issue.state === 'open') {
    repository.openIssues += step;
    if (milestone !== null) milestone.openIssues += step;
  } else if (milestone !== null) {
    milestone.closedIssues += step;
  }
}
