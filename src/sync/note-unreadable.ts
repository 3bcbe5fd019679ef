import type { Unreadable } from '../github/read-issues.ts';
import type { Queryable } from '../store/db.ts';
import type { Link } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import { parkUnread } from '../store/unread-issues.ts';
import type { Cause } from './engine.ts';
import { logEntry } from './log-entry.ts';

const LONGEST = 1000;

export const whyUnreadable = (reason: string): string => `The issue could not be read: ${reason}`.slice(0, LONGEST);

/**
 * Says in the sync log which issues were left out because they could not be read, and why, and parks them: the polls
 * come back to them (I11). Before any pair is locked, because a parked one holds on to its link.
 */
export async function noteUnreadable(trx: Queryable, link: Link, unreadable: readonly Unreadable[], cause: Cause): Promise<void> {
  const named = new Map(unreadable.flatMap(({ number, reason }) => (number === null ? [] : [[number, { number, reason: whyUnreadable(reason) }]])));
  await parkUnread(trx, link, [...named.values()]);
  await insertSyncLogs(trx, unreadable.map(({ number, reason }) => logEntry(link, cause, {
    mappingId: null, actionId: null, issueNumber: number, direction: 'pull', outcome: 'failed', error: whyUnreadable(reason),
  })));
}
