/** What the polls and verifications ask: issues changed since a time, and which issues there are at all. */
import { z } from 'zod';
import { ISSUE_SELECTION } from '../core/issue.ts';
import type { Client } from './clients.ts';
import type { IssueParts } from './issue-parts.ts';
import { NO_PARTS } from './issue-parts.ts';
import { NAMES_SELECTION, namesPart, toNames, type RepositoryNames } from './read-names.ts';
import type { IssuePage, RepositoryName } from './read-issues.ts';
import { graphql } from './graphql.ts';
import { completeIssues, isIssue, noRepository, readNodes } from './read-issues.ts';

const pageOf = <T extends z.ZodType>(node: T) => z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(node),
});

const changedAnswer = z.object({
  repository: namesPart.extend({ all: z.object({ totalCount: z.int() }), issues: pageOf(z.unknown()) }).nullable(),
});

/**
 * Issues of a repository that changed at or after a time, the longest unchanged first.
 * @param since GitHub's time, ISO 8601; null for all
 * @param after cursor of the page before, null for the first
 * @param first 1 to 100
 * @returns `total` counts all issues of the repository, changed or not; `names` come with the first page
 */
export async function readChangedPage(client: Client, repository: RepositoryName, since: string | null, after: string | null, first: number, parts: IssueParts = NO_PARTS): Promise<IssuePage & { names: RepositoryNames | null }> {
  const query = `query lockstepPoll($owner: String!, $name: String!, $first: Int!, $after: String, $filter: IssueFilters) {
    repository(owner: $owner, name: $name) {
      all: issues { totalCount } ${after === null ? NAMES_SELECTION : ''}
      issues(first: $first, after: $after, filterBy: $filter, orderBy: { field: UPDATED_AT, direction: ASC }) {
        pageInfo { hasNextPage endCursor } nodes { ${ISSUE_SELECTION} ${parts.selection} }
      }
    }
  }`;
  const filter = since === null ? {} : { since };
  const { repository: found } = changedAnswer.parse(
    await graphql(client, query, { owner: repository.owner, name: repository.name, first, after, filter }),
  );
  if (!found) throw noRepository(repository);
  await parts.fill?.(client, found.issues.nodes);
  const { issues, unreadable } = readNodes(found.issues.nodes.filter(isIssue), repository.id, parts);
  return {
    issues: await completeIssues(parts, issues),
    unreadable,
    next: found.issues.pageInfo.hasNextPage ? found.issues.pageInfo.endCursor : null,
    total: found.all.totalCount,
    names: after === null ? toNames(found) : null,
  };
}

/**
 * What changed last in a repository, issue or pull request, by its tag only; asking costs nothing of the
 * primary limit while it is the one that is known (304).
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 * @returns the tag, `known` itself where it still stands; null where GitHub gives none
 */
export async function readHeadEtag(client: Client, { owner, name }: RepositoryName, known: string | null): Promise<string | null> {
  const headers = known === null ? {} : { 'if-none-match': known };
  const answer = await client.request('GET /repos/{owner}/{repo}/issues', { owner, repo: name, state: 'all', sort: 'updated', direction: 'desc', per_page: 1, headers });
  return (answer.status as number) === 304 ? known : (answer.headers.etag ?? null);
}

const databaseId = z.coerce.number().int().positive();
const listedIssue = z.object({ id: z.string(), fullDatabaseId: databaseId, number: z.int() });
const listAnswer = z.object({ repository: z.object({ issues: pageOf(listedIssue.nullable()) }).nullable() });

export interface ListedIssue {
  id: number;
  nodeId: string;
  number: number;
}

/** A page of a repository's issues, oldest first, by their ids only: the cheapest list there is. */
export async function listIssueIds(client: Client, repository: RepositoryName, after: string | null): Promise<{ issues: ListedIssue[]; next: string | null }> {
  const query = `query lockstepList($owner: String!, $name: String!, $after: String) {
    repository(owner: $owner, name: $name) {
      issues(first: 100, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
        pageInfo { hasNextPage endCursor } nodes { id fullDatabaseId number }
      }
    }
  }`;
  const { repository: found } = listAnswer.parse(await graphql(client, query, { owner: repository.owner, name: repository.name, after }));
  if (!found) throw noRepository(repository);
  const { nodes, pageInfo } = found.issues;
  return {
    issues: nodes.flatMap((node) => (node ? [{ id: node.fullDatabaseId, nodeId: node.id, number: node.number }] : [])),
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

const presentAnswer = z.object({ nodes: z.array(z.object({ fullDatabaseId: databaseId.optional() }).nullable()) });

/** @returns of up to 100 issues, the numeric ids GitHub shows under these node ids; absent where it shows none */
export async function readIssueIds(client: Client, nodeIds: readonly string[]): Promise<Map<string, number>> {
  const query = 'query lockstepPresent($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { fullDatabaseId } } }';
  const { nodes } = presentAnswer.parse(await graphql(client, query, { ids: nodeIds }));
  return new Map(nodeIds.flatMap((nodeId, index) => {
    const id = nodes[index]?.fullDatabaseId;
    return id === undefined ? [] : [[nodeId, id]];
  }));
}
