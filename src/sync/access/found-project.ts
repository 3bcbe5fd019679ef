/** Projects that people make in the page. */
import type { Caller } from '../../core/policy.ts';
import { defaultSettings } from '../../core/settings.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { announce } from '../../store/live.ts';
import { setMember } from '../../store/members.ts';
import { createProject, findProject, setProjectName } from '../../store/projects.ts';
import { actorOf } from './access.ts';

/** Makes a project with the usual statuses, led by whoever asks. @returns its id; null where no person asks */
export async function foundProject(db: Db, caller: Caller, name: string): Promise<number | null> {
  if (caller.kind === 'project') return null;
  return db.transaction(async (trx) => {
    const { id } = await createProject(trx, name, defaultSettings().statuses);
    await setMember(trx, id, caller.user.id, 'lead');
    await writeAudit(trx, { actor: actorOf(caller), event: 'project.created', projectId: id });
    return id;
  });
}

/** The audit log says that the name changed, and holds neither name: they may speak of people. */
export async function renameProject(db: Db, caller: Caller, projectId: number, name: string): Promise<void> {
  await db.transaction(async (trx) => {
    if ((await findProject(trx, projectId))?.name === name) return;
    await setProjectName(trx, projectId, name);
    await announce(trx, projectId, { project: true });
    await writeAudit(trx, { actor: actorOf(caller), event: 'settings.changed', projectId, detail: { project: 'name' } });
  });
}
