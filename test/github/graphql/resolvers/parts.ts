import type { Issue, Label } from '../../model.ts';
import { toIso, toIsoOrNull } from '../../state/clock.ts';
import { accountOf, fullNameOf } from '../../state/find.ts';
import { connect } from '../connection.ts';
import { listIssues, type IssueListArgs } from '../issue-list.ts';
import type { Resolvers, ResolverContext } from '../resolver.ts';
import { accountSource, repositorySource, type CommentSource, type EditSource, type IssueSource, type IssueTypeSource, type LabelSource, type MilestoneSource } from '../sources.ts';
import { associationOf } from './association.ts';
import { asInt, pathOf } from './issue.ts';

/** Labels that GitHub gives every new repository. */
const DEFAULT_LABELS = new Set(['bug', 'documentation', 'duplicate', 'enhancement', 'good first issue', 'help wanted', 'invalid', 'question', 'wontfix']);

export const labelResolvers: Resolvers<LabelSource> = {
  id: ({ label }) => label.nodeId,
  name: ({ label }) => label.name,
  color: ({ label }) => label.color,
  description: ({ label }) => label.description,
  isDefault: ({ label }) => DEFAULT_LABELS.has(label.name),
  repository: ({ repository }) => repositorySource(repository),
  url: (source, _args, context) => `${context.webUrl}${labelPath(source, context)}`,
  resourcePath: (source, _args, context) => labelPath(source, context),
  issues: ({ label, repository }, args: IssueListArgs, context, info) => connect(only(listIssues(context.state, repository, args), (issue) => issue.labelIds.includes(label.id)), args, context, info),
};

export const milestoneResolvers: Resolvers<MilestoneSource> = {
  id: ({ milestone }) => milestone.nodeId,
  number: ({ milestone }) => milestone.number,
  title: ({ milestone }) => milestone.title,
  description: ({ milestone }) => milestone.description,
  state: ({ milestone }) => milestone.state.toUpperCase(),
  closed: ({ milestone }) => milestone.state === 'closed',
  createdAt: ({ milestone }) => toIso(milestone.createdAt),
  updatedAt: ({ milestone }) => toIso(milestone.updatedAt),
  closedAt: ({ milestone }) => toIsoOrNull(milestone.closedAt),
  dueOn: ({ milestone }) => toIsoOrNull(milestone.dueOn),
  creator: ({ milestone }, _args, { state }) => accountSource(accountOf(state, milestone.creatorId)),
  repository: ({ repository }) => repositorySource(repository),
  url: (source, _args, context) => `${context.webUrl}${milestonePath(source, context)}`,
  resourcePath: (source, _args, context) => milestonePath(source, context),
  progressPercentage: ({ milestone }) => (100 * milestone.closedIssues) / Math.max(1, milestone.openIssues + milestone.closedIssues),
  issues: ({ milestone, repository }, args: IssueListArgs, context, info) => connect(only(listIssues(context.state, repository, args), (issue) => issue.milestoneId === milestone.id), args, context, info),
};

export const commentResolvers: Resolvers<CommentSource> = {
  id: ({ comment }) => comment.nodeId,
  databaseId: ({ comment }) => asInt(comment.id),
  fullDatabaseId: ({ comment }) => String(comment.id),
  body: ({ comment }) => comment.body,
  bodyText: ({ comment }) => comment.body,
  author: ({ comment }, _args, { state }) => accountSource(accountOf(state, comment.authorId)),
  authorAssociation: ({ comment, issue }, _args, { state }) => associationOf(state, issue.repository, comment.authorId),
  createdAt: ({ comment }) => toIso(comment.createdAt),
  updatedAt: ({ comment }) => toIso(comment.updatedAt),
  publishedAt: ({ comment }) => toIso(comment.createdAt),
  isMinimized: () => false,
  issue: ({ issue }) => issue,
  pullRequest: ({ issue }) => (issue.kind === 'PullRequest' ? issue : null),
  repository: ({ issue }) => repositorySource(issue.repository),
  url: ({ comment, issue }, _args, context) => `${context.webUrl}${pathOf(issue, context)}#issuecomment-${comment.id}`,
  resourcePath: ({ comment, issue }, _args, context) => `${pathOf(issue, context)}#issuecomment-${comment.id}`,
  viewerDidAuthor: ({ comment }, _args, { subject }) => subject.kind === 'user' && subject.account.id === comment.authorId,
};

export const issueTypeResolvers: Resolvers<IssueTypeSource> = {
  id: ({ type }) => type.nodeId,
  name: ({ type }) => type.name,
  description: ({ type }) => type.description,
  color: ({ type }) => type.color.toUpperCase(),
  isEnabled: () => true,
  isPrivate: () => false,
};

export const editResolvers: Resolvers<EditSource> = {
  id: ({ id }) => id,
  createdAt: ({ at }) => toIso(at),
  editedAt: ({ at }) => toIso(at),
  updatedAt: ({ at }) => toIso(at),
  diff: ({ text }) => text,
  deletedAt: () => null,
  deletedBy: () => null,
  editor: ({ editorId }, _args, { state }) => accountSource(accountOf(state, editorId)),
};

function only(listing: ReturnType<typeof listIssues>, test: (issue: Issue) => boolean): ReturnType<typeof listIssues> {
  return { ...listing, items: listing.items.filter(test) };
}

function labelPath({ label, repository }: { label: Label; repository: IssueSource['repository'] }, { state }: ResolverContext): string {
  return `/${fullNameOf(state, repository)}/labels/${encodeURIComponent(label.name)}`;
}

function milestonePath({ milestone, repository }: MilestoneSource, { state }: ResolverContext): string {
  return `/${fullNameOf(state, repository)}/milestone/${milestone.number}`;
}
