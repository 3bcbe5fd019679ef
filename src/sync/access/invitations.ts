/** Inviting people by a link that expires: a lead makes it, whoever has it and signs in comes in by it. */
import { createHash, randomBytes } from 'node:crypto';
import type { Caller, Role } from '../../core/policy.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { countUse, createInvitation, findInvitation, revokeInvitation, type OpenInvitation } from '../../store/invitations.ts';
import { roleIn, setMember } from '../../store/members.ts';
import { actorOf } from './access.ts';

export interface WantedInvitation {
  role: Role;
  expiresInDays: number;
  maxUses: number;
}

/** 256 bits of their own: a plain hash cannot be turned back. The prefix lets logs and secret scanners know it. */
const newCode = (): string => `lsti_${randomBytes(32).toString('hex')}`;
const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();

/** @returns the code, which cannot be read again */
export async function invite(db: Db, caller: Caller, projectId: number, wanted: WantedInvitation): Promise<{ id: number; code: string } | null> {
  if (caller.kind === 'project') return null;
  const code = newCode();
  return db.transaction(async (trx) => {
    const id = await createInvitation(trx, { ...wanted, projectId, codeHash: hashOf(code), invitedBy: caller.user.id });
    await writeAudit(trx, { actor: actorOf(caller), event: 'member.invited', projectId, detail: { invitation: id, ...wanted } });
    return { id, code };
  });
}

export async function withdrawInvitation(db: Db, caller: Caller, projectId: number, id: number): Promise<boolean> {
  return db.transaction(async (trx) => {
    const withdrawn = await revokeInvitation(trx, projectId, id);
    if (withdrawn) await writeAudit(trx, { actor: actorOf(caller), event: 'invitation.revoked', projectId, detail: { invitation: id } });
    return withdrawn;
  });
}

/** What a link leads to, for whoever has it. @returns null where it has ended, or never was */
export async function readInvitation(db: Db, code: string): Promise<OpenInvitation | null> {
  return (await findInvitation(db, hashOf(code))) ?? null;
}

/**
 * Who is in the project already stays what they are, and the link keeps its uses.
 * @returns null where the link has ended, or never was
 */
export async function acceptInvitation(db: Db, caller: Caller, code: string): Promise<{ projectId: number; role: Role } | null> {
  if (caller.kind === 'project') return null;
  const userId = caller.user.id;
  return db.transaction(async (trx) => {
    const invitation = await findInvitation(trx, hashOf(code), true);
    if (!invitation) return null;
    const { id, projectId, role } = invitation;
    const before = await roleIn(trx, projectId, userId);
    if (before !== null) return { projectId, role: before };
    await setMember(trx, projectId, userId, role);
    await countUse(trx, id);
    await writeAudit(trx, { actor: actorOf(caller), event: 'member.added', projectId, detail: { user: userId, before: null, after: role, invitation: id } });
    return { projectId, role };
  });
}
