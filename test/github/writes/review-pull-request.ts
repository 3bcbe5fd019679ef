import type { Issue, PullRequestReview, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { nodeIdOf } from '../state/ids.ts';
import { record } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';

/** A person reviews a pull request: it takes the place of their last review, and nobody waits for them any more. */
export function reviewPullRequest(state: GitHubState, actor: Actor, repository: Repository, issue: Issue, verdict: PullRequestReview['state']): void {
  const { pullRequest } = issue;
  if (pullRequest === null) throw new Error(`${repository.name}#${issue.number} is no pull request`);
  const id = state.ids.next('review');
  const review: PullRequestReview = { id, nodeId: nodeIdOf('PullRequestReview', id), authorId: actor.account.id, state: verdict, submittedAt: state.now() };
  pullRequest.reviews = [...pullRequest.reviews.filter(({ authorId }) => authorId !== actor.account.id), review];
  pullRequest.reviewerIds = pullRequest.reviewerIds.filter((other) => other !== actor.account.id);
  issue.updatedAt = state.now();
  record(state, actor, {
    action: 'pull_request.review', repository, issue,
    changes: { review: { from: null, to: verdict } },
    events: [{ event: 'pull_request_review', action: 'submitted', issue, review }],
  });
}
