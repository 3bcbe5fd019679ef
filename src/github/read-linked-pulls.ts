/** The pull requests of an issue as people see them: GitHub's own links, and those noted here. */
import { z } from 'zod';
import { graphqlPull, PULL_SELECTION, pullFromGraphql } from '../core/pulls.ts';
import type { PullEvent } from '../core/snapshot.ts';
import type { Client } from './clients.ts';
import { graphql } from './graphql.ts';

export interface ShownPull {
  nodeId: string;
  repositoryId: number;
  repository: string;
  private: boolean;
  number: number;
  title: string;
  url: string;
  stage: PullEvent;
  branch: string;
  /** Whether GitHub itself links it. */
  byGithub: boolean;
}

const pull = graphqlPull.extend({ title: z.string(), url: z.string(), repository: z.object({ databaseId: z.int(), nameWithOwner: z.string(), isPrivate: z.boolean() }) });
const answer = z.object({ nodes: z.array(z.unknown()) });
const ofIssue = z.object({ closedByPullRequestsReferences: z.object({ nodes: z.array(pull.nullable().catch(null)).nullish() }).nullish() });

/**
 * @param noted node ids of pull requests that were noted here
 * @param known fields that the server's GraphQL type Issue has
 */
export async function readLinkedPulls(client: Client, issueNodeId: string, noted: readonly string[], known: ReadonlySet<string>): Promise<ShownPull[]> {
  const select = `${PULL_SELECTION} title url repository { databaseId nameWithOwner isPrivate }`;
  const own = known.has('closedByPullRequestsReferences') ? `... on Issue { closedByPullRequestsReferences(first: 10, includeClosedPrs: true) { nodes { ${select} } } }` : '';
  const query = `query lockstepLinkedPulls($ids: [ID!]!) { nodes(ids: $ids) { __typename ${own} ... on PullRequest { ${select} } } }`;
  const { nodes } = answer.parse(await graphql(client, query, { ids: [issueNodeId, ...noted] }));
  const shown = new Map<string, ShownPull>();
  for (const node of nodes) {
    const parsed = pull.safeParse(node);
    if (parsed.success) shown.set(parsed.data.id, toShown(parsed.data, false));
  }
  for (const linked of ofIssue.safeParse(nodes[0]).data?.closedByPullRequestsReferences?.nodes ?? []) if (linked) shown.set(linked.id, toShown(linked, true));
  return [...shown.values()];
}

function toShown(found: z.output<typeof pull>, byGithub: boolean): ShownPull {
  const { title, url, repository } = found;
  return { ...pullFromGraphql(found), title, url, repositoryId: repository.databaseId, repository: repository.nameWithOwner, private: repository.isPrivate, byGithub };
}
