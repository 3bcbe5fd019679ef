/** Writing organization-level issue fields: known by name here, by numeric id there. */
import { z } from 'zod';
import { fieldValuesFromRest } from '../core/issue.ts';
import type { IssuePatch } from '../core/patch.ts';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';
import type { RepositoryName } from './read-issues.ts';
import { graphql } from './graphql.ts';

type Value = NonNullable<IssuePatch['fieldValues']>[string];

const definition = z.object({
  id: z.coerce.number().int().positive(),
  name: z.string(),
  dataType: z.enum(['DATE', 'MULTI_SELECT', 'NUMBER', 'SINGLE_SELECT', 'TEXT']),
  options: z.array(z.object({ name: z.string() })).optional(),
});

export type FieldDefinition = z.output<typeof definition>;

const answer = z.object({
  repository: z.object({ issueFields: z.object({ nodes: z.array(z.unknown()) }).nullish() }).nullable(),
});

const ONE = 'id: fullDatabaseId name dataType';
const QUERY = `query lockstepFields($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { issueFields(first: 100) { nodes {
    ... on IssueFieldDate { ${ONE} } ... on IssueFieldNumber { ${ONE} } ... on IssueFieldText { ${ONE} }
    ... on IssueFieldSingleSelect { ${ONE} options { name } } ... on IssueFieldMultiSelect { ${ONE} options { name } }
  } } }
}`;

/**
 * The issue fields of the repository's organization; none where the server has no such thing. Asked
 * of the repository, because the organization's own list needs a permission more.
 */
export async function readFieldDefinitions(client: Client, { owner, name }: RepositoryName): Promise<FieldDefinition[]> {
  try {
    const { repository } = answer.parse(await graphql(client, QUERY, { owner, name }));
    return (repository?.issueFields?.nodes ?? []).flatMap((node) => definition.safeParse(node).data ?? []);
  } catch (error) {
    if (error instanceof GitHubError && error.code === 'invalid') return [];
    throw error;
  }
}

const VALUES = '/repos/{owner}/{repo}/issues/{issue_number}/issue-field-values' as const;

/**
 * Sets fields (POST adds to what is there) or clears them (null). What the organization's definitions
 * cannot take is left out and told, because GitHub would refuse the other values with it.
 * @param onProblem told in sentences what was left out
 * @returns the values that GitHub took, as it answers
 * @throws GitHubError
 */
export async function writeFieldValues(
  client: Client,
  repository: RepositoryName,
  at: { owner: string; repo: string; issue_number: number },
  values: Record<string, Value>,
  onProblem: (sentence: string) => void,
): Promise<Record<string, Value>> {
  const definitions = await readFieldDefinitions(client, repository);
  const set: { field_id: number; value: Exclude<Value, null> }[] = [];
  const taken: Record<string, Value> = {};
  for (const [name, value] of Object.entries(values)) {
    const field = definitions.find((one) => one.name === name);
    const problem = field ? misfit(field, value) : `The organization ${repository.owner} has no issue field "${name}": create it on GitHub, or map another one.`;
    if (problem !== undefined || !field) onProblem(problem ?? '');
    else if (value === null) {
      await clear(client, at, field.id);
      taken[name] = null;
    } else set.push({ field_id: field.id, value });
  }
  if (set.length === 0) return taken;
  const stored = fieldValuesFromRest((await client.request(`POST ${VALUES}`, { ...at, issue_field_values: set })).data);
  for (const { id, name } of definitions) if (set.some((one) => one.field_id === id)) taken[name] = stored.get(id) ?? null;
  return taken;
}

async function clear(client: Client, at: { owner: string; repo: string; issue_number: number }, id: number): Promise<void> {
  try {
    await client.request(`DELETE ${VALUES}/{issue_field_id}`, { ...at, issue_field_id: id });
  } catch (error) {
    // GitHub's answer for a field without a value: it is clear, as wanted.
    if (!(error instanceof GitHubError) || error.code !== 'not_found') throw error;
  }
}

/** Why a field cannot hold the value; undefined when it can. */
function misfit({ name, dataType, options = [] }: FieldDefinition, value: Value): string | undefined {
  if (value === null) return undefined;
  const isNumber = typeof value === 'number';
  const isList = Array.isArray(value);
  if (isNumber !== (dataType === 'NUMBER') || isList !== (dataType === 'MULTI_SELECT')) {
    return `The issue field "${name}" on GitHub is of another kind than the project's field: map one of the same kind.`;
  }
  if (dataType !== 'SINGLE_SELECT' && dataType !== 'MULTI_SELECT') return undefined;
  const unknown = (isList ? value : [String(value)]).find((wanted) => !options.some((option) => option.name === wanted));
  return unknown === undefined ? undefined : `The issue field "${name}" on GitHub has no option "${unknown}": add it there, or choose another.`;
}
