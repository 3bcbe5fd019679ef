import type { Account, Issue, Milestone, Repository } from '../model.ts';
import { addComment, addIssue, type NewIssue } from '../state/add.ts';
import type { Random } from '../state/random.ts';
import type { GitHubState } from '../state/state.ts';
import type { Draft } from './drafts.ts';
import { chance, int, pick, sample, weighted } from './random.ts';
import { REPLIES } from './sentences.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Where issues are added, and who takes part. */
export interface Tracker {
  state: GitHubState;
  repository: Repository;
  authors: readonly Account[];
  assignable: readonly Account[];
  random: Random;
  /** Issues (no pull requests) added so far, oldest first. */
  earlier: Issue[];
  /** Epoch milliseconds taken once, so that everything is measured from the same moment. */
  now: number;
}

/** Adds one issue or pull request with its state, labels, people, comments and times. */
export function addDraft(tracker: Tracker, draft: Draft, createdAt: number): Issue {
  const { state, repository, random } = tracker;
  const closing = chooseState(tracker, draft, createdAt);
  const assigneeIds = chooseAssignees(tracker);
  const content: NewIssue = {
    title: draft.title,
    body: draft.body,
    authorId: pick(random, tracker.authors).id,
    createdAt,
    updatedAt: closing.closedAt ?? createdAt,
    ...closing,
    assigneeIds,
    labelIds: chooseLabels(tracker, draft, closing, assigneeIds.length > 0),
    milestoneId: chooseMilestone(tracker, createdAt)?.id ?? null,
    issueType: draft.pullRequest === null && chance(random, 0.7) ? draft.issueType : null,
    pullRequest: draft.pullRequest === null ? null : { ...draft.pullRequest, merged: closing.closedAt !== null && chance(random, 0.85) },
    ...(chance(random, 0.025) ? { locked: true, activeLockReason: pick(random, ['resolved', 'off-topic', 'too heated', null] as const) } : {}),
  };
  const issue = addIssue(state, repository, content);
  addComments(tracker, issue);
  if (draft.pullRequest === null) tracker.earlier.push(issue);
  // A later edit, label or mention moves the time without leaving a trace in the content.
  if (chance(random, 0.5)) issue.updatedAt = int(random, issue.updatedAt, Math.max(issue.updatedAt, tracker.now - HOUR));
  return issue;
}

type Closing = Pick<Issue, 'state' | 'stateReason' | 'closedAt' | 'closedById' | 'duplicateOfId'>;

const OPEN: Closing = { state: 'open', stateReason: null, closedAt: null, closedById: null, duplicateOfId: null };

/** Older issues are closed more often; some come back. */
function chooseState(tracker: Tracker, draft: Draft, createdAt: number): Closing {
  const { random, now } = tracker;
  const age = (now - createdAt) / DAY;
  if (!chance(random, Math.min(0.85, 0.15 + age / 700))) {
    return draft.pullRequest === null && chance(random, 0.06) ? { ...OPEN, stateReason: 'reopened' } : OPEN;
  }
  const closing = {
    state: 'closed' as const,
    closedAt: int(random, createdAt + HOUR / 2, Math.max(createdAt + HOUR, Math.min(now - HOUR, createdAt + 120 * DAY))),
    closedById: pick(random, tracker.assignable).id,
  };
  if (draft.pullRequest !== null) return { ...closing, stateReason: null, duplicateOfId: null };
  const stateReason = weighted(random, [['completed', 70], ['not_planned', 18], ['duplicate', 12]] as const);
  if (stateReason !== 'duplicate') return { ...closing, stateReason, duplicateOfId: null };
  if (tracker.earlier.length === 0) return { ...closing, stateReason: 'completed', duplicateOfId: null };
  return { ...closing, stateReason, duplicateOfId: pick(random, tracker.earlier).id };
}

function chooseAssignees({ random, assignable }: Tracker): number[] {
  const count = weighted(random, [[0, 40], [1, 38], [2, 14], [3, 5], [4, 2], [5, 1]] as const);
  return sample(random, assignable, count).map((account) => account.id);
}

function chooseLabels({ random, repository }: Tracker, draft: Draft, closing: Closing, assigned: boolean): number[] {
  const names = new Set<string>(draft.labels);
  if (closing.stateReason === 'duplicate') names.add('duplicate');
  if (closing.stateReason === 'not_planned' && chance(random, 0.5)) names.add('wontfix');
  if (closing.state === 'open' && assigned && chance(random, 0.3)) names.add('in progress');
  else if (closing.state === 'open' && chance(random, 0.06)) names.add('blocked');
  if (chance(random, 0.6)) {
    const priorities = repository.labels.filter(({ name }) => /^(P[0-3]|priority: )/.test(name));
    if (priorities.length > 0) names.add(weighted(random, priorities.map((label, index) => [label.name, [1, 4, 8, 5][index] ?? 1] as const)));
  }
  for (const { name } of sample(random, repository.labels.slice(-9), chance(random, 0.25) ? 1 : 0)) names.add(name);
  return repository.labels.filter((label) => names.has(label.name)).map((label) => label.id);
}

function chooseMilestone({ random, repository }: Tracker, createdAt: number): Milestone | null {
  if (!chance(random, 0.45)) return null;
  const fitting = repository.milestones.filter((milestone) => milestone.closedAt === null || milestone.closedAt > createdAt);
  return fitting.length === 0 ? null : pick(random, fitting);
}

function addComments(tracker: Tracker, issue: Issue): void {
  const { state, repository, random } = tracker;
  const count = weighted(random, [[0, 45], [1, 22], [2, 14], [3, 9], [5, 6], [9, 4]] as const);
  let at = issue.createdAt;
  for (let index = 0; index < count; index += 1) {
    at = int(random, at, Math.max(at, Math.min(at + 20 * DAY, tracker.now - HOUR)));
    const author = pick(random, tracker.authors);
    const quoted = chance(random, 0.2) ? `> ${issue.title.trim()}\n\n` : '';
    addComment(state, repository, issue, { body: quoted + pick(random, REPLIES), authorId: author.id, createdAt: at });
  }
  issue.updatedAt = Math.max(issue.updatedAt, at);
}
