import type { Issue, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import type { Steps } from '../state/events.ts';
import { accountOf, findIssueType } from '../state/find.ts';
import type { GitHubState } from '../state/state.ts';
import { issueEvent } from './issue-event.ts';
import { patchFields } from './patch-fields.ts';
import { patchPullRequest } from './patch-pull-request.ts';
import type { IssuePatch, Patched } from './update-issue.ts';

type Patcher = (state: GitHubState, actor: Actor, repository: Repository, issue: Issue, patch: IssuePatch) => Patched | null;

/** Of a set whose elements go one by one, and then come one by one. */
function setSteps(key: 'labelIds' | 'assigneeIds', before: readonly number[], removed: readonly number[], added: readonly number[], index: number): Steps {
  const after = (count: number): number[] => {
    const gone = removed.slice(0, count);
    return [...before.filter((id) => !gone.includes(id)), ...added.slice(0, Math.max(0, count - removed.length))];
  };
  return { before: { [key]: after(index) }, after: { [key]: after(index + 1) } };
}

/** Of a value that goes, and of one that takes its place. */
function scalarSteps<K extends 'milestoneId' | 'issueType'>(key: K, from: Issue[K], to: Issue[K]): [Steps, Steps] {
  const at = (value: Issue[K] | null): Partial<Issue> => ({ [key]: value });
  return [{ before: at(from), after: at(null) }, { before: at(null), after: at(to) }];
}

const patchText: Patcher = (_state, _actor, _repository, issue, patch) => {
  const changes: Patched['changes'] = {};
  const told: Record<string, { from: string }> = {};
  if (patch.title !== undefined && patch.title !== issue.title) {
    changes['title'] = { from: issue.title, to: patch.title };
    told['title'] = { from: issue.title };
    issue.title = patch.title;
  }
  if (patch.body !== undefined && patch.body !== issue.body) {
    changes['body'] = { from: issue.body, to: patch.body };
    told['body'] = { from: issue.body ?? '' };
    issue.body = patch.body;
  }
  return Object.keys(told).length === 0 ? null : { changes, events: [issueEvent(issue, 'edited', { changes: told })] };
};

const patchState: Patcher = (state, actor, _repository, issue, patch) => {
  if (patch.state === undefined || patch.state === issue.state) return null;
  const before = { state: issue.state, reason: issue.stateReason };
  const closing = patch.state === 'closed';
  const given = patch.stateReason === 'reopened' ? null : patch.stateReason;
  issue.state = patch.state;
  issue.stateReason = closing ? (given ?? 'completed') : 'reopened';
  issue.duplicateOfId = closing && issue.stateReason === 'duplicate' ? (patch.duplicateOfId ?? null) : null;
  issue.closedAt = closing ? state.now() : null;
  issue.closedById = closing ? actor.account.id : null;
  return {
    changes: {
      state: { from: before.state, to: issue.state },
      stateReason: { from: before.reason, to: issue.stateReason },
    },
    events: [issueEvent(issue, closing ? 'closed' : 'reopened')],
  };
};

const patchLabels: Patcher = (_state, _actor, repository, issue, patch) => {
  if (patch.labelIds === undefined) return null;
  const before = issue.labelIds;
  const added = patch.labelIds.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !patch.labelIds?.includes(id));
  if (added.length === 0 && removed.length === 0) return null;
  issue.labelIds = [...before.filter((id) => !removed.includes(id)), ...added];
  const labels = (ids: number[]) => ids.flatMap((id) => repository.labels.find((label) => label.id === id) ?? []);
  const names = (ids: number[]) => labels(ids).map((label) => label.name);
  return {
    changes: { labels: { from: names(before), to: names(issue.labelIds) } },
    events: [
      ...labels(removed).map((label, index) => issueEvent(issue, 'unlabeled', { label, steps: setSteps('labelIds', before, removed, added, index) })),
      ...labels(added).map((label, index) => issueEvent(issue, 'labeled', { label, steps: setSteps('labelIds', before, removed, added, removed.length + index) })),
    ],
  };
};

