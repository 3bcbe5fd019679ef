/** Labels and milestones of a repository, by GitHub's ids: what is renamed keeps its id. */
import { z } from 'zod';
import type { Client } from './clients.ts';
import { graphql } from './graphql.ts';
import { noRepository, type RepositoryName } from './read-issues.ts';

/** Names of one kind as GitHub shows them; not complete where there are more than were asked for. */
export interface SeenNames {
  names: { nodeId: string; name: string }[];
  complete: boolean;
}

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const labels = z.object({ pageInfo, nodes: z.array(z.object({ id: z.string(), name: z.string() }).nullable()) });
const milestones = z.object({ pageInfo, nodes: z.array(z.object({ id: z.string(), title: z.string() }).nullable()) });

/** Part of an answer that NAMES_SELECTION asked for. */
export const namesPart = z.object({ labels: labels.nullish(), milestones: milestones.nullish() });

const PAGE = 'pageInfo { hasNextPage endCursor }';
export const NAMES_SELECTION = `labels(first: 100) { ${PAGE} nodes { id name } } milestones(first: 100) { ${PAGE} nodes { id title } }`;

export interface RepositoryNames {
  label: SeenNames;
  milestone: SeenNames;
}

export function toNames({ labels: some, milestones: more }: z.output<typeof namesPart>): RepositoryNames {
  return {
    label: { names: (some?.nodes ?? []).flatMap((node) => (node ? [{ nodeId: node.id, name: node.name }] : [])), complete: some?.pageInfo.hasNextPage === false },
    milestone: { names: (more?.nodes ?? []).flatMap((node) => (node ? [{ nodeId: node.id, name: node.title }] : [])), complete: more?.pageInfo.hasNextPage === false },
  };
}

const answer = z.object({ repository: namesPart.nullable() });

const QUERY = `query lockstepNames($owner: String!, $name: String!, $labels: String, $milestones: String) { repository(owner: $owner, name: $name) {
  labels(first: 100, after: $labels) { ${PAGE} nodes { id name } } milestones(first: 100, after: $milestones) { ${PAGE} nodes { id title } }
} }`;

/** All of them. @throws GitHubError, `not_found` where GitHub shows no such repository */
export async function readNames(client: Client, { owner, name }: RepositoryName): Promise<RepositoryNames> {
  const found: RepositoryNames = { label: { names: [], complete: true }, milestone: { names: [], complete: true } };
  const cursors: { labels: string | null; milestones: string | null } = { labels: null, milestones: null };
  for (let more = true; more; ) {
    const { repository }: z.output<typeof answer> = answer.parse(await graphql(client, QUERY, { owner, name, ...cursors }));
    if (!repository) throw noRepository({ owner, name });
    const page = toNames(repository);
    found.label.names.push(...page.label.names);
    found.milestone.names.push(...page.milestone.names);
    more = !page.label.complete || !page.milestone.complete;
    // A list that has ended stays at its end, and gives nothing more.
    cursors.labels = repository.labels?.pageInfo.endCursor ?? cursors.labels;
    cursors.milestones = repository.milestones?.pageInfo.endCursor ?? cursors.milestones;
  }
  return found;
}
