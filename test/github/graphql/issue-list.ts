import type { Issue, Repository } from '../model.ts';
import { findLogin } from '../state/find.ts';
import type { GitHubState } from '../state/state.ts';
import type { Listing, PageArgs } from './connection.ts';
import { issueSource } from './sources.ts';

interface IssueFilters {
  assignee?: string | null;
  createdBy?: string | null;
  labels?: string[] | null;
  mentioned?: string | null;
  milestone?: string | null;
  milestoneNumber?: string | null;
  since?: string | null;
  states?: string[] | null;
  type?: string | null;
}

export interface IssueListArgs extends PageArgs {
  filterBy?: IssueFilters | null;
  labels?: string[] | null;
  orderBy?: { field: 'COMMENTS' | 'CREATED_AT' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' } | null;
  states?: string[] | null;
}

/**
 * The issues of a repository, never its pull requests. Times sort by the whole second, as GitHub's
 * cursors hold them: within one second the id decides.
 */
export function listIssues(state: GitHubState, repository: Repository, args: IssueListArgs): Listing<Issue> {
  const tests = testsOf(state, repository, args);
  const field = args.orderBy?.field ?? 'CREATED_AT';
  return {
    items: [...repository.issues.values()].filter((issue) => issue.pullRequest === null && tests.every((test) => test(issue))),
    key: (issue) => [sortValue(issue, field), issue.id],
    node: (issue) => issueSource(issue, repository),
    descending: args.orderBy?.direction === 'DESC',
  };
}

function sortValue(issue: Issue, field: 'COMMENTS' | 'CREATED_AT' | 'UPDATED_AT'): number {
  if (field === 'COMMENTS') return issue.comments.length;
  return Math.floor((field === 'UPDATED_AT' ? issue.updatedAt : issue.createdAt) / 1000);
}

type Test = (issue: Issue) => boolean;

function testsOf(state: GitHubState, repository: Repository, { filterBy, labels, states }: IssueListArgs): Test[] {
  const tests: Test[] = [];
  for (const wanted of [states, filterBy?.states]) {
    if (wanted != null) tests.push((issue) => wanted.includes(issue.state.toUpperCase()));
  }
  for (const names of [labels, filterBy?.labels]) {
    if (names == null) continue;
    const lower = new Set(names.map((name) => name.toLowerCase()));
    const ids = new Set(repository.labels.filter((label) => lower.has(label.name.toLowerCase())).map((label) => label.id));
    tests.push((issue) => issue.labelIds.some((id) => ids.has(id)));
  }
  if (filterBy == null) return tests;
  const { since, createdBy, assignee, mentioned, type } = filterBy;
  if (since != null) {
    const from = Math.floor(Date.parse(since) / 1000);
    tests.push((issue) => sortValue(issue, 'UPDATED_AT') >= from);
  }
  if (createdBy != null) {
    const author = findLogin(state, createdBy)?.id;
    tests.push((issue) => issue.authorId === author);
  }
  if (mentioned != null) tests.push((issue) => issue.body?.toLowerCase().includes(`@${mentioned.toLowerCase()}`) === true);
  if (type != null) tests.push((issue) => issue.issueType?.toLowerCase() === type.toLowerCase());
  if (assignee !== undefined) tests.push(testAssignee(assignee === null ? undefined : findLogin(state, assignee)?.id, assignee));
  tests.push(...milestoneTests(repository, filterBy));
  return tests;
}

/** `*` means any, and null none, as in GitHub's descriptions of the filter. */
function testAssignee(id: number | undefined, given: string | null): Test {
  if (given === '*') return (issue) => issue.assigneeIds.length > 0;
  if (given === null) return (issue) => issue.assigneeIds.length === 0;
  return (issue) => id !== undefined && issue.assigneeIds.includes(id);
}

function milestoneTests(repository: Repository, { milestone, milestoneNumber }: IssueFilters): Test[] {
  return [milestone, milestoneNumber].flatMap((wanted, index): Test[] => {
    if (wanted === undefined) return [];
    if (wanted === '*') return [(issue) => issue.milestoneId !== null];
    if (wanted === null) return [(issue) => issue.milestoneId === null];
    const found = repository.milestones.find((candidate) => (index === 0 ? String(candidate.id) : String(candidate.number)) === wanted);
    return [(issue) => found !== undefined && issue.milestoneId === found.id];
  });
}