const patchAssignees: Patcher = (state, _actor, _repository, issue, patch) => {
  if (patch.assigneeIds === undefined) return null;
  const before = issue.assigneeIds;
  const added = patch.assigneeIds.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !patch.assigneeIds?.includes(id));
  if (added.length === 0 && removed.length === 0) return null;
  issue.assigneeIds = [...before.filter((id) => !removed.includes(id)), ...added];
  const accounts = (ids: number[]) => ids.map((id) => accountOf(state, id));
  const logins = (ids: number[]) => accounts(ids).map((account) => account.login);
  return {
    changes: { assignees: { from: logins(before), to: logins(issue.assigneeIds) } },
    events: [
      ...accounts(removed).map((assignee, index) => issueEvent(issue, 'unassigned', { assignee, steps: setSteps('assigneeIds', before, removed, added, index) })),
      ...accounts(added).map((assignee, index) => issueEvent(issue, 'assigned', { assignee, steps: setSteps('assigneeIds', before, removed, added, removed.length + index) })),
    ],
  };
};

const patchMilestone: Patcher = (_state, _actor, repository, issue, patch) => {
  if (patch.milestoneId === undefined || patch.milestoneId === issue.milestoneId) return null;
  const find = (id: number | null) => repository.milestones.find((milestone) => milestone.id === id);
  const before = find(issue.milestoneId);
  const after = find(patch.milestoneId);
  const [left, came] = scalarSteps('milestoneId', issue.milestoneId, patch.milestoneId);
  issue.milestoneId = patch.milestoneId;
  return {
    changes: { milestone: { from: before?.number ?? null, to: after?.number ?? null } },
    events: [
      ...(before === undefined ? [] : [issueEvent(issue, 'demilestoned', { milestone: before, steps: left })]),
      ...(after === undefined ? [] : [issueEvent(issue, 'milestoned', { milestone: after, steps: came })]),
    ],
  };
};

const patchType: Patcher = (state, _actor, repository, issue, patch) => {
  if (patch.issueType === undefined || patch.issueType === issue.issueType) return null;
  const find = (name: string | null) => (name === null ? undefined : findIssueType(state, repository, name));
  const before = find(issue.issueType);
  const after = find(patch.issueType);
  const changes = { issueType: { from: issue.issueType, to: patch.issueType } };
  const [left, came] = scalarSteps('issueType', issue.issueType, patch.issueType);
  issue.issueType = patch.issueType;
  return {
    changes,
    events: [
      ...(before === undefined ? [] : [issueEvent(issue, 'untyped', { issueType: before, steps: left })]),
      ...(after === undefined ? [] : [issueEvent(issue, 'typed', { issueType: after, steps: came })]),
    ],
  };
};

const patchLock: Patcher = (_state, _actor, _repository, issue, patch) => {
  if (patch.locked === undefined || patch.locked === issue.locked) return null;
  issue.locked = patch.locked;
  issue.activeLockReason = patch.locked ? (patch.activeLockReason ?? null) : null;
  return {
    changes: { locked: { from: !patch.locked, to: patch.locked } },
    events: [issueEvent(issue, patch.locked ? 'locked' : 'unlocked')],
  };
};

const patchPin: Patcher = (_state, _actor, _repository, issue, patch) => {
  if (patch.pinned === undefined || patch.pinned === issue.pinned) return null;
  issue.pinned = patch.pinned;
  return {
    changes: { pinned: { from: !patch.pinned, to: patch.pinned } },
    events: [issueEvent(issue, patch.pinned ? 'pinned' : 'unpinned')],
  };
};

/** Every property of an issue, in the order in which GitHub tells their changes. */
export const PATCHERS: readonly Patcher[] = [
  patchText,
  patchState,
  patchLabels,
  patchAssignees,
  patchMilestone,
  patchType,
  patchFields,
  patchPullRequest,
  patchLock,
  patchPin,
];
