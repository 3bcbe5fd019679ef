/** Issues that a pull or a poll left out because nobody could read them then: they are asked for again by themselves, ever more seldom. */
import type { Queryable } from './db.ts';
import { rows, run } from './db.ts';
import type { PairKey } from './polls.ts';

/** @param issues each once */
export async function parkUnread(trx: Queryable, link: PairKey & { projectId: number }, issues: readonly { number: number; reason: string }[]): Promise<void> {
  if (issues.length === 0) return;
  await run(
    trx,
    `INSERT INTO unread_issues (integration_id, project_id, repository_id, issue_number, reason, next_at)
     SELECT ?, ?, ?, t.number, t.reason, now() FROM unnest(?::int[], ?::text[]) AS t (number, reason)
     ON CONFLICT (integration_id, repository_id, issue_number) DO UPDATE SET reason = excluded.reason`,
    [link.integrationId, link.projectId, link.repositoryId, issues.map(({ number }) => number), issues.map(({ reason }) => reason)],
  );
}

/** Numbers whose time has come, the longest waiting first. */
export async function dueUnread(db: Queryable, { integrationId, repositoryId }: PairKey, limit: number): Promise<number[]> {
  const found = await rows<{ number: number }>(
    db,
    'SELECT issue_number AS number FROM unread_issues WHERE integration_id = ? AND repository_id = ? AND next_at <= now() ORDER BY next_at, issue_number LIMIT ?',
    [integrationId, repositoryId, limit],
  );
  return found.map(({ number }) => number);
}

/** Still unreadable: after pauses that grow from a minute to a day. */
export async function postponeUnread(db: Queryable, { integrationId, repositoryId }: PairKey, number: number, reason: string): Promise<void> {
  await run(
    db,
    `UPDATE unread_issues SET reason = ?, tries = tries + 1, next_at = now() + least(interval '1 day', interval '1 minute' * power(2, least(tries, 20)))
      WHERE integration_id = ? AND repository_id = ? AND issue_number = ?`,
    [reason, integrationId, repositoryId, number],
  );
}

/** It was read, or there is nothing to read any more. */
export async function dropUnread(trx: Queryable, { integrationId, repositoryId }: PairKey, number: number): Promise<void> {
  await run(trx, 'DELETE FROM unread_issues WHERE integration_id = ? AND repository_id = ? AND issue_number = ?', [integrationId, repositoryId, number]);
}
