import type { Comment, Issue, Repository } from '../model.ts';
import { fieldValuesOf, issueFieldsOf } from '../state/issue-fields.ts';
import { toIso, toIsoOrNull } from '../state/clock.ts';
import { accountOf, assigneesOf, findIssueType, fullNameOf, labelsOf, milestoneOf } from '../state/find.ts';
import { renderAccount, renderAccountId } from './account.ts';
import { renderAppShort } from './app.ts';
import { renderIssueType, renderLabel, renderMilestone } from './label.ts';
import { renderFieldValue } from './issue-field.ts';
import type { Render } from './render.ts';

const NO_REACTIONS = {
  total_count: 0, '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0,
} as const;

export function issueUrl(render: Render, repository: Repository, issue: Issue): string {
  return `${render.urls.api}/repos/${fullNameOf(render.state, repository)}/issues/${issue.number}`;
}

export function issuePage(render: Render, repository: Repository, issue: Issue): string {
  const kind = issue.pullRequest === null ? 'issues' : 'pull';
  return `${render.urls.web}/${fullNameOf(render.state, repository)}/${kind}/${issue.number}`;
}

function urlsFor(render: Render, repository: Repository, issue: Issue): Record<string, string> {
  const fullName = fullNameOf(render.state, repository);
  const cached = render.issueUrls.get(issue);
  if (cached?.fullName === fullName) return cached.urls;
  const url = issueUrl(render, repository, issue);
  const urls = {
    url,
    repository_url: `${render.urls.api}/repos/${fullName}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: issuePage(render, repository, issue),
  };
  render.issueUrls.set(issue, { fullName, urls });
  return urls;
}

/** How the author belongs to the repository, GitHub's `author_association`. */
export function associationOf(render: Render, repository: Repository, authorId: number): string {
  if (authorId === repository.ownerId) return 'OWNER';
  if (render.state.members.get(repository.ownerId)?.has(authorId) === true) return 'MEMBER';
  if (repository.collaborators.has(authorId)) return 'COLLABORATOR';
  return 'NONE';
}

/** GitHub's issue object, as lists, single reads and webhooks carry it. */
export function renderIssue(render: Render, repository: Repository, issue: Issue): Record<string, unknown> {
  const { state } = render;
  const assignees = assigneesOf(state, issue).map((account) => renderAccount(render, account));
  const milestone = milestoneOf(repository, issue);
  const type = issue.issueType === null ? undefined : findIssueType(state, repository, issue.issueType);
  const urls = urlsFor(render, repository, issue);
  return {
    ...urls,
    id: issue.id,
    node_id: issue.nodeId,
    number: issue.number,
    title: issue.title,
    user: renderAccount(render, accountOf(state, issue.authorId)),
    labels: labelsOf(repository, issue).map((label) => renderLabel(render, repository, label)),
    state: issue.state,
    locked: issue.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: milestone === null ? null : renderMilestone(render, repository, milestone),
    comments: issue.comments.length,
    created_at: toIso(issue.createdAt),
    updated_at: toIso(issue.updatedAt),
    closed_at: toIsoOrNull(issue.closedAt),
    author_association: associationOf(render, repository, issue.authorId),
    type: type === undefined ? null : renderIssueType(render, type),
    ...fieldValues(render, repository, issue),
    active_lock_reason: issue.activeLockReason,
    ...pullRequestLinks(render, repository, issue),
    sub_issues_summary: { total: 0, completed: 0, percent_completed: 0 },
    issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 0, blocking: 0, total_blocking: 0 },
    body: issue.body,
    reactions: { url: `${urls['url']}/reactions`, ...NO_REACTIONS },
    timeline_url: `${urls['url']}/timeline`,
    performed_via_github_app: issue.viaApp ? renderAppShort(render) : null,
    state_reason: issue.stateReason,
    closed_by: renderAccountId(render, issue.closedById),
  };
}

/** Where the organization has issue fields. */
function fieldValues({ state }: Render, repository: Repository, issue: Issue): Record<string, unknown> {
  if (issue.pullRequest !== null || issueFieldsOf(state, repository).length === 0) return {};
  return { issue_field_values: fieldValuesOf(state, repository, issue).map(({ field, value }) => renderFieldValue(field, value)) };
}

/** `draft` and `pull_request`: what marks a pull request in the issue list. */
function pullRequestLinks(render: Render, repository: Repository, issue: Issue): Record<string, unknown> {
  if (issue.pullRequest === null) return {};
  const page = issuePage(render, repository, issue);
  return {
    draft: issue.pullRequest.draft,
    pull_request: {
      url: issueUrl(render, repository, issue).replace('/issues/', '/pulls/'),
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: issue.pullRequest.merged ? toIsoOrNull(issue.closedAt) : null,
    },
  };
}

export function renderComment(render: Render, repository: Repository, issue: Issue, comment: Comment): Record<string, unknown> {
  const url = `${render.urls.api}/repos/${fullNameOf(render.state, repository)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issuePage(render, repository, issue)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(render, repository, issue),
    id: comment.id,
    node_id: comment.nodeId,
    user: renderAccount(render, accountOf(render.state, comment.authorId)),
    created_at: toIso(comment.createdAt),
    updated_at: toIso(comment.updatedAt),
    author_association: associationOf(render, repository, comment.authorId),
    body: comment.body,
    reactions: { url: `${url}/reactions`, ...NO_REACTIONS },
    performed_via_github_app: comment.viaApp ? renderAppShort(render) : null,
  };
}
