/**
 * What a lead does with a running integration: pause, resume, sync now, hold one pull, let the brake go. What they set going they can reach
 * on GitHub at this moment, with push rights where it writes (I12); SignInAgain or GitHubError where GitHub cannot be asked.
 */
import type { Caller } from '../../core/policy.ts';
import { writeAudit, type AuditEvent } from '../../store/audit.ts';
import { brakedMappings } from '../../store/brakes.ts';
import { refuseWhileEnding } from '../../store/ending.ts';
import { findIntegration } from '../../store/integrations.ts';
import { announce } from '../../store/live.ts';
import { lockLinks } from '../../store/locks.ts';
import { pushAgain } from '../../store/push-again.ts';
import { haltBackfill, linksOfProject, type Link } from '../../store/projects.ts';
import { loginOf } from '../../store/users.ts';
import { actorOf } from '../access/access.ts';
import { confirmBrake } from '../brake.ts';
import { callOffWrites, discardBrake } from '../call-off.ts';
import type { Editor } from '../edit.ts';
import { urgencyOf } from '../edit.ts';
import { settingsOf } from '../engine.ts';
import { pauseProject, resumeProject } from '../halt.ts';
import { planBackfill } from '../link.ts';
import { pauseReason } from '../reach.ts';
import { personOf, type IntegrationParts } from './parts.ts';
import { unreachable, writesUnder } from './unreachable.ts';

/** A person pauses the whole project, for a reason people read. */
export async function pauseBy(editor: Editor, caller: Caller, projectId: number, reason: string): Promise<void> {
  await pauseProject(editor, projectId, reason);
  await writeAudit(editor.db, { actor: actorOf(caller), event: 'sync.paused', projectId });
}

/** The sentence that says why it was not done. */
export interface Refused {
  refused: string;
}

export async function resumeBy(parts: IntegrationParts, caller: Caller, projectId: number): Promise<null | Refused> {
  const refused = await mayWrite(parts, caller, projectId, () => true);
  if (refused !== null) return { refused };
  await resumeProject(parts.engine, projectId);
  await writeAudit(parts.engine.db, { actor: actorOf(caller), event: 'sync.resumed', projectId });
  return null;
}

const PULL_VERBS = { pause: 'pull.paused', cancel: 'pull.cancelled', resume: 'pull.resumed' } as const satisfies Record<string, AuditEvent>;

/** Holds, ends or takes up again the pull of one repository. @returns false where there is nothing to do that to */
export async function controlPull(parts: IntegrationParts, caller: Caller, projectId: number, repositoryId: number, verb: keyof typeof PULL_VERBS): Promise<boolean | Refused> {
  const { db, jobs } = parts.engine;
  const link = (await linksOfProject(db, projectId)).find((one) => one.repositoryId === repositoryId);
  if (!link) return false;
  const refused = await unreachable(parts, caller, { projectId, links: [link], writes: false });
  if (refused !== null) return { refused };
  return db.transaction(async (trx) => {
    const done = verb === 'resume' ? await resumePull(trx, jobs, link) : await haltBackfill(trx, link.integrationId, repositoryId, verb === 'pause' ? 'paused' : 'cancelled');
    if (!done) return false;
    await writeAudit(trx, { actor: actorOf(caller), event: PULL_VERBS[verb], projectId, detail: { repository: repositoryId } });
    await announce(trx, projectId, { repositoryIds: [repositoryId] });
    return true;
  });
}

async function resumePull(trx: Parameters<typeof planBackfill>[0], jobs: Editor['jobs'], link: Link): Promise<boolean> {
  if (link.backfill.state === 'live' || link.backfill.state === 'pulling') return false;
  await refuseWhileEnding(trx, link.projectId);
  await planBackfill(trx, jobs, link.integrationId, link.repositoryId, 'resumed');
  return true;
}

/** Why the caller may not set writes to these repositories of a project going; null where they may. */
async function mayWrite(parts: IntegrationParts, caller: Caller, projectId: number, isConcerned: (link: Link) => boolean): Promise<string | null> {
  const links = (await linksOfProject(parts.engine.db, projectId)).filter(isConcerned);
  return unreachable(parts, caller, { projectId, links, writes: links.some((link) => writesUnder(settingsOf(link))) });
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

const isHeld = ({ backfill }: Link): boolean => backfill.state === 'paused';

/** Pulls, pushes, or both, at once: everything, some repositories, or some actions. */
export async function syncNow({ db, jobs }: Editor, { projectId, direction, repositoryIds, actionIds }: SyncNow): Promise<Started> {
  const links = (await linksOfProject(db, projectId)).filter(({ repositoryId }) => repositoryIds === undefined || repositoryIds.includes(repositoryId));
  const isPull = actionIds === undefined && direction !== 'push';
  const held = links.flatMap((link) => {
    const reason = pauseReason(link) ?? (isPull && isHeld(link) ? 'Its pull is paused: resume the pull.' : null);
    return reason === null ? [] : [`${link.owner}/${link.name}: ${reason}`];
  });
  const running = links.filter((link) => pauseReason(link) === null);
  return db.transaction(async (trx) => {
    const pulls = isPull ? running.filter((link) => !isHeld(link)) : [];
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

/** A person lets through what waits behind the brake, or begins to call off what of it they may see. @param hidden repositories that they may not see @returns how many issues that concerned */
export async function settleBrake(parts: IntegrationParts, caller: Caller, projectId: number, confirmed: boolean, hidden: readonly number[]): Promise<number | Refused> {
  const editor = parts.engine;
  const integration = await findIntegration(editor.db, projectId);
  if (!integration) return 0;
  const waiting = await brakedMappings(editor.db, integration.id);
  if (confirmed) {
    const places = new Set(waiting.map(({ repository }) => repository));
    const refused = await mayWrite(parts, caller, projectId, ({ owner, name }) => places.has(`${owner}/${name}`));
    if (refused !== null) return { refused };
  }
  const count = confirmed ? await confirmBrake(editor, integration.id) : await discardBrake(editor, integration, await nameOf(editor, caller), hidden);
  await writeAudit(editor.db, { actor: actorOf(caller), event: confirmed ? 'brake.confirmed' : 'brake.declined', projectId, detail: { issues: count } });
  const links = await linksOfProject(editor.db, projectId);
  await announce(editor.db, projectId, { actionIds: waiting.map(({ actionId }) => actionId), repositoryIds: links.map(({ repositoryId }) => repositoryId) });
  return count;
}

/** How the history names whoever calls something off. */
async function nameOf({ db }: Editor, caller: Caller): Promise<string> {
  const userId = personOf(caller);
  return (userId === null ? null : await loginOf(db, userId)) ?? 'somebody';
}

/** A lead begins to call off writes that wait. @param repositoryIds those the caller may see @returns how many issues that concerns */
export async function callOffBy(editor: Editor, caller: Caller, { projectId, repositoryIds, actionIds }: Pick<SyncNow, 'projectId' | 'actionIds'> & { repositoryIds: readonly number[] }): Promise<number> {
  const count = await callOffWrites(editor, { projectId, repositoryIds, ...(actionIds !== undefined && { actionIds }), by: await nameOf(editor, caller) });
  await writeAudit(editor.db, { actor: actorOf(caller), event: 'writes.called-off', projectId, detail: { issues: count } });
  return count;
}
