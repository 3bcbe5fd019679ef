import type { Account, Issue } from '../../model.ts';
import { toIso } from '../../state/clock.ts';
import { accountOf, findIssueType, findLabel, findMilestone, fullNameOf, issueTypesOf } from '../../state/find.ts';
import { issueFieldsOf } from '../../state/issue-fields.ts';
import { isAssignable } from '../../state/rights.ts';
import { connect, type PageArgs } from '../connection.ts';
import { GraphqlFailure } from '../failure.ts';
import { listIssues, type IssueListArgs } from '../issue-list.ts';
import { checkIssueRead } from '../read.ts';
import type { Resolvers } from '../resolver.ts';
import { accountSource, issueSource, issueTypeSource, labelSource, milestoneSource, type RepositorySource } from '../sources.ts';
import { issueTypes } from './account.ts';
import { issueFields } from './issue-fields.ts';

const PERMISSION = { admin: 'ADMIN', maintain: 'MAINTAIN', push: 'WRITE', triage: 'TRIAGE', pull: 'READ', none: null } as const;

interface Order {
  orderBy?: { field: string; direction: 'ASC' | 'DESC' } | null;
}

export const repositoryResolvers: Resolvers<RepositorySource> = {
  id: ({ repository }) => repository.nodeId,
  databaseId: ({ repository }) => repository.id,
  name: ({ repository }) => repository.name,
  nameWithOwner: ({ repository }, _args, { state }) => fullNameOf(state, repository),
  description: ({ repository }) => repository.description,
  owner: ({ repository }, _args, { state }) => accountSource(accountOf(state, repository.ownerId)),
  url: ({ repository }, _args, { state, webUrl }) => `${webUrl}/${fullNameOf(state, repository)}`,
  resourcePath: ({ repository }, _args, { state }) => `/${fullNameOf(state, repository)}`,
  createdAt: ({ repository }) => toIso(repository.createdAt),
  updatedAt: ({ repository }) => toIso(repository.updatedAt),
  isPrivate: ({ repository }) => repository.private,
  visibility: ({ repository }) => (repository.private ? 'PRIVATE' : 'PUBLIC'),
  isArchived: ({ repository }) => repository.archived,
  isFork: () => false,
  isInOrganization: ({ repository }, _args, { state }) => accountOf(state, repository.ownerId).type === 'Organization',
  hasIssuesEnabled: ({ repository }) => repository.hasIssues,
  viewerPermission: ({ repository }, _args, context) => PERMISSION[context.access(repository).permission],

  issue: ({ repository }, { number }: { number: number }, context) => {
    checkIssueRead(context, repository);
    const issue = repository.issues.get(number);
    if (issue === undefined || issue.pullRequest !== null) throw new GraphqlFailure('NOT_FOUND', `Could not resolve to an Issue with the number of ${number}.`);
    return issueSource(issue, repository);
  },
  issueOrPullRequest: ({ repository }, { number }: { number: number }, context) => {
    checkIssueRead(context, repository);
    const issue = repository.issues.get(number);
    if (issue === undefined) throw new GraphqlFailure('NOT_FOUND', `Could not resolve to an issue or pull request with the number of ${number}.`);
    return issueSource(issue, repository);
  },
  pullRequest: ({ repository }, { number }: { number: number }, context) => {
    checkIssueRead(context, repository);
    const issue = repository.issues.get(number);
    if (issue === undefined || issue.pullRequest === null) throw new GraphqlFailure('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    return issueSource(issue, repository);
  },
  issues: ({ repository }, args: IssueListArgs, context, info) => {
    checkIssueRead(context, repository);
    return connect(listIssues(context.state, repository, args), args, context, info);
  },
  pullRequests: ({ repository }, args: PageArgs & Order & { states?: string[] | null }, context, info) =>
    connect(
      {
        items: [...repository.issues.values()].filter((issue) => issue.pullRequest !== null && (args.states == null || args.states.includes(pullRequestState(issue)))),
        key: (issue) => [args.orderBy?.field === 'UPDATED_AT' ? issue.updatedAt : issue.id, issue.id],
        node: (issue) => issueSource(issue, repository),
        descending: args.orderBy?.direction === 'DESC',
      },
      args, context, info,
    ),

  label: ({ repository }, { name }: { name: string }) => {
    const label = findLabel(repository, name);
    return label === undefined ? null : labelSource(label, repository);
  },
  labels: ({ repository }, args: PageArgs & Order & { query?: string | null }, context, info) =>
    connect(
      {
        items: repository.labels.filter((label) => args.query == null || label.name.toLowerCase().includes(args.query.toLowerCase())),
        key: (label) => [args.orderBy?.field === 'NAME' ? label.name.toLowerCase() : label.id, label.id],
        node: (label) => labelSource(label, repository),
        descending: args.orderBy?.direction === 'DESC',
      },
      args, context, info,
    ),
  milestone: ({ repository }, { number }: { number: number }) => {
    const milestone = findMilestone(repository, number);
    return milestone === undefined ? null : milestoneSource(milestone, repository);
  },
  milestones: ({ repository }, args: PageArgs & Order & { states?: string[] | null; query?: string | null }, context, info) =>
    connect(
      {
        items: repository.milestones
          .filter((milestone) => args.states == null || args.states.includes(milestone.state.toUpperCase()))
          .filter((milestone) => args.query == null || milestone.title.toLowerCase().includes(args.query.toLowerCase())),
        key: (milestone) => {
          const sort = { DUE_DATE: milestone.dueOn ?? 0, CREATED_AT: milestone.createdAt, UPDATED_AT: milestone.updatedAt, NUMBER: milestone.number }[args.orderBy?.field ?? 'NUMBER'];
          return [sort ?? milestone.number, milestone.id];
        },
        node: (milestone) => milestoneSource(milestone, repository),
        descending: args.orderBy?.direction === 'DESC',
      },
      args, context, info,
    ),
  assignableUsers: ({ repository }, args: PageArgs & { query?: string | null }, context, info) =>
    connect(
      {
        items: [...context.state.accounts.values()].filter((account) => isAssignable(context.state, account, repository) && matches(account, args.query)),
        key: (account) => [account.id, account.id],
        node: accountSource,
      },
      args, context, info,
    ),
  issueType: ({ repository }, { name }: { name: string }, { state }) => {
    const type = findIssueType(state, repository, name);
    return type === undefined ? null : issueTypeSource(type);
  },
  issueTypes: ({ repository }, args: PageArgs, context, info) => connect(issueTypes(issueTypesOf(context.state, repository)), args, context, info),
  issueFields: ({ repository }, args: PageArgs, context, info) => connect(issueFields(issueFieldsOf(context.state, repository)), args, context, info),
};


export function pullRequestState(issue: Issue): 'OPEN' | 'CLOSED' | 'MERGED' {
  if (issue.pullRequest?.merged === true) return 'MERGED';
  return issue.state === 'open' ? 'OPEN' : 'CLOSED';
}

function matches(account: Account, query: string | null | undefined): boolean {
  if (query == null) return true;
  return `${account.login} ${account.name ?? ''}`.toLowerCase().includes(query.toLowerCase());
}

