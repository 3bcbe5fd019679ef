import type { Account, Issue, Project, ProjectItem, Repository } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { installationOn } from '../state/find.ts';
import { nodeIdOf } from '../state/ids.ts';
import { invalid } from '../state/problem.ts';
import { record, type EffectEvent } from '../state/record.ts';
import { randomText, HEX } from '../state/random.ts';
import type { GitHubState } from '../state/state.ts';

/** Seeding: a project of an organization with single-select fields. */
export function addProject(state: GitHubState, organization: Account, title: string, fields: Record<string, readonly string[]>): Project {
  const id = state.ids.next('project');
  const project: Project = {
    id,
    nodeId: nodeIdOf('ProjectV2', id),
    ownerId: organization.id,
    number: state.projects.filter(({ ownerId }) => ownerId === organization.id).length + 1,
    title,
    fields: Object.entries(fields).map(([name, options]) => {
      const fieldId = state.ids.next('projectField');
      return { id: fieldId, nodeId: nodeIdOf('ProjectV2Field', fieldId), name, options: options.map((option) => ({ id: randomText(state.random('project'), 8, HEX), name: option })) };
    }),
    items: [],
  };
  state.projects.push(project);
  state.nodes.set(project.nodeId, { kind: 'ProjectV2', id });
  return project;
}

export function itemIn(project: Project, repository: Repository, issue: Issue): ProjectItem | undefined {
  return project.items.find((item) => item.repositoryId === repository.id && item.number === issue.number);
}

/** Adds an issue to a project; one that is there already stays as it is, as on GitHub. */
export function addToProject(state: GitHubState, actor: Actor, project: Project, repository: Repository, issue: Issue): ProjectItem {
  const present = itemIn(project, repository, issue);
  if (present !== undefined) return present;
  const id = state.ids.next('projectItem');
  const now = state.now();
  const item: ProjectItem = {
    id, nodeId: nodeIdOf('ProjectV2Item', id), repositoryId: repository.id, number: issue.number, creatorId: actor.account.id, values: new Map(), valueTimes: new Map(), createdAt: now, updatedAt: now,
  };
  project.items.push(item);
  state.nodes.set(item.nodeId, { kind: 'ProjectV2Item', id, projectId: project.id });
  tell(state, actor, project, item, repository, issue, 'created', { item: { from: null, to: project.title } });
  return item;
}

/** Sets a field of an item, or clears it. The issue's own `updated_at` does not move. */
export function setProjectValue(state: GitHubState, actor: Actor, project: Project, item: ProjectItem, field: Project['fields'][number], value: string | null): void {
  const chosen = field.options.find(({ name }) => name === value);
  if (value !== null && chosen === undefined) throw invalid({ resource: 'ProjectV2Item', field: 'value', code: 'invalid', message: 'The single select option Id does not belong to the field' });
  const from = item.values.get(field.id) ?? null;
  if (from === value) return;
  if (value === null) item.values.delete(field.id);
  else item.values.set(field.id, value);
  item.updatedAt = state.now();
  item.valueTimes.set(field.id, item.updatedAt);
  const repository = state.repositories.get(item.repositoryId);
  const issue = repository?.issues.get(item.number);
  if (repository === undefined || issue === undefined) return;
  const told = (name: string | null) => optionIn(field, name);
  tell(state, actor, project, item, repository, issue, 'edited', { [`${project.title}: ${field.name}`]: { from, to: value } }, {
    field_value: { field_node_id: field.nodeId, field_type: 'single_select', field_name: field.name, project_number: project.number, from: told(from), to: told(value) },
  });
}

export function removeFromProject(state: GitHubState, actor: Actor, project: Project, repository: Repository, issue: Issue): void {
  const item = itemIn(project, repository, issue);
  if (item === undefined) return;
  project.items.splice(project.items.indexOf(item), 1);
  state.nodes.delete(item.nodeId);
  tell(state, actor, project, item, repository, issue, 'deleted', { item: { from: project.title, to: null } });
}

function optionIn(field: Project['fields'][number], name: string | null): object | null {
  const option = field.options.find((one) => one.name === name);
  return option === undefined ? null : { id: option.id, name: option.name, color: 'GRAY', description: '' };
}

function tell(
  state: GitHubState, actor: Actor, project: Project, item: ProjectItem, repository: Repository, issue: Issue,
  action: string, changes: Record<string, { from: unknown; to: unknown }>, told?: Record<string, unknown>,
): void {
  const installation = installationOn(state, project.ownerId);
  const mayHear = installation?.permissions['organization_projects'] !== undefined;
  const event: EffectEvent = { event: 'projects_v2_item', action, repository: null, projectItem: { project, item }, ...(installation && { installation }), ...(told && { changes: told }) };
  record(state, actor, { action: `project_item.${action}`, repository, issue, changes, events: mayHear ? [event] : [] });
}
