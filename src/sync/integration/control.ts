/** What a lead does with a running integration: pause, resume, sync now, hold one pull, let the brake go. */
import type { Caller } from '../../core/policy.ts';
import { writeAudit } from '../../store/audit.ts';
import { findIntegration } from '../../store/integrations.ts';
import { announce } from '../../store/live.ts';
import { lockLinks } from '../../store/locks.ts';
import { pushAgain } from '../../store/push-again.ts';
import { haltBackfill, linksOfProject, type Link } from '../../store/projects.ts';
import { loginOf } from '../../store/users.ts';
import { actorOf } from '../access/access.ts';
import { confirmBrake, discardBrake } from '../brake.ts';
import type { Editor } from '../edit.ts';
import { urgencyOf } from '../edit.ts';
import { pauseProject, resumeProject } from '../halt.ts';
import { planBackfill } from '../link.ts';
import { pauseReason } from '../reach.ts';
import { personOf } from './parts.ts';

/** A person pauses the whole project, for a reason people read. */
export async function pauseBy(editor: Editor, caller: Caller, projectId: number, reason: string): Promise<void> {
  await pauseProject(editor, projectId, reason);
  await writeAudit(editor.db, { actor: actorOf(caller), event: 'sync.paused', projectId });
}

export async function resumeBy(editor: Editor, caller: Caller, projectId: number): Promise<void> {
  await resumeProject(editor, projectId);
  await writeAudit(editor.db, { actor: actorOf(caller), event: 'sync.resumed', projectId });
}

/** Holds, ends or takes up again the pull of one repository. @returns false where there is nothing to do that to */
export async function controlPull({ db, jobs }: Editor, projectId: number, repositoryId: number, verb: 'pause' | 'cancel' | 'resume'): Promise<boolean> {
  const link = await linkOf({ db }, projectId, repositoryId);
  if (!link) return false;
  return db.transaction(async (trx) => {
    const done = verb === 'resume' ? await resumePull(trx, jobs, link) : await haltBackfill(trx, link.integrationId, repositoryId, verb === 'pause' ? 'paused' : 'cancelled');
    if (done) await announce(trx, projectId, { repositoryIds: [repositoryId] });
    return done;
  });
}

async function resumePull(trx: Parameters<typeof planBackfill>[0], jobs: Editor['jobs'], link: Link): Promise<boolean> {
  if (link.backfill.state === 'live' || link.backfill.state === 'pulling') return false;
  await planBackfill(trx, jobs, link.integrationId, link.repositoryId);
  return true;
}

async function linkOf({ db }: Pick<Editor, 'db'>, projectId: number, repositoryId: number): Promise<Link | undefined> {
  return (await linksOfProject(db, projectId)).find((link) => link.repositoryId === repositoryId);
}

export interface SyncNow {
  projectId: number;
  direction: 'pull' | 'push' | 'both';
  /** Ids; none means the whole project, both: those actions as far as they are of those repositories. */
  repositoryIds?: readonly number[];
  actionIds?: readonly number[];
}

/** What was started; `held` says in sentences what could not be. */
export interface Started {
  repositories: number;
  actions: number;
  mappingIds: number[];
  held: string[];
}

/** Pulls, pushes, or both, at once: everything, some repositories, or some actions. */
export async function syncNow({ db, jobs }: Editor, { projectId, direction, repositoryIds, actionIds }: SyncNow): Promise<Started> {
  const links = (await linksOfProject(db, projectId)).filter(({ repositoryId }) => repositoryIds === undefined || repositoryIds.includes(repositoryId));
  const held = links.flatMap((link) => {
    const reason = pauseReason(link);
    return reason === null ? [] : [`${link.owner}/${link.name}: ${reason}`];
  });
  const running = links.filter((link) => pauseReason(link) === null);
  return db.transaction(async (trx) => {
    const pulls = actionIds === undefined && direction !== 'push' ? running : [];
    if (pulls.length > 0) await lockLinks(trx, projectId);
    for (const link of pulls) await planBackfill(trx, jobs, link.integrationId, link.repositoryId);
    const mappings = actionIds !== undefined || direction !== 'pull'
      ? await pushAgain(trx, { projectId, repositoryIds: running.map(({ repositoryId }) => repositoryId), actionIds: actionIds ?? null, pushes: direction !== 'pull' })
      : [];
    // A push begins by reading the issue and merging it: it is a pull as well.
    const queue = direction === 'pull' ? 'refresh' : 'push';
    for (const id of mappings) await jobs.send(queue, { mappingId: id }, { key: String(id), ...(actionIds !== undefined && { priority: urgencyOf(actionIds) }) }, trx);
    await announce(trx, projectId, { repositoryIds: links.map(({ repositoryId }) => repositoryId) });
    return { repositories: pulls.length, actions: mappings.length, mappingIds: mappings, held };
  });
}

/** A person lets through what waits behind the brake, or calls it off. @returns how many issues that concerned */
export async function settleBrake(editor: Editor, caller: Caller, projectId: number, confirmed: boolean): Promise<number> {
  const integration = await findIntegration(editor.db, projectId);
  if (!integration) return 0;
  const userId = personOf(caller);
  const login = userId === null ? null : await loginOf(editor.db, userId);
  const count = confirmed ? await confirmBrake(editor, integration.id) : await discardBrake(editor, integration.id, login ?? 'somebody');
  await writeAudit(editor.db, { actor: actorOf(caller), event: confirmed ? 'brake.confirmed' : 'brake.declined', projectId, detail: { issues: count } });
  const links = await linksOfProject(editor.db, projectId);
  await announce(editor.db, projectId, { repositoryIds: links.map(({ repositoryId }) => repositoryId) });
  return count;
}

