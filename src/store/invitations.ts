/** Invitations to projects. The code stands in the link alone; here is its hash. */
import type { Role } from '../core/policy.ts';
import type { Queryable } from './db.ts';
import { row, rows, run } from './db.ts';
import { refuseBeyond } from './project-limits.ts';

export interface NewInvitation {
  projectId: number;
  role: Role;
  codeHash: Buffer;
  invitedBy: number;
  maxUses: number;
  expiresInDays: number;
}

export interface InvitationView {
  id: number;
  role: Role;
  /** Login; null where that person is erased. */
  invitedBy: string | null;
  uses: number;
  maxUses: number;
  createdAt: Date;
  expiresAt: Date;
}

export interface OpenInvitation extends InvitationView {
  projectId: number;
  projectName: string;
}

const OPEN = 'i.revoked_at IS NULL AND i.expires_at > now() AND i.uses < i.max_uses';

const VIEW = `i.id, i.role, u.login AS "invitedBy", i.uses, i.max_uses AS "maxUses", i.created_at AS "createdAt", i.expires_at AS "expiresAt"`;

/** @throws LimitReached */
export async function createInvitation(db: Queryable, made: NewInvitation): Promise<number> {
  await refuseBeyond(db, made.projectId, 'invitations');
  const created = await row<{ id: number }>(
    db,
    `INSERT INTO invitations (project_id, role, code_hash, invited_by, max_uses, expires_at)
     VALUES (?, ?, ?, ?, ?, now() + ? * interval '1 day') RETURNING id`,
    [made.projectId, made.role, made.codeHash, made.invitedBy, made.maxUses, made.expiresInDays],
  );
  return (created as { id: number }).id;
}

/** Those that still let somebody in, the newest first. */
export async function invitationsOf(db: Queryable, projectId: number): Promise<InvitationView[]> {
  return rows(db, `SELECT ${VIEW} FROM invitations i LEFT JOIN users u ON u.id = i.invited_by WHERE i.project_id = ? AND ${OPEN} ORDER BY i.id DESC`, [projectId]);
}

/** @returns false where the project has no such open invitation */
export async function revokeInvitation(db: Queryable, projectId: number, id: number): Promise<boolean> {
  return (await row(db, 'UPDATE invitations SET revoked_at = now() WHERE id = ? AND project_id = ? AND revoked_at IS NULL RETURNING 1', [id, projectId])) !== undefined;
}

/** Ends whatever somebody invited others by. */
export async function revokeInvitationsBy(db: Queryable, projectId: number, userId: number): Promise<void> {
  await run(db, 'UPDATE invitations SET revoked_at = now() WHERE project_id = ? AND invited_by = ? AND revoked_at IS NULL', [projectId, userId]);
}

/** @param lock holds it until the transaction ends, so that no more people come in than it says */
export async function findInvitation(db: Queryable, codeHash: Buffer, lock = false): Promise<OpenInvitation | undefined> {
  return row(
    db,
    `SELECT ${VIEW}, i.project_id AS "projectId", p.name AS "projectName"
       FROM invitations i JOIN projects p ON p.id = i.project_id LEFT JOIN users u ON u.id = i.invited_by
      WHERE i.code_hash = ? AND ${OPEN} ${lock ? 'FOR UPDATE OF i' : ''}`,
    [codeHash],
  );
}

export async function countUse(trx: Queryable, id: number): Promise<void> {
  await rows(trx, 'UPDATE invitations SET uses = uses + 1 WHERE id = ? RETURNING 1', [id]);
}

/** Forgets those that ended a while ago. */
export async function pruneInvitations(db: Queryable): Promise<void> {
  await rows(db, "DELETE FROM invitations WHERE coalesce(revoked_at, expires_at) < now() - interval '30 days' RETURNING 1");
}
