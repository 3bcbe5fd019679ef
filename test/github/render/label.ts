import type { IssueType, Label, Milestone, Repository } from '../model.ts';
import { toIso, toIsoOrNull } from '../state/clock.ts';
import { renderAccountId } from './account.ts';
import type { Render } from './render.ts';
import { repositoryPage, repositoryUrl } from './repository.ts';

/** Labels that GitHub gives every new repository are marked `default`. */
const DEFAULT_LABELS: ReadonlySet<string> = new Set([
  'bug', 'documentation', 'duplicate', 'enhancement', 'good first issue', 'help wanted', 'invalid', 'question', 'wontfix',
]);

export function renderLabel(render: Render, repository: Repository, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: label.nodeId,
    url: `${repositoryUrl(render, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: DEFAULT_LABELS.has(label.name),
    description: label.description,
  };
}

export function renderMilestone(render: Render, repository: Repository, milestone: Milestone): Record<string, unknown> {
  const url = `${repositoryUrl(render, repository)}/milestones/${milestone.number}`;
  return {
    url,
    html_url: `${repositoryPage(render, repository)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: milestone.nodeId,
    number: milestone.number,
    title: milestone.title,
    description: milestone.description,
    creator: renderAccountId(render, milestone.creatorId),
    open_issues: milestone.openIssues,
    closed_issues: milestone.closedIssues,
    state: milestone.state,
    created_at: toIso(milestone.createdAt),
    updated_at: toIso(milestone.updatedAt),
    due_on: toIsoOrNull(milestone.dueOn),
    closed_at: toIsoOrNull(milestone.closedAt),
  };
}

export function renderIssueType(render: Render, type: IssueType): Record<string, unknown> {
  const at = toIso(render.state.app.createdAt);
  return {
    id: type.id,
    node_id: type.nodeId,
    name: type.name,
    description: type.description,
    color: type.color,
    is_enabled: true,
    created_at: at,
    updated_at: at,
  };
}
