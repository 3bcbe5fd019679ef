import { addToProject, setProjectValue } from '../../writes/projects.ts';
import { GraphqlFailure, noNode } from '../failure.ts';
import { maySeeProjects } from '../project-rights.ts';
import { readIssue, readNode } from '../read.ts';
import type { ResolverContext, Resolvers } from '../resolver.ts';
import type { ProjectItemSource, ProjectSource } from '../sources.ts';

interface FieldInput {
  clientMutationId?: string | null;
  projectId: string;
  itemId: string;
  fieldId: string;
  value?: { singleSelectOptionId?: string | null };
}

function projectOf(context: ResolverContext, id: string): ProjectSource {
  const found = readNode(context, id);
  if (found.kind !== 'ProjectV2') throw noNode(id);
  if (!maySeeProjects(context, found.project.ownerId, 'write')) throw new GraphqlFailure('FORBIDDEN', 'Resource not accessible by integration');
  return found;
}

function setField(context: ResolverContext, input: FieldInput, optionId: string | null): object {
  const { project } = projectOf(context, input.projectId);
  const found = readNode(context, input.itemId);
  if (found.kind !== 'ProjectV2Item' || found.project !== project) throw noNode(input.itemId);
  const field = project.fields.find(({ nodeId }) => nodeId === input.fieldId);
  if (field === undefined) throw noNode(input.fieldId);
  const option = field.options.find(({ id }) => id === optionId);
  if (optionId !== null && option === undefined) throw new GraphqlFailure('UNPROCESSABLE', 'The single select option Id does not belong to the field');
  setProjectValue(context.state, context.actor(), project, found.item, field, option?.name ?? null);
  return { clientMutationId: input.clientMutationId ?? null, projectV2Item: found satisfies ProjectItemSource };
}

export const projectMutations: Resolvers<unknown> = {
  addProjectV2ItemById(_source, { input }: { input: { clientMutationId?: string | null; projectId: string; contentId: string } }, context) {
    const { project } = projectOf(context, input.projectId);
    const { issue, repository } = readIssue(context, input.contentId, 'allowed');
    const item = addToProject(context.state, context.actor(), project, repository, issue);
    return { clientMutationId: input.clientMutationId ?? null, item: { kind: 'ProjectV2Item', item, project } };
  },
  updateProjectV2ItemFieldValue: (_source, { input }: { input: FieldInput }, context) => setField(context, input, input.value?.singleSelectOptionId ?? null),
  clearProjectV2ItemFieldValue: (_source, { input }: { input: FieldInput }, context) => setField(context, input, null),
};
