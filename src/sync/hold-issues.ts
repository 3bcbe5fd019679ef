/**
 * Our own new issue may be seen, by webhook or on a page, before we know that we made it. It must not
 * become a second action (I7): while a creation is undecided, what the App itself opened waits.
 */
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Queryable } from '../store/db.ts';
import { holdForCreations } from '../store/issue-creations.ts';
import type { Link } from '../store/projects.ts';
import type { Engine } from './engine.ts';

/**
 * Sets those issues aside that an undecided creation may have made; they are looked at again once it is
 * decided. To be called under the locks of these issues, so that no decision falls in between.
 * @returns the others
 */
export async function holdOwnIssues(engine: Engine, trx: Queryable, link: Link, issues: readonly IssueSnapshot[]): Promise<IssueSnapshot[]> {
  if (issues.length === 0) return [];
  const held = await holdForCreations(trx, link.projectId, link.repositoryId, issues.map(({ number }) => number), issues.map(({ author }) => author?.login ?? null));
  for (const actionId of new Set(held.map((one) => one.actionId))) await engine.jobs.send('create', { actionId }, { key: String(actionId) }, trx);
  const waiting = new Set(held.map(({ number }) => number));
  return issues.filter(({ number }) => !waiting.has(number));
}
