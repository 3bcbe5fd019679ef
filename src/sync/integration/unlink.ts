/** Takes a repository out of a project. Nothing is deleted: linked again, every pair goes on where it was. */
import type { Caller } from '../../core/policy.ts';
import { writeAudit } from '../../store/audit.ts';
import { announce } from '../../store/live.ts';
import { linksOfProject } from '../../store/projects.ts';
import { archiveUnlinked, lockRepository, unlinkRepository } from '../../store/unlink.ts';
import { loginOf } from '../../store/users.ts';
import { actorOf } from '../access/access.ts';
import type { Editor } from '../edit.ts';
import { giveUpLeaving } from '../give-up.ts';
import { personOf } from './parts.ts';

export interface Unlinking {
  projectId: number;
  repositoryId: number;
  /** What becomes of its actions. */
  actions: 'keep' | 'archive';
}

const REASON = 'Its repository was taken out of the project; linked again, sync goes on.';

/** @param caller null for somebody at the terminal @returns how many actions that concerned; null where it is not linked */
export async function unlink({ db, jobs }: Editor, caller: Caller | null, { projectId, repositoryId, actions }: Unlinking): Promise<number | null> {
  const link = (await linksOfProject(db, projectId)).find((one) => one.repositoryId === repositoryId);
  if (!link) return null;
  const userId = caller === null ? null : personOf(caller);
  return db.transaction(async (trx) => {
    const login = userId === null ? null : await loginOf(trx, userId);
    await lockRepository(trx, projectId, repositoryId);
    await giveUpLeaving(trx, jobs, link);
    const rested = await unlinkRepository(trx, projectId, repositoryId, REASON);
    if (actions === 'archive') await archiveUnlinked(trx, projectId, rested, login);
    await writeAudit(trx, { actor: caller === null ? { kind: 'operator' } : actorOf(caller), event: 'repository.unlinked', projectId, detail: { repository: repositoryId, actions: rested.length, archived: actions === 'archive' } });
    await announce(trx, projectId, { actionIds: rested, repositoryIds: [repositoryId], project: true });
    return rested.length;
  });
}
