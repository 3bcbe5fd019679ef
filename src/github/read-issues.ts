/** Reading issues: one by number, many by node id, all of a repository page by page. */
import { z } from 'zod';
import { ISSUE_SELECTION, issueFromGraphql, issueFromRest } from '../core/issue.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from './clients.ts';
import { GitHubError, IssueMoved, placeOf } from './errors.ts';
import { graphql } from './graphql.ts';
import type { IssueParts } from './issue-parts.ts';
import { NO_PARTS } from './issue-parts.ts';
import { readHalving } from './shrink.ts';

export interface RepositoryName {
  id: number;
  owner: string;
  name: string;
}

/**
 * The issue as it is now.
 * @throws IssueMoved (301); GitHubError with code not_found (404), gone, discussion or issues_disabled (410)
 */
export async function readIssue(client: Client, repository: RepositoryName, number: number): Promise<IssueSnapshot> {
  return (await readIssueOrPullRequest(client, repository, number)).issue;
}

/** Pull requests share numbers and the REST route with issues. Throws as `readIssue` does. */
export async function readIssueOrPullRequest(client: Client, repository: RepositoryName, number: number): Promise<{ issue: IssueSnapshot; isPullRequest: boolean }> {
  let answer = await getIssue(client, 'GET /repos/{owner}/{repo}/issues/{issue_number}', { owner: repository.owner, repo: repository.name, issue_number: number });
  if (answer.status === 301 && isSamePlace(answer.headers.location, repository.id, number)) {
    // The repository was renamed and nobody has told us yet; its numeric id still holds.
    answer = await getIssue(client, 'GET /repositories/{id}/issues/{issue_number}', { id: repository.id, issue_number: number });
  }
  if (answer.status === 301) throw new IssueMoved(placeOf(answer.headers.location));
  return { issue: issueFromRest(answer.data, repository.id), isPullRequest: (answer.data as { pull_request?: unknown }).pull_request !== undefined };
}

/** Redirects are answers here: a transferred issue must not be read as if it still stood in its old place. */
async function getIssue(client: Client, route: string, parameters: Record<string, string | number>): Promise<{ status: number; data: unknown; headers: { location?: string | undefined } }> {
  return client.request(route, { ...parameters, request: { redirect: 'manual' } });
}

function isSamePlace(location: string | undefined, repositoryId: number, number: number): boolean {
  const place = placeOf(location);
  return place?.repositoryId === repositoryId && place.number === number;
}

/**
 * An issue at a place that GitHub named, by the repository's numeric id.
 * @throws GitHubError as `readIssue` does
 */
export async function readIssueAt(client: Client, { repositoryId, number }: { repositoryId: number; number: number }): Promise<IssueSnapshot> {
  const answer = await getIssue(client, 'GET /repositories/{id}/issues/{issue_number}', { id: repositoryId, issue_number: number });
  if (answer.status === 301) throw new IssueMoved(placeOf(answer.headers.location));
  return issueFromRest(answer.data, repositoryId);
}

/** GitHub takes at most 100 ids at once. */
export const NODES_AT_ONCE = 100;

const nodesAnswer = z.object({ nodes: z.array(z.unknown()) });

/**
 * Many issues at once, by node id.
 * @param repositories node id of the issue -> its repository's numeric id
 * @returns by node id; null for what GitHub does not show any more; absent what came in a form nobody can read
 */
export async function readIssuesByNodeId(client: Client, repositories: ReadonlyMap<string, number>, parts: IssueParts = NO_PARTS): Promise<Map<string, IssueSnapshot | null>> {
  const ids = [...repositories.keys()];
  const query = `query lockstepIssues($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { ${ISSUE_SELECTION} ${parts.selection} } } }`;
  const answer = nodesAnswer.parse(await graphql(client, query, { ids }));
  await parts.fill?.(client, answer.nodes);
  const read: IssueSnapshot[] = [];
  const readable = new Set(ids);
  for (const [index, [id, repositoryId]] of [...repositories].entries()) {
    const { issues, unreadable } = readNodes([answer.nodes[index]].filter(isIssue), repositoryId, parts);
    read.push(...issues);
    if (unreadable.length > 0) readable.delete(id);
  }
  const found = new Map((await completeIssues(parts, read)).map((issue) => [issue.nodeId, issue]));
  return new Map([...readable].map((id) => [id, found.get(id) ?? null]));
}

/** As `readIssuesByNodeId`; what GitHub cannot compute together is asked for in halves, and is absent where it cannot even alone. */
export async function readIssuesApart(client: Client, repositories: ReadonlyMap<string, number>, parts: IssueParts = NO_PARTS): Promise<Map<string, IssueSnapshot | null>> {
  const { found } = await readHalving([...repositories], async (part) => [...(await readIssuesByNodeId(client, new Map(part), parts))]);
  return new Map(found);
}

