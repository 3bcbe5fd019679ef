import type { Project, ProjectItem } from '../model.ts';
import { toIso } from '../state/clock.ts';
import { renderAccountId } from './account.ts';
import type { Render } from './render.ts';

/** A place in a project, as webhooks carry it: without its values. */
export function renderProjectItem(render: Render, project: Project, item: ProjectItem): Record<string, unknown> {
  const content = render.state.repositories.get(item.repositoryId)?.issues.get(item.number);
  return {
    id: item.id,
    node_id: item.nodeId,
    project_node_id: project.nodeId,
    content_node_id: content?.nodeId ?? '',
    content_type: content?.pullRequest ? 'PullRequest' : 'Issue',
    creator: renderAccountId(render, item.creatorId),
    created_at: toIso(item.createdAt),
    updated_at: toIso(item.updatedAt),
    archived_at: null,
  };
}
