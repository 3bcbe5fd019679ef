import type { Gone, Issue, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { addComment, addIssue } from '../state/add.ts';
import { countOut } from '../state/counts.ts';
import { accountOf, findLabel, fullNameOf, labelsOf, milestoneOf } from '../state/find.ts';
import { GitHubProblem } from '../state/problem.ts';
import { record } from '../state/record.ts';
import { isAssignable } from '../state/rights.ts';
import type { GitHubState } from '../state/state.ts';
import { refuseArchived } from './guard.ts';
import { issueEvent } from './issue-event.ts';

/** Takes an issue from its number for good, leaving what GitHub then answers there. */
function remove(state: GitHubState, repository: Repository, issue: Issue, gone: Gone): void {
  countOut(repository, issue);
  repository.issues.delete(issue.number);
  repository.gone.set(issue.number, gone);
  state.nodes.delete(issue.nodeId);
  for (const comment of issue.comments) state.nodes.delete(comment.nodeId);
}

export function deleteIssue(state: GitHubState, actor: Actor, repository: Repository, issue: Issue): void {
  refuseArchived(repository);
  remove(state, repository, issue, { kind: 'deleted' });
  record(state, actor, {
    action: 'issue.delete',
    repository,
    issue,
    changes: { number: { from: issue.number, to: null }, title: { from: issue.title, to: null } },
    events: [issueEvent(issue, 'deleted')],
  });
}

/** Makes a discussion of an issue. No webhook: GitHub documents none, so polling must notice. */
export function convertToDiscussion(state: GitHubState, actor: Actor, repository: Repository, issue: Issue): void {
  refuseArchived(repository);
  remove(state, repository, issue, { kind: 'discussion' });
  record(state, actor, {
    action: 'issue.convert',
    repository,
    issue,
    changes: { number: { from: issue.number, to: null } },
    events: [],
  });
}

/**
 * Moves an issue to another repository of the same owner. It gets a new id, node id and number;
 * labels and milestone follow where the new place has them by name, people where assignable.
 */
export function transferIssue(state: GitHubState, actor: Actor, repository: Repository, issue: Issue, target: Repository): Issue {
  refuseArchived(repository);
  refuseArchived(target);
  if (target.ownerId !== repository.ownerId) throw new GitHubProblem(422, 'Issues can only be transferred between repositories of the same owner');
  if (!target.hasIssues) throw new GitHubProblem(422, 'Issues are disabled for the target repository');

  const milestone = milestoneOf(repository, issue);
  const moved = addIssue(state, target, {
    ...issue,
    labelIds: labelsOf(repository, issue).flatMap((label) => findLabel(target, label.name)?.id ?? []),
    assigneeIds: issue.assigneeIds.filter((id) => isAssignable(state, accountOf(state, id), target)),
    milestoneId: target.milestones.find((candidate) => candidate.title === milestone?.title)?.id ?? null,
    pinned: false,
    updatedAt: state.now(),
  });
  for (const comment of issue.comments) addComment(state, target, moved, comment);
  remove(state, repository, issue, { kind: 'transferred', repositoryId: target.id, number: moved.number });
  record(state, actor, {
    action: 'issue.transfer',
    repository,
    issue,
    changes: {
      repository: { from: fullNameOf(state, repository), to: fullNameOf(state, target) },
      number: { from: issue.number, to: moved.number },
      id: { from: issue.id, to: moved.id },
    },
    events: [
      issueEvent(issue, 'transferred', { counterpart: { issue: moved, repository: target } }),
      issueEvent(moved, 'opened', { repository: target, counterpart: { issue, repository } }),
    ],
  });
  return moved;
}