export const isIssue = (node: unknown): boolean => typeof node === 'object' && node !== null && 'number' in node;

export const completeIssues = async (parts: IssueParts, issues: IssueSnapshot[]): Promise<IssueSnapshot[]> => parts.complete?.(issues) ?? issues;

export interface IssuePage {
  issues: IssueSnapshot[];
  /** Issues that came in a form nobody can read, by number where that is known. */
  unreadable: Unreadable[];
  /** Pass it on for the next page; null after the last one. */
  next: string | null;
  /** Issues of the repository now; pull requests are not among them. */
  total: number;
}

export interface Unreadable {
  number: number | null;
  reason: string;
}

const pageAnswer = z.object({
  rateLimit: z.object({ cost: z.int() }).nullish(),
  repository: z
    .object({
      issues: z.object({
        totalCount: z.int(),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(z.unknown()),
      }),
    })
    .nullable(),
});

/**
 * One page of a repository's issues, the longest unchanged first: what changes meanwhile moves to
 * the end and is read again.
 * @param after cursor of the page before, null for the first
 * @param first 1 to 100
 * @returns also what GitHub charged for the page, in points
 */
export async function readIssuePage(client: Client, repository: RepositoryName, after: string | null, first: number, parts: IssueParts = NO_PARTS): Promise<IssuePage & { points: number }> {
  const query = `query lockstepBackfill($owner: String!, $name: String!, $first: Int!, $after: String) {
    rateLimit { cost }
    repository(owner: $owner, name: $name) {
      issues(first: $first, after: $after, orderBy: { field: UPDATED_AT, direction: ASC }) {
        totalCount pageInfo { hasNextPage endCursor } nodes { ${ISSUE_SELECTION} ${parts.selection} }
      }
    }
  }`;
  const { repository: found, rateLimit } = pageAnswer.parse(
    await graphql(client, query, { owner: repository.owner, name: repository.name, first, after }),
  );
  if (!found) throw noRepository(repository);
  const { nodes, pageInfo, totalCount } = found.issues;
  await parts.fill?.(client, nodes);
  const { issues, unreadable } = readNodes(nodes.filter(isIssue), repository.id, parts);
  return {
    issues: await completeIssues(parts, issues),
    unreadable,
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    total: totalCount,
    points: rateLimit?.cost ?? 1,
  };
}

export function noRepository({ owner, name }: Pick<RepositoryName, 'owner' | 'name'>): GitHubError {
  return new GitHubError('not_found', 404, `GitHub shows the App no repository ${owner}/${name}: it was deleted, or taken out of the installation. Add it there again, and the sync goes on by itself.`);
}

/** One issue that cannot be read must not hold up the others (I11). */
export function readNodes(nodes: readonly unknown[], repositoryId: number, { absent }: IssueParts = NO_PARTS): Pick<IssuePage, 'issues' | 'unreadable'> {
  const issues: IssueSnapshot[] = [];
  const unreadable: Unreadable[] = [];
  for (const node of nodes) {
    try {
      issues.push({ ...absent, ...issueFromGraphql(node, repositoryId) });
    } catch (error) {
      unreadable.push({ number: headSchema.safeParse(node).data?.number ?? null, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { issues, unreadable };
}

const headSchema = z.object({ number: z.int() });

const headsAnswer = z.object({
  repository: z.object({
    all: z.object({ totalCount: z.int() }),
    issues: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }), nodes: z.array(headSchema) }),
  }).nullable(),
});

/**
 * The next issue by number only, where GitHub cannot compute even a page of one: read it by REST,
 * or leave it out with a reason, and go on behind it.
 * @param since of those changed at or after this time, GitHub's; null of all
 */
export async function readIssueAlone(client: Client, repository: RepositoryName, after: string | null, since: string | null = null): Promise<IssuePage> {
  const query = `query lockstepHead($owner: String!, $name: String!, $after: String, $filter: IssueFilters) {
    repository(owner: $owner, name: $name) {
      all: issues { totalCount }
      issues(first: 1, after: $after, filterBy: $filter, orderBy: { field: UPDATED_AT, direction: ASC }) { pageInfo { hasNextPage endCursor } nodes { number } }
    }
  }`;
  const filter = since === null ? {} : { since };
  const { repository: found } = headsAnswer.parse(await graphql(client, query, { owner: repository.owner, name: repository.name, after, filter }));
  if (!found) throw noRepository(repository);
  const { nodes, pageInfo } = found.issues;
  const page: IssuePage = { issues: [], unreadable: [], next: pageInfo.hasNextPage ? pageInfo.endCursor : null, total: found.all.totalCount };
  for (const { number } of nodes) {
    try {
      page.issues.push(await readIssue(client, repository, number));
    } catch (error) {
      if (error instanceof GitHubError && error.code === 'budget') throw error;
      page.unreadable.push({ number, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return page;
}
