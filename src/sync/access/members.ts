/** Changes who is in a project; the last lead stays one, or nobody could ever configure it again. */
import type { Caller, Role } from '../../core/policy.ts';
import { revokeProjectTokensBy } from '../../store/api-tokens.ts';
import { writeAudit, type AuditActor } from '../../store/audit.ts';
import type { Db, Queryable } from '../../store/db.ts';
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
    await writeMember(trx, { actor: actorOf(caller), projectId, userId, before, role });
    return { outcome: 'done' };
  });
}

export interface MemberWrite {
  actor: AuditActor;
  projectId: number;
  userId: number;
  before: Role | null;
  /** Null removes them. */
  role: Role | null;
}

/** Of who may edit nothing there any more, the tokens that they made for the project end, too: they would go on editing by those. */
export async function writeMember(trx: Queryable, { actor, projectId, userId, before, role }: MemberWrite): Promise<void> {
  if (role === null) await removeMember(trx, projectId, userId);
  else await setMember(trx, projectId, userId, role);
  const event = role === null ? 'member.removed' : before === null ? 'member.added' : 'member.changed';
  await writeAudit(trx, { actor, event, projectId, detail: { user: userId, before, after: role } });
  const ended = role === null || role === 'viewer' ? await revokeProjectTokensBy(trx, projectId, userId) : [];
  for (const token of ended) await writeAudit(trx, { actor, event: 'token.revoked', projectId, detail: { token } });
}
