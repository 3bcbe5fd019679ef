/** A label or milestone that a push missed was made: the push is tried again. */
import type { Queryable } from '../store/db.ts';
import { retryRefused } from '../store/refusals.ts';
import type { Jobs } from '../queue/boss.ts';

/** @returns how many issues are written again */
export async function retryNamed(trx: Queryable, jobs: Jobs, repositoryId: number, name: string): Promise<number> {
  const mappingIds = await retryRefused(trx, repositoryId, name);
  for (const id of mappingIds) await jobs.send('push', { mappingId: id }, { key: String(id) }, trx);
  return mappingIds.length;
}
