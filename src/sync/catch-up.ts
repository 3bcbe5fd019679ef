import type { Queryable } from '../store/db.ts';
import { closingMappings } from '../store/deletions.ts';
import { openCreationsOf } from '../store/issue-creations.ts';
import { resumeMappings } from '../store/mappings.ts';
import { linksOfRepository } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { planBackfill } from './link.ts';

/**
 * Brings a linked repository up to date after it was out of reach: nobody told us what happened there
 * meanwhile, and what was edited here has waited. A pull that a person paused waits for them.
 */
export async function catchUp(trx: Queryable, jobs: Jobs, repositoryId: number): Promise<void> {
  for (const link of await linksOfRepository(trx, repositoryId)) await planBackfill(trx, jobs, link.integrationId, repositoryId);
  for (const id of await resumeMappings(trx, repositoryId)) await jobs.send('push', { mappingId: id }, { key: String(id) }, trx);
  for (const actionId of await openCreationsOf(trx, repositoryId)) await jobs.send('create', { actionId }, { key: String(actionId) }, trx);
  for (const id of await closingMappings(trx, 1000, repositoryId)) await jobs.send('close', { mappingId: id }, { key: String(id) }, trx);
}
