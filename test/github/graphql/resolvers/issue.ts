import type { Account, Comment, Label, PullRequestReview } from '../../model.ts';
import { toIso, toIsoOrNull } from '../../state/clock.ts';
import { accountOf, assigneesOf, findIssueType, fullNameOf, labelsOf, milestoneOf } from '../../state/find.ts';
import { atLeast } from '../../state/rights.ts';
import { connect, type PageArgs } from '../connection.ts';
import { editsOf } from '../edits.ts';
import { closersOf } from '../closers.ts';
import type { Resolvers, ResolverContext } from '../resolver.ts';
import { accountSource, commentSource, issueSource, issueTypeSource, labelSource, milestoneSource, repositorySource, type EditSource, type IssueSource } from '../sources.ts';
import { timelineOf, type TimelineArgs } from '../timeline.ts';
import { NOTHING } from './account.ts';
import { GraphqlFailure } from '../failure.ts';
import { maySeeProjects } from '../project-rights.ts';
import { itemsOf } from './projects.ts';
import { associationOf } from './association.ts';
import { issueFieldValues } from './issue-fields.ts';
import { pullRequestState } from './repository.ts';

const LOCK_REASON = { 'off-topic': 'OFF_TOPIC', 'too heated': 'TOO_HEATED', resolved: 'RESOLVED', spam: 'SPAM' } as const;

/** The largest number of GraphQL's Int; ids above it are shown in `fullDatabaseId` only. */
const MAX_INT = 2 ** 31 - 1;

export const asInt = (id: number): number | null => (id > MAX_INT ? null : id);

/** What issues and pull requests share. */
const sharedResolvers: Resolvers<IssueSource> = {
  id: ({ issue }) => issue.nodeId,
  databaseId: ({ issue }) => asInt(issue.id),
  fullDatabaseId: ({ issue }) => String(issue.id),
  number: ({ issue }) => issue.number,
  title: ({ issue }) => issue.title,
  body: ({ issue }) => issue.body ?? '',
  bodyText: ({ issue }) => issue.body ?? '',
  author: ({ issue }, _args, { state }) => accountSource(accountOf(state, issue.authorId)),
  authorAssociation: ({ issue, repository }, _args, { state }) => associationOf(state, repository, issue.authorId),
  repository: ({ repository }) => repositorySource(repository),
  url: (source, _args, context) => `${context.webUrl}${pathOf(source, context)}`,
  resourcePath: (source, _args, context) => pathOf(source, context),
  createdAt: ({ issue }) => toIso(issue.createdAt),
  updatedAt: ({ issue }) => toIso(issue.updatedAt),
  publishedAt: ({ issue }) => toIso(issue.createdAt),
  closedAt: ({ issue }) => toIsoOrNull(issue.closedAt),
  closed: ({ issue }) => issue.state === 'closed',
  locked: ({ issue }) => issue.locked,
  activeLockReason: ({ issue }) => (issue.activeLockReason === null ? null : LOCK_REASON[issue.activeLockReason]),
  createdViaEmail: () => false,
  viewerDidAuthor: ({ issue }, _args, { subject }) => subject.kind === 'user' && subject.account.id === issue.authorId,
  viewerCanUpdate: ({ issue, repository }, _args, context) => canUpdate(context, issue.authorId, context.access(repository).permission),
  milestone: ({ issue, repository }) => {
    const milestone = milestoneOf(repository, issue);
    return milestone === null ? null : milestoneSource(milestone, repository);
  },
  labels: ({ issue, repository }, args: PageArgs & { orderBy?: { field: string; direction: string } | null }, context, info) =>
    connect<Label>(
      {
        items: labelsOf(repository, issue),
        key: (label) => [args.orderBy?.field === 'NAME' ? label.name.toLowerCase() : label.id, label.id],
        node: (label) => labelSource(label, repository),
        descending: args.orderBy?.direction === 'DESC',
      },
      args, context, info,
    ),
  assignees: ({ issue }, args: PageArgs, context, info) =>
    connect<Account>({ items: assigneesOf(context.state, issue), key: (account) => [issue.assigneeIds.indexOf(account.id), account.id], node: accountSource }, args, context, info),
  participants: ({ issue }, args: PageArgs, context, info) => {
    const ids = [...new Set([issue.authorId, ...issue.assigneeIds, ...issue.comments.map((comment) => comment.authorId)])];
    return connect<Account>({ items: ids.map((id) => accountOf(context.state, id)), key: (account) => [ids.indexOf(account.id), account.id], node: accountSource }, args, context, info);
  },
  comments: (source, args: PageArgs & { orderBy?: { direction: string } | null }, context, info) =>
    connect<Comment>(
      {
        items: source.issue.comments,
        key: (comment) => [Math.floor((args.orderBy == null ? comment.createdAt : comment.updatedAt) / 1000), comment.id],
        node: (comment) => commentSource(comment, source),
        descending: args.orderBy?.direction === 'DESC',
      },
      args, context, info,
    ),
  userContentEdits: ({ issue }, args: PageArgs, context, info) =>
    connect<EditSource>({ items: editsOf(context.state, issue), key: (edit) => [edit.at, edit.id], node: (edit) => edit, descending: true }, args, context, info),
  lastEditedAt: ({ issue }, _args, { state }) => toIsoOrNull(editsOf(state, issue).at(-1)?.at ?? null),
  includesCreatedEdit: ({ issue }, _args, { state }) => editsOf(state, issue).length > 0,
  editor: ({ issue }, _args, { state }) => {
    const last = editsOf(state, issue).at(-1);
    return last === undefined ? null : accountSource(accountOf(state, last.editorId));
  },
};

