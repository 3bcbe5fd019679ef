/**
 * A lead's word on whether everybody in the project sees a private repository's actions. Only somebody who
 * reads it on GitHub at this moment may give it, knowing who will see it: else a lead would open it to themselves (I12).
 */
import { openConsent, type Audience } from '../../core/consent.ts';
import type { Caller } from '../../core/policy.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Db, Queryable } from '../../store/db.ts';
import { refuseWhileEnding } from '../../store/ending.ts';
import { announce } from '../../store/live.ts';
import { membersOf } from '../../store/members.ts';
import { findProject, linksOfProject, type Link } from '../../store/projects.ts';
import { setOpenToMembers } from '../../store/repository-access.ts';
import { actorOf, noteUnreachable } from './access.ts';
import type { Reach } from './reach.ts';

export interface Opening {
  projectId: number;
  repositoryId: number;
  open: boolean;
  /** The caller knows who will see it. */
  consent: boolean;
}

export type OpenOutcome = { outcome: 'done' | 'missing' } | { outcome: 'refused'; reason: string };

/** @throws SignInAgain, GitHubError where GitHub cannot be asked: then nothing is changed */
export async function openRepository({ db, reach }: { db: Db; reach: Pick<Reach, 'live'> }, caller: Caller, { projectId, repositoryId, open, consent }: Opening): Promise<OpenOutcome> {
  const link = (await linksOfProject(db, projectId)).find((one) => one.repositoryId === repositoryId);
  if (!link) return { outcome: 'missing' };
  if (open && link.private) {
    if (!(await reads(reach, caller, link))) {
      await noteUnreachable(db, caller, projectId, { repository: repositoryId });
      return { outcome: 'refused', reason: 'You cannot read this repository on GitHub at this moment: only somebody who can may open its actions to others.' };
    }
    if (!consent) return { outcome: 'refused', reason: openConsent(`${link.owner}/${link.name}`, await audienceOf(db, projectId)) };
  }
  return db.transaction(async (trx) => {
    await refuseWhileEnding(trx, projectId);
    if (!(await setOpenToMembers(trx, projectId, repositoryId, open))) return { outcome: 'missing' };
    await writeAudit(trx, { actor: actorOf(caller), event: open ? 'repository.opened' : 'repository.closed', projectId, detail: { repository: repositoryId } });
    await announce(trx, projectId, { repositoryIds: [repositoryId], project: true });
    return { outcome: 'done' };
  });
}

async function reads(reach: Pick<Reach, 'live'>, caller: Caller, { installationId, repositoryId }: Link): Promise<boolean> {
  if (caller.kind === 'operator') return true;
  return caller.kind !== 'project' && (await reach.live(caller.user.id, installationId)).some(({ id }) => id === repositoryId);
}

/** Who sees what becomes of a project's actions. */
export async function audienceOf(db: Queryable, projectId: number): Promise<Audience> {
  const [project, members] = await Promise.all([findProject(db, projectId), membersOf(db, projectId)]);
  return { project: project?.name ?? '', members: members.map(({ login }) => login) };
}
