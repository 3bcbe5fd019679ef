/** Pausing and resuming: of pulls, and of a whole integration. Nothing is lost by either. */
import { refuseWhileEnding } from '../store/ending.ts';
import { announce } from '../store/live.ts';
import { lockLinks } from '../store/locks.ts';
import { haltBackfill, linksOfProject, setIntegrationState } from '../store/projects.ts';
import type { Editor } from './edit.ts';
import { planBackfill } from './link.ts';

/** Holds or ends the pulls of a project that are under way. @returns how many */
export async function haltPulls({ db }: Editor, projectId: number, state: 'paused' | 'cancelled'): Promise<number> {
  let halted = 0;
  for (const link of await linksOfProject(db, projectId)) {
    if (!(await haltBackfill(db, link.integrationId, link.repositoryId, state))) continue;
    halted += 1;
    await announce(db, projectId, { repositoryIds: [link.repositoryId] });
  }
  return halted;
}

/** Lets pulls go on that people hold. @returns how many */
export async function resumeHeldPulls({ db, jobs }: Editor, projectId: number): Promise<number> {
  return db.transaction(async (trx) => {
    await refuseWhileEnding(trx, projectId);
    await lockLinks(trx, projectId);
    const held = (await linksOfProject(trx, projectId)).filter(({ backfill }) => backfill.state === 'paused');
    for (const { integrationId, repositoryId } of held) await planBackfill(trx, jobs, integrationId, repositoryId, 'resumed');
    await announce(trx, projectId, { repositoryIds: held.map(({ repositoryId }) => repositoryId) });
    return held.length;
  });
}

/** Stops syncing a project until it is resumed; edits on both sides wait, and a pull that is under way stops before its next page. */
export async function pauseProject({ db }: Editor, projectId: number, reason: string): Promise<void> {
  const links = await linksOfProject(db, projectId);
  await db.transaction(async (trx) => {
    for (const integrationId of new Set(links.map((link) => link.integrationId))) await setIntegrationState(trx, integrationId, 'paused', reason);
    await announce(trx, projectId, { repositoryIds: links.map((link) => link.repositoryId) });
  });
}

/** Goes on, and catches up: every repository is pulled again, or on from where its pull stopped, unless a person holds that; what waits to be pushed goes out with the next pass. @throws ProjectEnding */
export async function resumeProject({ db, jobs }: Editor, projectId: number): Promise<void> {
  const links = await linksOfProject(db, projectId);
  await db.transaction(async (trx) => {
    await refuseWhileEnding(trx, projectId);
    await lockLinks(trx, projectId);
    for (const integrationId of new Set(links.map((link) => link.integrationId))) await setIntegrationState(trx, integrationId, 'active', null);
    for (const link of links) await planBackfill(trx, jobs, link.integrationId, link.repositoryId);
    await jobs.send('maintain', {}, {}, trx);
    await announce(trx, projectId, { repositoryIds: links.map((link) => link.repositoryId) });
  });
}
