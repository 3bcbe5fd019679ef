import type { Unreadable } from '../github/read-issues.ts';
import type { Queryable } from '../store/db.ts';
import type { Link } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import type { Cause } from './engine.ts';
import { logEntry } from './log-entry.ts';

const LONGEST = 1000;

export const whyUnreadable = (reason: string): string => `The issue could not be read: ${reason}`.slice(0, LONGEST);

/** Says in the sync log which issues were left out because they could not be read, and why (I11). */
export async function noteUnreadable(trx: Queryable, link: Link, unreadable: readonly Unreadable[], cause: Cause): Promise<void> {
  await insertSyncLogs(trx, unreadable.map(({ number, reason }) => logEntry(link, cause, {
    mappingId: null, actionId: null, issueNumber: number, direction: 'pull', outcome: 'failed', error: whyUnreadable(reason),
  })));
}
