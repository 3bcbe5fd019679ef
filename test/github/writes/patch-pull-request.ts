import type { Issue, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { accountOf } from '../state/find.ts';
import type { GitHubState } from '../state/state.ts';
import { issueEvent } from './issue-event.ts';
import type { IssuePatch, Patched } from './update-issue.ts';

/** Draft or ready, and who is asked for a review. */
export function patchPullRequest(state: GitHubState, _actor: Actor, _repository: Repository, issue: Issue, patch: IssuePatch): Patched | null {
  const { pullRequest } = issue;
  if (pullRequest === null) return null;
  const patched: Patched = { changes: {}, events: [] };
  if (patch.draft !== undefined && patch.draft !== pullRequest.draft) {
    patched.changes['draft'] = { from: pullRequest.draft, to: patch.draft };
    pullRequest.draft = patch.draft;
    patched.events.push(issueEvent(issue, patch.draft ? 'converted_to_draft' : 'ready_for_review'));
  }
  if (patch.reviewerIds !== undefined) {
    const before = pullRequest.reviewerIds;
    const wanted = patch.reviewerIds;
    const removed = before.filter((id) => !wanted.includes(id));
    const added = wanted.filter((id) => !before.includes(id));
    pullRequest.reviewerIds = [...wanted];
    for (const [ids, action] of [[removed, 'review_request_removed'], [added, 'review_requested']] as const) {
      for (const id of ids) patched.events.push(issueEvent(issue, action, { requestedReviewer: accountOf(state, id) }));
    }
    if (removed.length + added.length > 0) patched.changes['reviewers'] = { from: before, to: wanted };
  }
  return Object.keys(patched.changes).length === 0 ? null : patched;
}
