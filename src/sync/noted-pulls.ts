/** Pull requests linked by keywords beyond the default branch, and by people here, beside those GitHub tells with the issue. */
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from '../github/clients.ts';
import { readPullsByNodeId } from '../github/read-pulls.ts';
import type { Db } from '../store/db.ts';
import { notedPulls } from '../store/noted-pulls.ts';

/** The issues with these pull requests as they are now. */
export async function withNotedPulls(db: Db, client: Client, issues: IssueSnapshot[]): Promise<IssueSnapshot[]> {
  const noted = issues.length === 0 ? [] : await notedPulls(db, issues);
  if (noted.length === 0) return issues;
  const pulls = await readPullsByNodeId(client, [...new Set(noted.map(({ pullNodeId }) => pullNodeId))]);
  return issues.map((issue) => {
    const known = new Set(issue.pulls?.map(({ nodeId }) => nodeId));
    const more = noted.filter(({ repositoryId, number, pullNodeId }) => repositoryId === issue.repositoryId && number === issue.number && !known.has(pullNodeId));
    return more.length === 0 ? issue : { ...issue, pulls: [...(issue.pulls ?? []), ...more.flatMap(({ pullNodeId }) => pulls.get(pullNodeId) ?? [])] };
  });
}
