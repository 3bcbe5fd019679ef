/** What was given up is tried once more: deliveries that are parked, issues that are not in step. */
import { queueDeliveries } from '../queue/delivery-jobs.ts';
import { announce } from '../store/live.ts';
import { pushAgain } from '../store/push-again.ts';
import { linksOfProject } from '../store/projects.ts';
import { unparkDeliveriesOf } from '../store/troubles.ts';
import type { Editor } from './edit.ts';
import { urgencyOf } from './edit.ts';
import { pauseReason } from './reach.ts';

export interface TakeUp {
  projectId: number;
  /** Repositories that whoever asks may not see. */
  hidden: readonly number[];
  /** GUIDs of parked deliveries; null: all. */
  deliveries: readonly string[] | null;
  /** Null: all that are not in step. */
  actionIds: readonly number[] | null;
}

/** Repositories that are paused or out of reach are left as they are: they catch up when they return. @returns how many of each */
export async function takeUpAgain({ db, jobs }: Editor, { projectId, hidden, deliveries, actionIds }: TakeUp): Promise<{ deliveries: number; issues: number }> {
  const links = (await linksOfProject(db, projectId)).filter(({ repositoryId }) => !hidden.includes(repositoryId));
  const repositoryIds = links.filter((link) => pauseReason(link) === null).map(({ repositoryId }) => repositoryId);
  return db.transaction(async (trx) => {
    const keys = await unparkDeliveriesOf(trx, repositoryIds, deliveries);
    await queueDeliveries(jobs, trx, keys);
    const mappings = await pushAgain(trx, { projectId, repositoryIds, actionIds, pushes: true });
    for (const id of mappings) await jobs.send('push', { mappingId: id }, { key: String(id), ...(actionIds !== null && { priority: urgencyOf(actionIds) }) }, trx);
    await announce(trx, projectId, { health: true });
    return { deliveries: keys.length, issues: mappings.length };
  });
}
