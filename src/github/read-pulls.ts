/** Reading pull requests, as far as they say something about issues. */
import { z } from 'zod';
import { graphqlPull, PULL_SELECTION, pullFromGraphql } from '../core/pulls.ts';
import type { LinkedPull } from '../core/snapshot.ts';
import type { Client } from './clients.ts';
import type { RepositoryName } from './read-issues.ts';
import { graphql } from './graphql.ts';
import { noRepository, NODES_AT_ONCE } from './read-issues.ts';

const nodesAnswer = z.object({ nodes: z.array(graphqlPull.nullable().catch(null)) });

/** Pull requests by node id, any number; those GitHub does not show are left out. */
export async function readPullsByNodeId(client: Client, ids: readonly string[]): Promise<Map<string, LinkedPull>> {
  const pulls = new Map<string, LinkedPull>();
  for (let at = 0; at < ids.length; at += NODES_AT_ONCE) {
    const query = `query lockstepPulls($ids: [ID!]!) { nodes(ids: $ids) { ... on PullRequest { ${PULL_SELECTION} } } }`;
    const { nodes } = nodesAnswer.parse(await graphql(client, query, { ids: ids.slice(at, at + NODES_AT_ONCE) }));
    for (const node of nodes) if (node) pulls.set(node.id, pullFromGraphql(node));
  }
  return pulls;
}

const issueRef = z.object({ number: z.int(), repository: z.object({ databaseId: z.int() }) });
const closing = z.object({
  id: z.string(),
  body: z.string(),
  updatedAt: z.string(),
  closingIssuesReferences: z.object({ nodes: z.array(issueRef.nullable()).nullish() }).nullish(),
});

/** A pull request with the issues GitHub links to it, and its text. */
export interface PullLinks {
  nodeId: string;
  body: string;
  updatedAt: string;
  issues: { repositoryId: number; number: number }[];
}

const LINKS = 'id body updatedAt closingIssuesReferences(first: 20) { nodes { number repository { databaseId } } }';

function toLinks({ id, body, updatedAt, closingIssuesReferences }: z.output<typeof closing>): PullLinks {
  const issues = (closingIssuesReferences?.nodes ?? []).flatMap((issue) => (issue ? [{ repositoryId: issue.repository.databaseId, number: issue.number }] : []));
  return { nodeId: id, body, updatedAt, issues };
}

const oneAnswer = z.object({ repository: z.object({ pullRequest: closing.nullable() }).nullable() });

/** @returns null where GitHub shows no such pull request */
export async function readPullLinks(client: Client, { owner, name }: RepositoryName, number: number): Promise<PullLinks | null> {
  const query = `query lockstepPull($owner: String!, $name: String!, $number: Int!) {
    repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${LINKS} } }
  }`;
  const pull = oneAnswer.parse(await graphql(client, query, { owner, name, number })).repository?.pullRequest;
  return pull ? toLinks(pull) : null;
}

const changedAnswer = z.object({
  repository: z.object({ pullRequests: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(closing.nullable()) }) }).nullable(),
});

/** Pull requests that changed at or after a time (ISO, GitHub's), the newest first; 50 a page. */
export async function* readChangedPulls(client: Client, { owner, name }: RepositoryName, since: string): AsyncGenerator<PullLinks> {
  const query = `query lockstepChangedPulls($owner: String!, $name: String!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequests(first: 50, after: $after, orderBy: { field: UPDATED_AT, direction: DESC }) { pageInfo { hasNextPage endCursor } nodes { ${LINKS} } }
    }
  }`;
  for (let after: string | null = null; ; ) {
    const { repository }: z.output<typeof changedAnswer> = changedAnswer.parse(await graphql(client, query, { owner, name, after }));
    if (!repository) throw noRepository({ owner, name });
    const { nodes, pageInfo } = repository.pullRequests;
    for (const node of nodes) {
      if (node && Date.parse(node.updatedAt) < Date.parse(since)) return;
      if (node) yield toLinks(node);
    }
    if (!pageInfo.hasNextPage) return;
    after = pageInfo.endCursor;
  }
}
