import type { Comment, Issue, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { addComment } from '../state/add.ts';
import { GitHubProblem, invalid } from '../state/problem.ts';
import { record } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';
import { checkText, MAX_BODY, refuseArchived } from './guard.ts';

const MAX_COMMENTS = 2500;

function checkComment(body: string): void {
  if (body.trim() === '') throw invalid({ resource: 'IssueComment', field: 'body', code: 'missing_field' });
  checkText('IssueComment', 'body', body, MAX_BODY);
}

export function createComment(state: GitHubState, actor: Actor, repository: Repository, issue: Issue, body: string): Comment {
  refuseArchived(repository);
  checkComment(body);
  if (issue.comments.length >= MAX_COMMENTS) {
    throw new GitHubProblem(403, `Commenting is disabled on issues with more than ${MAX_COMMENTS} comments`);
  }
  const comment = addComment(state, repository, issue, { body, authorId: actor.account.id, viaApp: actor.via !== 'person' });
  issue.updatedAt = state.now();
  record(state, actor, {
    action: 'comment.create',
    repository,
    issue,
    changes: { comment: { from: null, to: comment.id }, body: { from: null, to: body } },
    events: [{ event: 'issue_comment', action: 'created', issue, comment }],
  });
  return comment;
}

export function updateComment(state: GitHubState, actor: Actor, repository: Repository, issue: Issue, comment: Comment, body: string): void {
  refuseArchived(repository);
  checkComment(body);
  if (body === comment.body) return;
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = state.now();
  issue.updatedAt = state.now();
  record(state, actor, {
    action: 'comment.update',
    repository,
    issue,
    changes: { comment: { from: comment.id, to: comment.id }, body: { from, to: body } },
    events: [{ event: 'issue_comment', action: 'edited', issue, comment, changes: { body: { from } } }],
  });
}

export function deleteComment(state: GitHubState, actor: Actor, repository: Repository, issue: Issue, comment: Comment): void {
  refuseArchived(repository);
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  state.nodes.delete(comment.nodeId);
  issue.updatedAt = state.now();
  record(state, actor, {
    action: 'comment.delete',
    repository,
    issue,
    changes: { comment: { from: comment.id, to: null }, body: { from: comment.body, to: null } },
    events: [{ event: 'issue_comment', action: 'deleted', issue, comment }],
  });
}
