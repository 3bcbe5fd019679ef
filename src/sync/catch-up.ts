import type { Queryable } from '../store/db.ts';
import { linksOfRepository } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { planBackfill } from './link.ts';

/** Pulls a linked repository again after it was out of reach: nobody told us what happened meanwhile. */
export async function catchUp(trx: Queryable, jobs: Jobs, repositoryId: number): Promise<void> {
  for (const link of await linksOfRepository(trx, repositoryId)) await planBackfill(trx, jobs, link.integrationId, repositoryId);
}
