import type { FieldValue, Issue, Repository, StateReason } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { countIn, countOut } from '../state/counts.ts';
import { GitHubProblem } from '../state/problem.ts';
import { record, type Changes, type EffectEvent } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';
import { checkLabelCount, checkText, checkTitle, MAX_BODY, refuseArchived } from './guard.ts';
import { PATCHERS } from './issue-patchers.ts';

/** What to change, in the model's terms; a property that is left out stays. */
export interface IssuePatch {
  title?: string;
  body?: string | null;
  state?: Issue['state'];
  /** Counts only together with a change of state, as on GitHub. */
  stateReason?: StateReason | null;
  duplicateOfId?: number | null;
  /** The whole set. */
  labelIds?: number[];
  /** The whole set. */
  assigneeIds?: number[];
  milestoneId?: number | null;
  issueType?: string | null;
  /** By field id; null clears, what is left out stays. */
  fieldValues?: Map<number, FieldValue | null>;
  /** Of a pull request. */
  draft?: boolean;
  /** Of a pull request: the whole set. */
  reviewerIds?: number[];
  locked?: boolean;
  activeLockReason?: Issue['activeLockReason'];
  pinned?: boolean;
}

/** One patcher's result: nothing, where the value was already so. */
export interface Patched {
  changes: Changes;
  events: EffectEvent[];
}

/**
 * Changes an issue: one history entry, one `updated_at`, and GitHub's events in GitHub's order. A
 * patch that changes nothing leaves no trace, as on GitHub.
 *
 * @returns whether anything changed.
 */
export function updateIssue(state: GitHubState, actor: Actor, repository: Repository, issue: Issue, patch: IssuePatch): boolean {
  refuseArchived(repository);
  if (!repository.hasIssues && issue.pullRequest === null) throw new GitHubProblem(410, 'Issues are disabled for this repo');
  if (patch.title !== undefined) checkTitle(patch.title);
  checkText('Issue', 'body', patch.body ?? '', MAX_BODY);
  checkLabelCount(patch.labelIds ?? []);

  const changes: Changes = {};
  const events: EffectEvent[] = [];
  countOut(repository, issue);
  for (const patcher of PATCHERS) {
    const patched = patcher(state, actor, repository, issue, patch);
    if (patched === null) continue;
    Object.assign(changes, patched.changes);
    events.push(...patched.events);
  }
  countIn(repository, issue);
  if (Object.keys(changes).length === 0) return false;

  issue.updatedAt = state.now();
  record(state, actor, { action: issue.pullRequest === null ? 'issue.update' : 'pull_request.update', repository, issue, changes, events });
  return true;
}
