import { createHash } from 'node:crypto';
import type { Issue, PullRequestReview, Repository } from '../model.ts';
import { toIso, toIsoOrNull } from '../state/clock.ts';
import { accountOf, ownerOf } from '../state/find.ts';
import { renderAccount } from './account.ts';
import { issuePage, renderIssue } from './issue.ts';
import type { Render } from './render.ts';
import { renderRepository, repositoryUrl } from './repository.ts';

/** A commit id that stays the same for the same branch of the same pull request. */
function shaOf(issue: Issue, ref: string): string {
  return createHash('sha1').update(`${issue.id}:${ref}`).digest('hex');
}

/** A branch of the pull request; both sides are the repository itself. */
function renderSide(render: Render, repository: Repository, issue: Issue, ref: string): Record<string, unknown> {
  const owner = ownerOf(render.state, repository);
  return { label: `${owner.login}:${ref}`, ref, sha: shaOf(issue, ref), user: renderAccount(render, owner), repo: renderRepository(render, repository) };
}

/** What a pull request shares with an issue. */
const SHARED = [
  'id', 'node_id', 'number', 'state', 'locked', 'title', 'user', 'body', 'labels', 'milestone', 'active_lock_reason',
  'created_at', 'updated_at', 'closed_at', 'assignee', 'assignees', 'author_association', 'comments',
] as const;

function urlsFor(render: Render, repository: Repository, issue: Issue, sha: string): Record<string, string> {
  const base = repositoryUrl(render, repository);
  const url = `${base}/pulls/${issue.number}`;
  const page = issuePage(render, repository, issue);
  return {
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: `${base}/issues/${issue.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${base}/pulls/comments{/number}`,
    comments_url: `${base}/issues/${issue.number}/comments`,
    statuses_url: `${base}/statuses/${sha}`,
  };
}

function linksOf(urls: Record<string, string>): Record<string, unknown> {
  const link = (name: string) => ({ href: urls[name] });
  return {
    self: link('url'),
    html: link('html_url'),
    issue: link('issue_url'),
    comments: link('comments_url'),
    review_comments: link('review_comments_url'),
    review_comment: link('review_comment_url'),
    commits: link('commits_url'),
    statuses: link('statuses_url'),
  };
}

/** GitHub's pull request object; the stand-in knows no commits, so its counts are one small change. */
export function renderPullRequest(render: Render, repository: Repository, issue: Issue): Record<string, unknown> {
  const part = issue.pullRequest ?? { draft: false, merged: false, headRef: 'head', baseRef: 'main', reviewerIds: [], reviews: [] };
  const rendered = renderIssue(render, repository, issue);
  const urls = urlsFor(render, repository, issue, shaOf(issue, part.headRef));
  const merger = part.merged && issue.closedById !== null ? renderAccount(render, accountOf(render.state, issue.closedById)) : null;
  return {
    ...Object.fromEntries(SHARED.map((name) => [name, rendered[name]])),
    ...urls,
    merged_at: part.merged ? toIsoOrNull(issue.closedAt) : null,
    merge_commit_sha: part.merged ? shaOf(issue, part.baseRef) : null,
    requested_reviewers: part.reviewerIds.map((id) => renderAccount(render, accountOf(render.state, id))),
    requested_teams: [],
    draft: part.draft,
    head: renderSide(render, repository, issue, part.headRef),
    base: renderSide(render, repository, issue, part.baseRef),
    _links: linksOf(urls),
    auto_merge: null,
    merged: part.merged,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: merger,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: 1,
    deletions: 0,
    changed_files: 1,
  };
}

/** What the payloads of reviews leave out of the pull request. */
const NOT_IN_REVIEWS = new Set([
  'merged', 'mergeable', 'rebaseable', 'mergeable_state', 'merged_by', 'comments', 'review_comments', 'maintainer_can_modify', 'commits',
  'additions', 'deletions', 'changed_files',
]);

export function renderReviewedPullRequest(render: Render, repository: Repository, issue: Issue): Record<string, unknown> {
  return Object.fromEntries(Object.entries(renderPullRequest(render, repository, issue)).filter(([name]) => !NOT_IN_REVIEWS.has(name)));
}

export function renderReview(render: Render, repository: Repository, issue: Issue, review: PullRequestReview): Record<string, unknown> {
  const page = issuePage(render, repository, issue);
  const pull = `${repositoryUrl(render, repository)}/pulls/${issue.number}`;
  const html = `${page}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: review.nodeId,
    user: renderAccount(render, accountOf(render.state, review.authorId)),
    body: null,
    commit_id: shaOf(issue, issue.pullRequest?.headRef ?? ''),
    submitted_at: toIso(review.submittedAt),
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: renderIssue(render, repository, issue)['author_association'],
    _links: { html: { href: html }, pull_request: { href: pull } },
  };
}
