import type { Account, Issue, Label, Repository } from '../../model.ts';
import { checkIssueWrite } from '../write-rights.ts';
import { isAssignable } from '../../state/rights.ts';
import { createIssue } from '../../writes/create-issue.ts';
import { updateIssue, type IssuePatch } from '../../writes/update-issue.ts';
import { MAX_ASSIGNEES } from '../../writes/resolve.ts';
import { createComment } from '../../writes/comments.ts';
import { encodeCursor } from '../connection.ts';
import { noNode } from '../failure.ts';
import { readIssue, readNode } from '../read.ts';
import type { ResolverContext, Resolvers } from '../resolver.ts';
import { projectMutations } from './project-mutations.ts';
import { accountSource, commentSource, issueSource, type IssueSource } from '../sources.ts';

interface Mutation {
  clientMutationId?: string | null;
}
interface IssueContent extends Mutation {
  title?: string | null;
  body?: string | null;
  labelIds?: string[] | null;
  assigneeIds?: string[] | null;
  milestoneId?: string | null;
  issueTypeId?: string | null;
  state?: 'OPEN' | 'CLOSED' | null;
}

/** Mutations, through the same write functions as REST. */
export const mutationResolvers: Resolvers<unknown> = {
  createIssue(_source, { input }: { input: IssueContent & { repositoryId: string; title: string } }, context) {
    const repository = readRepositoryNode(context, input.repositoryId);
    checkIssueWrite(context, repository, 'createIssue', null);
    const patch = contentOf(context, repository, input, []);
    const issue = createIssue(context.state, context.actor(), repository, { ...patch, title: input.title, body: input.body ?? null });
    return payload(input, { issue: issueSource(issue, repository) });
  },
  updateIssue(_source, { input }: { input: IssueContent & { id: string } }, context) {
    const source = readIssue(context, input.id, 'refused');
    checkIssueWrite(context, source.repository, 'updateIssue', source.issue);
    const patch = contentOf(context, source.repository, input, source.issue.assigneeIds);
    write(context, source, patch);
    return payload(input, { issue: source, actor: accountSource(context.actor().account) });
  },
  updateIssueIssueType(_source, { input }: { input: Mutation & { issueId: string; issueTypeId?: string | null } }, context) {
    const source = readIssue(context, input.issueId, 'refused');
    checkIssueWrite(context, source.repository, 'updateIssueIssueType', source.issue);
    write(context, source, { issueType: input.issueTypeId == null ? null : typeName(context, input.issueTypeId) });
    return payload(input, { issue: source });
  },
  closeIssue(_source, { input }: { input: Mutation & { issueId: string; stateReason?: string | null; duplicateIssueId?: string | null } }, context) {
    const source = readIssue(context, input.issueId, 'refused');
    checkIssueWrite(context, source.repository, 'closeIssue', source.issue);
    const original = input.duplicateIssueId == null ? null : readIssue(context, input.duplicateIssueId, 'refused').issue;
    const reason = original === null ? (input.stateReason ?? 'COMPLETED') : 'DUPLICATE';
    write(context, source, { state: 'closed', stateReason: reason.toLowerCase() as 'completed' | 'not_planned' | 'duplicate', duplicateOfId: original?.id ?? null });
    return payload(input, { issue: source });
  },
  reopenIssue(_source, { input }: { input: Mutation & { issueId: string } }, context) {
    const source = readIssue(context, input.issueId, 'refused');
    checkIssueWrite(context, source.repository, 'reopenIssue', source.issue);
    write(context, source, { state: 'open' });
    return payload(input, { issue: source });
  },
  addLabelsToLabelable(_source, { input }: { input: Mutation & { labelableId: string; labelIds: string[] } }, context) {
    const source = readIssue(context, input.labelableId, 'allowed');
    checkIssueWrite(context, source.repository, 'addLabelsToLabelable', null);
    const added = labelIds(context, source.repository, input.labelIds);
    write(context, source, { labelIds: [...new Set([...source.issue.labelIds, ...added])] });
    return payload(input, { labelable: source });
  },
  removeLabelsFromLabelable(_source, { input }: { input: Mutation & { labelableId: string; labelIds: string[] } }, context) {
    const source = readIssue(context, input.labelableId, 'allowed');
    checkIssueWrite(context, source.repository, 'removeLabelsFromLabelable', null);
    const removed = labelIds(context, source.repository, input.labelIds);
    write(context, source, { labelIds: source.issue.labelIds.filter((id) => !removed.includes(id)) });
    return payload(input, { labelable: source });
  },
  addAssigneesToAssignable(_source, { input }: { input: Mutation & { assignableId: string; assigneeIds: string[] } }, context) {
    const source = readIssue(context, input.assignableId, 'allowed');
    checkIssueWrite(context, source.repository, 'addAssigneesToAssignable', null);
    const { assigneeIds } = source.issue;
    write(context, source, { assigneeIds: [...new Set([...assigneeIds, ...accountIds(context, source.repository, input.assigneeIds, assigneeIds)])].slice(0, MAX_ASSIGNEES) });
    return payload(input, { assignable: source });
  },
  removeAssigneesFromAssignable(_source, { input }: { input: Mutation & { assignableId: string; assigneeIds: string[] } }, context) {
    const source = readIssue(context, input.assignableId, 'allowed');
    checkIssueWrite(context, source.repository, 'removeAssigneesFromAssignable', null);
    const removed = accountIds(context, source.repository, input.assigneeIds, source.issue.assigneeIds);
    write(context, source, { assigneeIds: source.issue.assigneeIds.filter((id) => !removed.includes(id)) });
    return payload(input, { assignable: source });
  },
  addComment(_source, { input }: { input: Mutation & { subjectId: string; body: string } }, context) {
    const source = readIssue(context, input.subjectId, 'allowed');
    checkIssueWrite(context, source.repository, 'addComment', null, 'pull');
    const comment = createComment(context.state, context.actor(), source.repository, source.issue, input.body);
    return payload(input, { subject: source, commentEdge: { cursor: encodeCursor([Math.floor(comment.createdAt / 1000), comment.id]), node: commentSource(comment, source) } });
  },
  ...projectMutations,
};

