/** Changes who is in a project; the last lead stays one, or nobody could ever configure it again. */
import type { Caller, Role } from '../../core/policy.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { lockLeads, removeMember, roleIn, setMember } from '../../store/members.ts';
import { actorOf } from './access.ts';

export type MemberChange = { outcome: 'done' | 'missing' } | { outcome: 'refused'; reason: string };

/** @param role the new one; null removes the member */
export async function changeMember(db: Db, caller: Caller, projectId: number, userId: number, role: Role | null): Promise<MemberChange> {
  if (!Number.isSafeInteger(userId)) return { outcome: 'missing' };
  return db.transaction(async (trx): Promise<MemberChange> => {
    const leads = await lockLeads(trx, projectId);
    const before = await roleIn(trx, projectId, userId);
    if (before === null) return { outcome: 'missing' };
    if (before === role) return { outcome: 'done' };
    if (before === 'lead' && leads.length === 1) return { outcome: 'refused', reason: 'This is the only lead: make somebody else a lead first.' };
    if (role === null) await removeMember(trx, projectId, userId);
    else await setMember(trx, projectId, userId, role);
    await writeAudit(trx, { actor: actorOf(caller), event: role === null ? 'member.removed' : 'member.changed', projectId, detail: { user: userId, before, after: role } });
    return { outcome: 'done' };
  });
}
