/** Lets go of what has been kept long enough; asked for each minute. */
import type { Db } from '../store/db.ts';
import { pruneInvitations } from '../store/invitations.ts';
import { prunePartitions } from '../store/partitions.ts';
import { pruneHistory, readRetention } from '../store/retention.ts';
import { pruneSyncSums } from '../store/sync-sums.ts';

export async function prune(db: Db): Promise<void> {
  const { deliveriesDays, syncLogDays } = await readRetention(db);
  await prunePartitions(db, 'deliveries', deliveriesDays);
  await prunePartitions(db, 'github_sync_logs', syncLogDays);
  await pruneSyncSums(db, syncLogDays);
  await pruneHistory(db);
  await pruneInvitations(db);
}
