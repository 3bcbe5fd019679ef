import type { Issue, Repository } from '../model.ts';
import { findLabel, findLogin, findMilestone } from '../state/find.ts';
import { invalid } from '../state/problem.ts';
import type { GitHubState } from '../state/state.ts';
import { timeParam } from './input.ts';

type Test = (issue: Issue) => boolean;

/** GitHub compares `since` with the shown time, whole seconds. */
function stateAndTime(query: URLSearchParams): Test[] {
  const tests: Test[] = [];
  const state = query.get('state') ?? 'open';
  if (state !== 'all') tests.push((issue) => issue.state === state);
  const since = timeParam(query.get('since'));
  if (since !== null) tests.push((issue) => Math.floor(issue.updatedAt / 1000) * 1000 >= since);
  return tests;
}

function labels(repository: Repository, query: URLSearchParams): Test[] {
  const names = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  return names.map((name) => {
    const label = findLabel(repository, name);
    return (issue) => label !== undefined && issue.labelIds.includes(label.id);
  });
}

function people(state: GitHubState, query: URLSearchParams): Test[] {
  const tests: Test[] = [];
  const assignee = query.get('assignee');
  if (assignee === 'none') tests.push((issue) => issue.assigneeIds.length === 0);
  else if (assignee === '*') tests.push((issue) => issue.assigneeIds.length > 0);
  else if (assignee !== null) {
    const id = findLogin(state, assignee)?.id ?? -1;
    tests.push((issue) => issue.assigneeIds.includes(id));
  }
  const creator = query.get('creator');
  if (creator !== null) {
    const id = findLogin(state, creator)?.id ?? -1;
    tests.push((issue) => issue.authorId === id);
  }
  return tests;
}

function milestone(repository: Repository, query: URLSearchParams): Test[] {
  const wanted = query.get('milestone');
  if (wanted === null) return [];
  if (wanted === 'none') return [(issue) => issue.milestoneId === null];
  if (wanted === '*') return [(issue) => issue.milestoneId !== null];
  const found = findMilestone(repository, Number(wanted));
  if (found === undefined) throw invalid({ value: wanted, resource: 'Issue', field: 'milestone', code: 'invalid' });
  return [(issue) => issue.milestoneId === found.id];
}

/** The filters of `GET /repos/:owner/:repo/issues`. */
export function issueFilter(state: GitHubState, repository: Repository, query: URLSearchParams): Test {
  const tests = [...stateAndTime(query), ...labels(repository, query), ...people(state, query), ...milestone(repository, query)];
  // A repository with issues switched off still lists its pull requests here.
  if (!repository.hasIssues) tests.push((issue) => issue.pullRequest !== null);
  return (issue) => tests.every((test) => test(issue));
}
