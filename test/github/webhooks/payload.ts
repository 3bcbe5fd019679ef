import type { Account, Installation, Issue, Repository } from '../model.ts';
import { renderAccount, renderOrganization } from '../render/account.ts';
import { renderInstallation } from '../render/app.ts';
import { renderComment, renderIssue } from '../render/issue.ts';
import { renderToldValue } from '../render/issue-field.ts';
import { renderIssueType, renderLabel, renderMilestone } from '../render/label.ts';
import { renderPullRequest, renderReview, renderReviewedPullRequest } from '../render/pull-request.ts';
import type { Render } from '../render/render.ts';
import { renderProjectItem } from '../render/project.ts';
import { renderRepository, renderRepositoryShort } from '../render/repository.ts';
import { accountOf, ownerOf } from '../state/find.ts';
import type { DomainEvent } from '../state/events.ts';

/** The `installation` that App deliveries carry beside what they are about. */
function shortInstallation(installation: Installation): Record<string, unknown> {
  const nodeId = Buffer.from(`023:IntegrationInstallation${installation.id}`).toString('base64');
  return { id: installation.id, node_id: nodeId };
}

/** Issue objects of webhooks leave `closed_by` out. */
function issueIn(render: Render, repository: Repository, issue: Issue): Record<string, unknown> {
  const { closed_by: _closer, ...rendered } = renderIssue(render, repository, issue);
  return rendered;
}

/** Another milestone or type is two steps: the first one's payload has none, as in GitHub's own examples. */
function stepOf({ state }: Render, { action, steps }: DomainEvent): Partial<Issue> | undefined {
  if (state.stepsTold !== 'end') return steps?.[state.stepsTold];
  return action === 'demilestoned' || action === 'untyped' ? steps?.after : undefined;
}

function subjectOf(render: Render, event: DomainEvent): Record<string, unknown> {
  const { repository, issue } = event;
  if (repository === null || issue === undefined) return {};
  if (event.event === 'pull_request_review') return { pull_request: renderReviewedPullRequest(render, repository, issue) };
  if (event.event === 'pull_request') {
    return { number: issue.number, pull_request: renderPullRequest(render, repository, issue) };
  }
  const rendered = issueIn(render, repository, { ...issue, ...stepOf(render, event) });
  if (event.event === 'issue_comment') delete rendered['issue_field_values'];
  return { issue: rendered };
}

function changesOf(render: Render, event: DomainEvent): Record<string, unknown> {
  const { counterpart } = event;
  if (counterpart !== undefined) {
    const place = event.action === 'transferred' ? 'new' : 'old';
    return {
      changes: {
        [`${place}_issue`]: issueIn(render, counterpart.repository, counterpart.issue),
        [`${place}_repository`]: renderRepository(render, counterpart.repository),
      },
    };
  }
  if (event.event === 'repository' && event.action === 'transferred') {
    const from = (event.changes as { owner: { from: Account } }).owner.from;
    const former = from.type === 'Organization' ? { organization: renderOrganization(render, from) } : { user: renderAccount(render, from) };
    return { changes: { owner: { from: former } } };
  }
  return event.changes === undefined ? {} : { changes: event.changes };
}

function partsOf(render: Render, event: DomainEvent): Record<string, unknown> {
  const { repository, label, milestone, comment, issue, assignee, issueType, issueField } = event;
  const parts: Record<string, unknown> = {};
  if (repository !== null) {
    if (label !== undefined) parts['label'] = renderLabel(render, repository, label);
    if (milestone !== undefined) parts['milestone'] = renderMilestone(render, repository, milestone);
    if (comment !== undefined && issue !== undefined) parts['comment'] = renderComment(render, repository, issue, comment);
  }
  if (assignee !== undefined) parts['assignee'] = renderAccount(render, assignee);
  if (issueType !== undefined) parts['type'] = renderIssueType(render, issueType);
  if (event.projectItem !== undefined) parts['projects_v2_item'] = renderProjectItem(render, event.projectItem.project, event.projectItem.item);
  if (event.requestedReviewer !== undefined) parts['requested_reviewer'] = renderAccount(render, event.requestedReviewer);
  if (event.review !== undefined && repository !== null && issue !== undefined) parts['review'] = renderReview(render, repository, issue, event.review);
  if (issueField !== undefined) {
    const { field, value } = issueField;
    parts['issue_field'] = { id: field.id, name: field.name, field_type: field.dataType };
    if (value !== null) parts['issue_field_value'] = renderToldValue(field, value);
  }
  return parts;
}

function installationParts(render: Render, event: DomainEvent, installation: Installation | undefined): Record<string, unknown> {
  if (event.event !== 'installation' && event.event !== 'installation_repositories') {
    return installation === undefined ? {} : { installation: shortInstallation(installation) };
  }
  if (installation === undefined) return {};
  const repositories = (event.repositories ?? []).map((repository) => renderRepositoryShort(render, repository));
  const rendered = renderInstallation(render, installation);
  if (event.event === 'installation') {
    return { installation: rendered, ...(event.repositories === undefined ? {} : { repositories }), requester: null };
  }
  return {
    installation: rendered,
    repository_selection: rendered['repository_selection'],
    repositories_added: event.action === 'added' ? repositories : [],
    repositories_removed: event.action === 'removed' ? repositories : [],
    requester: null,
  };
}

function ownerOfEvent({ state }: Render, { repository, projectItem }: DomainEvent): Account | null {
  if (projectItem !== undefined) return accountOf(state, projectItem.project.ownerId);
  return repository === null ? null : ownerOf(state, repository);
}

/** The webhook body of an event as an installation gets it. Renders live objects: call it inside the write. */
export function renderPayload(render: Render, event: DomainEvent, installation: Installation | undefined): Record<string, unknown> {
  const owner = ownerOfEvent(render, event);
  return {
    action: event.action,
    ...subjectOf(render, event),
    ...partsOf(render, event),
    ...changesOf(render, event),
    ...(event.repository === null ? {} : { repository: renderRepository(render, event.repository) }),
    ...(owner?.type === 'Organization' ? { organization: renderOrganization(render, owner) } : {}),
    sender: renderAccount(render, event.sender),
    ...installationParts(render, event, installation),
  };
}