function payload(input: Mutation, fields: object): object {
  return { clientMutationId: input.clientMutationId ?? null, ...fields };
}

function write(context: ResolverContext, { issue, repository }: IssueSource, patch: IssuePatch): void {
  updateIssue(context.state, context.actor(), repository, issue, patch);
}

/** The input in the model's terms; what is left out, or null where null means nothing, stays. */
function contentOf(context: ResolverContext, repository: Repository, input: IssueContent, present: readonly number[]): IssuePatch {
  const patch: IssuePatch = {};
  if (input.title != null) patch.title = input.title;
  if (input.body != null) patch.body = input.body;
  if (input.state != null) patch.state = input.state === 'OPEN' ? 'open' : 'closed';
  if (input.labelIds != null) patch.labelIds = labelIds(context, repository, input.labelIds);
  if (input.assigneeIds != null) patch.assigneeIds = accountIds(context, repository, input.assigneeIds, present).slice(0, MAX_ASSIGNEES);
  if (input.milestoneId !== undefined) patch.milestoneId = input.milestoneId === null ? null : milestoneId(context, repository, input.milestoneId);
  if (input.issueTypeId !== undefined) patch.issueType = input.issueTypeId === null ? null : typeName(context, input.issueTypeId);
  return patch;
}

function readRepositoryNode(context: ResolverContext, id: string): Repository {
  const found = readNode(context, id);
  if (found.kind !== 'Repository') throw noNode(id);
  return found.repository;
}

function labelIds(context: ResolverContext, repository: Repository, ids: readonly string[]): Label['id'][] {
  return ids.map((id) => {
    const found = readNode(context, id);
    if (found.kind !== 'Label' || found.repository !== repository) throw noNode(id);
    return found.label.id;
  });
}

/** Ids of people; whoever cannot be assigned is left out silently, unless assigned already. */
function accountIds(context: ResolverContext, repository: Repository, ids: readonly string[], present: readonly number[]): Account['id'][] {
  return ids.flatMap((id) => {
    const found = readNode(context, id);
    if (!('account' in found)) throw noNode(id);
    const { account } = found;
    return present.includes(account.id) || isAssignable(context.state, account, repository) ? [account.id] : [];
  });
}

function milestoneId(context: ResolverContext, repository: Repository, id: string): Issue['milestoneId'] {
  const found = readNode(context, id);
  if (found.kind !== 'Milestone' || found.repository !== repository) throw noNode(id);
  return found.milestone.id;
}

function typeName(context: ResolverContext, id: string): string {
  const found = readNode(context, id);
  if (found.kind !== 'IssueType') throw noNode(id);
  return found.type.name;
}
