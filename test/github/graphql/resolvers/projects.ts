import type { Issue, Project, ProjectItem, Repository } from '../../model.ts';
import { toIso } from '../../state/clock.ts';
import { accountOf } from '../../state/find.ts';
import type { GitHubState } from '../../state/state.ts';
import { itemIn } from '../../writes/projects.ts';
import { connect, type Listing, type PageArgs } from '../connection.ts';
import type { Resolvers } from '../resolver.ts';
import { accountSource, issueSource, type ProjectItemSource, type ProjectSource } from '../sources.ts';

type Field = Project['fields'][number];

interface FieldSource { kind: 'ProjectV2SingleSelectField'; field: Field; project: Project }
interface ValueSource { kind: 'ProjectV2ItemFieldSingleSelectValue'; field: Field; option: Field['options'][number]; of: ProjectItemSource }

/** The places of an issue in projects. */
export function itemsOf(state: GitHubState, repository: Repository, issue: Issue): Listing<{ project: Project; item: ProjectItem }> {
  return {
    items: state.projects.flatMap((project) => {
      const item = itemIn(project, repository, issue);
      return item === undefined ? [] : [{ project, item }];
    }),
    key: ({ item }) => [item.id, item.id],
    node: ({ project, item }): ProjectItemSource => ({ kind: 'ProjectV2Item', item, project }),
  };
}

const fieldSource = (field: Field, project: Project): FieldSource => ({ kind: 'ProjectV2SingleSelectField', field, project });

/** By GitHub's type name. */
export const projectResolvers: Record<string, Resolvers<never>> = {
  ProjectV2: {
    id: ({ project }) => project.nodeId,
    fullDatabaseId: ({ project }) => String(project.id),
    number: ({ project }) => project.number,
    title: ({ project }) => project.title,
    closed: () => false,
    owner: ({ project }, _args, { state }) => accountSource(accountOf(state, project.ownerId)),
    field: ({ project }, { name }: { name: string }) => {
      const field = project.fields.find((one) => one.name === name);
      return field === undefined ? null : fieldSource(field, project);
    },
    fields: ({ project }, args: PageArgs, context, info) =>
      connect({ items: project.fields, key: (field) => [field.id, field.id], node: (field) => fieldSource(field, project) }, args, context, info),
    items: ({ project }, args: PageArgs, context, info) =>
      connect({ items: project.items, key: (item) => [item.id, item.id], node: (item) => ({ kind: 'ProjectV2Item', item, project }) }, args, context, info),
  } satisfies Resolvers<ProjectSource>,
  ProjectV2Item: {
    id: ({ item }) => item.nodeId,
    fullDatabaseId: ({ item }) => String(item.id),
    type: () => 'ISSUE',
    isArchived: () => false,
    createdAt: ({ item }) => toIso(item.createdAt),
    updatedAt: ({ item }) => toIso(item.updatedAt),
    project: ({ project }) => ({ kind: 'ProjectV2', project }),
    content: ({ item }, _args, { state }) => {
      const repository = state.repositories.get(item.repositoryId);
      const issue = repository?.issues.get(item.number);
      return repository === undefined || issue === undefined ? null : issueSource(issue, repository);
    },
    fieldValueByName: (of, { name }: { name: string }) => {
      const field = of.project.fields.find((one) => one.name === name);
      const option = field?.options.find((one) => one.name === of.item.values.get(field.id));
      return field === undefined || option === undefined ? null : { kind: 'ProjectV2ItemFieldSingleSelectValue', field, option, of };
    },
  } satisfies Resolvers<ProjectItemSource>,
  ProjectV2SingleSelectField: {
    id: ({ field }) => field.nodeId,
    databaseId: ({ field }) => field.id,
    name: ({ field }) => field.name,
    dataType: () => 'SINGLE_SELECT',
    options: ({ field }) => field.options,
    project: ({ project }) => ({ kind: 'ProjectV2', project }),
  } satisfies Resolvers<FieldSource>,
  ProjectV2SingleSelectFieldOption: {
    id: ({ id }) => id,
    name: ({ name }) => name,
    nameHTML: ({ name }) => name,
    color: () => 'GRAY',
    description: () => '',
  } satisfies Resolvers<Field['options'][number]>,
  ProjectV2ItemFieldSingleSelectValue: {
    id: ({ of, field }) => `${of.item.nodeId}_${field.id}`,
    name: ({ option }) => option.name,
    optionId: ({ option }) => option.id,
    field: ({ field, of }) => fieldSource(field, of.project),
    item: ({ of }) => of,
    updatedAt: ({ of, field }) => toIso(of.item.valueTimes.get(field.id) ?? of.item.updatedAt),
  } satisfies Resolvers<ValueSource>,
};
