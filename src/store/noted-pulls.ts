/** Which pull requests are linked to which issues, beside those GitHub itself links. */
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';

export interface IssuePlace {
  repositoryId: number;
  number: number;
}

export interface NotedPull extends IssuePlace {
  pullNodeId: string;
}

/** The pull requests noted for any of these issues. */
export async function notedPulls(db: Queryable, issues: readonly IssuePlace[]): Promise<NotedPull[]> {
  return rows(
    db,
    `SELECT DISTINCT repository_id AS "repositoryId", issue_number AS number, pull_node_id AS "pullNodeId" FROM noted_pull_requests
      WHERE (repository_id, issue_number) IN (SELECT * FROM unnest(?::bigint[], ?::int[])) ORDER BY pull_node_id`,
    [issues.map(({ repositoryId }) => repositoryId), issues.map(({ number }) => number)],
  );
}

/** The issues a pull request is noted for. */
export async function issuesOfPull(db: Queryable, pullNodeId: string): Promise<IssuePlace[]> {
  return rows(db, 'SELECT DISTINCT repository_id AS "repositoryId", issue_number AS number FROM noted_pull_requests WHERE pull_node_id = ?', [pullNodeId]);
}

/** Makes the issues that the text of a pull request closes exactly these. */
export async function noteKeywords(trx: Queryable, pullNodeId: string, issues: readonly IssuePlace[]): Promise<void> {
  const places = [issues.map(({ repositoryId }) => repositoryId), issues.map(({ number }) => number)];
  await run(
    trx,
    `DELETE FROM noted_pull_requests WHERE pull_node_id = ? AND source = 'keyword'
        AND (repository_id, issue_number) NOT IN (SELECT * FROM unnest(?::bigint[], ?::int[]))`,
    [pullNodeId, ...places],
  );
  await run(
    trx,
    `INSERT INTO noted_pull_requests (repository_id, issue_number, pull_node_id, source)
     SELECT DISTINCT r, n, ?, 'keyword' FROM unnest(?::bigint[], ?::int[]) AS t (r, n) ON CONFLICT DO NOTHING`,
    [pullNodeId, ...places],
  );
}

export async function noteByHand(trx: Queryable, pullNodeId: string, { repositoryId, number }: IssuePlace, by: string): Promise<void> {
  await run(
    trx,
    `INSERT INTO noted_pull_requests (repository_id, issue_number, pull_node_id, source, noted_by) VALUES (?, ?, ?, 'hand', ?) ON CONFLICT DO NOTHING`,
    [repositoryId, number, pullNodeId, by],
  );
}

/** @returns false where it was not linked by hand */
export async function forgetByHand(trx: Queryable, pullNodeId: string, { repositoryId, number }: IssuePlace): Promise<boolean> {
  const gone = await rows(
    trx,
    `DELETE FROM noted_pull_requests WHERE repository_id = ? AND issue_number = ? AND pull_node_id = ? AND source = 'hand' RETURNING 1`,
    [repositoryId, number, pullNodeId],
  );
  return gone.length > 0;
}

/** Live mappings of issues by node id, in every project. */
export async function mappingsOfNodes(db: Queryable, nodeIds: readonly string[]): Promise<{ id: number; integrationId: number; repositoryId: number }[]> {
  return rows(
    db,
    `SELECT id, integration_id AS "integrationId", repository_id AS "repositoryId" FROM github_issue_mappings
      WHERE issue_node_id = ANY(?) AND state = 'live' AND integration_id IS NOT NULL ORDER BY id`,
    [[...nodeIds]],
  );
}

/** Live mappings of these issues, in every project. */
export async function mappingsAt(db: Queryable, issues: readonly IssuePlace[]): Promise<{ id: number; integrationId: number; repositoryId: number }[]> {
  return rows(
    db,
    `SELECT id, integration_id AS "integrationId", repository_id AS "repositoryId" FROM github_issue_mappings
      WHERE (repository_id, issue_number) IN (SELECT * FROM unnest(?::bigint[], ?::int[])) AND state = 'live' AND integration_id IS NOT NULL ORDER BY id`,
    [issues.map(({ repositoryId }) => repositoryId), issues.map(({ number }) => number)],
  );
}

/** How the pull requests of an issue were noted here: by a keyword, or by whose hand. */
export async function notesOf(db: Queryable, { repositoryId, number }: IssuePlace): Promise<{ pullNodeId: string; source: 'keyword' | 'hand'; by: string | null }[]> {
  return rows(
    db,
    `SELECT pull_node_id AS "pullNodeId", source, noted_by AS by FROM noted_pull_requests WHERE repository_id = ? AND issue_number = ? ORDER BY noted_at`,
    [repositoryId, number],
  );
}
