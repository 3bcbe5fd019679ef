/** Writing a single-select field of a GitHub project (v2); GraphQL only. */
import { z } from 'zod';
import type { ProjectValue } from '../core/patch.ts';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';
import type { RepositoryName } from './read-issues.ts';
import { graphql } from './graphql.ts';

const placeAnswer = z.object({
  repository: z.object({
    issue: z.object({ id: z.string(), projectItems: z.object({ nodes: z.array(z.object({ id: z.string(), project: z.object({ id: z.string() }) }).nullable()) }) }).nullable(),
  }).nullable(),
  organization: z.object({
    projectV2: z.object({
      id: z.string(),
      field: z.object({ id: z.string().optional(), options: z.array(z.object({ id: z.string(), name: z.string() })).optional() }).nullish(),
    }).nullish(),
  }).nullish(),
});

const PLACE = `query lockstepProject($owner: String!, $name: String!, $number: Int!, $project: Int!, $field: String!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { id projectItems(first: 100) { nodes { id project { id } } } } }
  organization(login: $owner) { projectV2(number: $project) { id field(name: $field) { ... on ProjectV2SingleSelectField { id options { id name } } } } }
}`;

const ADD = `mutation lockstepAdd($project: ID!, $content: ID!) {
  addProjectV2ItemById(input: { projectId: $project, contentId: $content }) { item { id } }
}`;
const SET = `mutation lockstepSet($project: ID!, $item: ID!, $field: ID!, $option: String!) {
  updateProjectV2ItemFieldValue(input: { projectId: $project, itemId: $item, fieldId: $field, value: { singleSelectOptionId: $option } }) { projectV2Item { id } }
}`;
const CLEAR = `mutation lockstepClear($project: ID!, $item: ID!, $field: ID!) {
  clearProjectV2ItemFieldValue(input: { projectId: $project, itemId: $item, fieldId: $field }) { projectV2Item { id } }
}`;

const added = z.object({ addProjectV2ItemById: z.object({ item: z.object({ id: z.string() }) }) });

/**
 * Sets or clears (null) the field; adds the issue to the project where needed, which GitHub does once
 * however often it is asked. Every call may be repeated.
 * @param onProblem told in a sentence what the project cannot take
 * @returns whether it was written
 * @throws GitHubError
 */
export async function writeProjectValue(client: Client, { owner, name }: RepositoryName, number: number, { project, field, value }: ProjectValue, onProblem: (sentence: string) => void): Promise<boolean> {
  const place = placeAnswer.parse(await graphql(client, PLACE, { owner, name, number, project, field }));
  const issue = place.repository?.issue;
  if (!issue) throw new GitHubError('not_found', 404, 'GitHub shows the App no such issue.');
  const found = place.organization?.projectV2;
  const problem = (sentence: string): false => {
    onProblem(sentence);
    return false;
  };
  if (!found) return problem(`The organization ${owner} has no project ${project} that the App can see: check its number, and the App's permission for projects.`);
  const { id: fieldId, options } = found.field ?? {};
  if (fieldId === undefined || !options) return problem(`The project ${project} has no single-select field "${field}".`);
  const item = issue.projectItems.nodes.find((node) => node?.project.id === found.id)?.id;
  if (value === null) {
    if (item !== undefined) await graphql(client, CLEAR, { project: found.id, item, field: fieldId });
    return true;
  }
  const option = options.find((one) => one.name === value)?.id;
  if (option === undefined) return problem(`The field "${field}" of project ${project} has no option "${value}".`);
  const target = item ?? added.parse(await graphql(client, ADD, { project: found.id, content: issue.id })).addProjectV2ItemById.item.id;
  await graphql(client, SET, { project: found.id, item: target, field: fieldId, option });
  return true;
}