export const issueResolvers: Resolvers<IssueSource> = {
  ...sharedResolvers,
  state: ({ issue }) => issue.state.toUpperCase(),
  stateReason: ({ issue }) => issue.stateReason?.toUpperCase() ?? null,
  isPinned: ({ issue }) => issue.pinned,
  duplicateOf: ({ issue, repository }) => {
    const original = issue.duplicateOfId === null ? undefined : [...repository.issues.values()].find((other) => other.id === issue.duplicateOfId);
    return original === undefined ? null : issueSource(original, repository);
  },
  issueType: ({ issue, repository }, _args, { state }) => {
    const type = issue.issueType === null ? undefined : findIssueType(state, repository, issue.issueType);
    return type === undefined ? null : issueTypeSource(type);
  },
  closedByPullRequestsReferences: (source, args: PageArgs & { includeClosedPrs?: boolean }, context, info) =>
    connect(
      { items: closersOf(source, args.includeClosedPrs === true), key: (issue) => [issue.id, issue.id], node: (issue) => issueSource(issue, source.repository) },
      args, context, info,
    ),
  timelineItems: (source, args: TimelineArgs, context, info) => {
    const items = timelineOf(context.state, source, args);
    const page = connect({ items, key: (item) => [item.entry.at, item.id], node: (item) => (item.kind === 'IssueComment' ? item.detail : item) }, args, context, info);
    return { ...page, filteredCount: page.totalCount, pageCount: page.nodes.length, updatedAt: toIso(items.at(-1)?.entry.at ?? source.issue.createdAt) };
  },
  projectItems: ({ issue, repository }, args: PageArgs, context, info) => {
    if (!maySeeProjects(context, repository.ownerId, 'read')) throw new GraphqlFailure('FORBIDDEN', 'Resource not accessible by integration');
    return connect(itemsOf(context.state, repository, issue), args, context, info);
  },
  // The model has no sub-issues and dependencies, so every issue is without.
  parent: () => null,
  subIssues: (_source, args: PageArgs, context, info) => connect(NOTHING, args, context, info),
  subIssuesSummary: () => ({ total: 0, completed: 0, percentCompleted: 0 }),
  blockedBy: (_source, args: PageArgs, context, info) => connect(NOTHING, args, context, info),
  blocking: (_source, args: PageArgs, context, info) => connect(NOTHING, args, context, info),
  issueDependenciesSummary: () => ({ blockedBy: 0, blocking: 0, totalBlockedBy: 0, totalBlocking: 0 }),
  issueFieldValues: (source, args: PageArgs, context, info) => connect(issueFieldValues(context, source), args, context, info),
};

export const pullRequestResolvers: Resolvers<IssueSource> = {
  ...sharedResolvers,
  state: ({ issue }) => pullRequestState(issue),
  isDraft: ({ issue }) => issue.pullRequest?.draft ?? false,
  merged: ({ issue }) => issue.pullRequest?.merged ?? false,
  mergedAt: ({ issue }) => (issue.pullRequest?.merged === true ? toIsoOrNull(issue.closedAt) : null),
  headRefName: ({ issue }) => issue.pullRequest?.headRef ?? '',
  baseRefName: ({ issue }) => issue.pullRequest?.baseRef ?? '',
  // No branch of the stand-in asks for reviews.
  reviewDecision: () => null,
  reviewRequests: ({ issue }, args: PageArgs, context, info) =>
    connect({ items: issue.pullRequest?.reviewerIds ?? [], key: (id) => [id, id], node: (id) => ({ kind: 'ReviewRequest', account: accountOf(context.state, id) }) }, args, context, info),
  latestOpinionatedReviews: ({ issue }, args: PageArgs, context, info) =>
    connect(
      { items: (issue.pullRequest?.reviews ?? []).filter(({ state }) => state !== 'commented'), key: (review) => [review.id, review.id], node: (review) => ({ kind: 'PullRequestReview', review }) },
      args, context, info,
    ),
  closingIssuesReferences: ({ issue, repository }, args: PageArgs, context, info) =>
    connect(
      {
        items: [...repository.issues.values()].filter((other) => other.pullRequest === null && closersOf(issueSource(other, repository), true).includes(issue)),
        key: (other) => [other.id, other.id],
        node: (other) => issueSource(other, repository),
      },
      args, context, info,
    ),
};

export const reviewResolvers: Resolvers<{ review: PullRequestReview }> = {
  id: ({ review }) => review.nodeId,
  state: ({ review }) => review.state.toUpperCase(),
  author: ({ review }, _args, { state }) => accountSource(accountOf(state, review.authorId)),
  submittedAt: ({ review }) => toIso(review.submittedAt),
};

export const reviewRequestResolvers: Resolvers<{ account: Account }> = {
  requestedReviewer: ({ account }) => accountSource(account),
};

export function pathOf({ issue, repository }: IssueSource, { state }: ResolverContext): string {
  return `/${fullNameOf(state, repository)}/${issue.pullRequest === null ? 'issues' : 'pull'}/${issue.number}`;
}

/** Triagers and authors may change an issue. */
export function canUpdate({ subject }: ResolverContext, authorId: number, permission: Parameters<typeof atLeast>[0]): boolean {
  return atLeast(permission, 'triage') || (subject.kind === 'user' && subject.account.id === authorId);
}
