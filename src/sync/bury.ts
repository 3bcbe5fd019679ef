/** What becomes of a job that was given up: what it was about is shown with a reason, in nobody's way (I11). */
import type { JobWithMetadata } from 'pg-boss';
import { QUEUES } from '../queue/boss.ts';
import type { DeliveryJob } from '../queue/delivery-jobs.ts';
import { lockActions } from '../store/actions.ts';
import { failDelivery } from '../store/deliveries.ts';
import { noteCreation, refuseCreation } from '../store/issue-creations.ts';
import { announce } from '../store/live.ts';
import { findMapping, updateMapping } from '../store/mappings.ts';
import { endPreview } from '../store/previews.ts';
import { failBackfill } from '../store/projects.ts';
import type { Engine } from './engine.ts';

const REASON = 'Given up after many tries; the log knows the errors. Retry it once the cause is mended.';

const GIVEN_UP = 'Given up after many tries; it is tried again once an hour. The log knows the errors.';

type About = Partial<DeliveryJob & { mappingId: number; previewId: number; actionId: number; integrationId: number; repositoryId: number }>;

/** A job that killed its worker, or failed by itself, again and again. */
export async function bury(engine: Engine, about: About, job: JobWithMetadata<object>): Promise<void> {
  if (isReplaced(job)) return;
  const { db } = engine;
  const { deliveries, mappingId, previewId, actionId, integrationId, repositoryId } = about;
  if (deliveries) for (const key of deliveries) await failDelivery(db, key, REASON, 1);
  else if (mappingId !== undefined) await giveUpMapping(engine, mappingId);
  else if (previewId !== undefined) await endPreview(db, previewId, { error: REASON });
  else if (actionId !== undefined) {
    await noteCreation(db, actionId, REASON);
    await refuseCreation(db, actionId, REASON);
  } else if (integrationId !== undefined && repositoryId !== undefined) await failBackfill(db, integrationId, repositoryId, REASON);
  engine.log.error({ data: about }, 'job given up');
}

/**
 * Of a key, one job waits for its next try at most: a second one that fails meanwhile ends here at
 * once, tries left or not (`failJobsBody` of pg-boss 12), and the one that waits does the work.
 */
function isReplaced({ sourceName, sourceRetryCount }: JobWithMetadata<object>): boolean {
  const source = Object.entries(QUEUES).find(([name]) => name === sourceName)?.[1];
  return source?.retryLimit !== undefined && sourceRetryCount !== null && sourceRetryCount < source.retryLimit;
}

/**
 * What GitHub has not got stays to be written (I5), and what was to be read again is, since a push begins with a
 * reading: `maintain` takes it up once an hour.
 */
async function giveUpMapping({ db }: Engine, mappingId: number): Promise<void> {
  const found = await findMapping(db, mappingId);
  if (!found) return;
  await db.transaction(async (trx) => {
    await lockActions(trx, [found.actionId]);
    const mapping = await findMapping(trx, mappingId);
    if (!mapping) return;
    await updateMapping(trx, mappingId, { error: GIVEN_UP, givenUp: true, ...(mapping.state === 'live' && { pending: true }) });
    await announce(trx, mapping.projectId, { actionIds: [mapping.actionId] });
  });
}
