import type { FieldValue, Issue, Repository } from '../model.ts';
import { toIso, toIsoOrNull } from '../state/clock.ts';
import { accountOf, assigneesOf, fullNameOf, labelsOf, milestoneOf } from '../state/find.ts';
import { fieldValuesOf } from '../state/issue-fields.ts';
import type { GitHubState } from '../state/state.ts';
import type { Attempt, Delivery } from '../webhooks/delivery.ts';

/** An issue as tests compare it. */
export interface IssueView {
  id: number;
  nodeId: string;
  repository: string;
  number: number;
  title: string;
  body: string | null;
  author: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  assignees: string[];
  milestone: number | null;
  milestoneTitle: string | null;
  issueType: string | null;
  fields: Record<string, FieldValue>;
  locked: boolean;
  pinned: boolean;
  isPullRequest: boolean;
  comments: number;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export function viewIssue(state: GitHubState, repository: Repository, issue: Issue): IssueView {
  return {
    id: issue.id,
    nodeId: issue.nodeId,
    repository: fullNameOf(state, repository),
    number: issue.number,
    title: issue.title,
    body: issue.body,
    author: accountOf(state, issue.authorId).login,
    state: issue.state,
    stateReason: issue.stateReason,
    labels: labelsOf(repository, issue).map((label) => label.name),
    assignees: assigneesOf(state, issue).map((account) => account.login),
    milestone: milestoneOf(repository, issue)?.number ?? null,
    milestoneTitle: milestoneOf(repository, issue)?.title ?? null,
    issueType: issue.issueType,
    fields: Object.fromEntries(fieldValuesOf(state, repository, issue).map(({ field, value }) => [field.name, value])),
    locked: issue.locked,
    pinned: issue.pinned,
    isPullRequest: issue.pullRequest !== null,
    comments: issue.comments.length,
    createdAt: toIso(issue.createdAt),
    updatedAt: toIso(issue.updatedAt),
    closedAt: toIsoOrNull(issue.closedAt),
  };
}

export interface RepositoryView {
  id: number;
  nodeId: string;
  fullName: string;
  private: boolean;
  archived: boolean;
  hasIssues: boolean;
  issues: number;
  labels: string[];
}

export function viewRepository(state: GitHubState, repository: Repository): RepositoryView {
  return {
    id: repository.id,
    nodeId: repository.nodeId,
    fullName: fullNameOf(state, repository),
    private: repository.private,
    archived: repository.archived,
    hasIssues: repository.hasIssues,
    issues: repository.issues.size,
    labels: repository.labels.map((label) => label.name),
  };
}

export interface DeliveryView {
  guid: string;
  event: string;
  action: string | null;
  installationId: number | null;
  repositoryId: number | null;
  createdAt: number;
  redelivery: boolean;
}

export function viewDelivery(delivery: Delivery): DeliveryView {
  const { guid, event, action, installationId, repositoryId, createdAt, redelivery } = delivery;
  return { guid, event, action, installationId, repositoryId, createdAt, redelivery };
}

export interface AttemptView extends DeliveryView {
  id: number;
  deliveredAt: number;
  status: string;
  statusCode: number;
}

export function viewAttempt(attempt: Attempt): AttemptView {
  const { id, deliveredAt, status, statusCode } = attempt;
  return { ...viewDelivery(attempt.delivery), id, deliveredAt, status, statusCode };
}
