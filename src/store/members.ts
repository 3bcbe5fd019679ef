/** Who is in a project, and as what. */
import type { Role } from '../core/policy.ts';
import type { Queryable } from './db.ts';
import { row, rows } from './db.ts';
import { revokeInvitationsBy } from './invitations.ts';
import { announce } from './live.ts';

export interface Member {
  userId: number;
  login: string;
  name: string | null;
  role: Role;
}

export async function roleIn(db: Queryable, projectId: number, userId: number): Promise<Role | null> {
  return (await row<{ role: Role }>(db, 'SELECT role FROM members WHERE project_id = ? AND user_id = ?', [projectId, userId]))?.role ?? null;
}

/** Adds a member or changes their role; who leads no more invites nobody any more. */
export async function setMember(db: Queryable, projectId: number, userId: number, role: Role): Promise<void> {
  await rows(
    db,
    'INSERT INTO members (project_id, user_id, role) VALUES (?, ?, ?) ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role',
    [projectId, userId, role],
  );
  if (role !== 'lead') await revokeInvitationsBy(db, projectId, userId);
  await announce(db, projectId, { project: true });
}

export async function removeMember(db: Queryable, projectId: number, userId: number): Promise<boolean> {
  const removed = (await rows(db, 'DELETE FROM members WHERE project_id = ? AND user_id = ? RETURNING 1', [projectId, userId])).length > 0;
  // Else they would come in again by a link of their own.
  await revokeInvitationsBy(db, projectId, userId);
  await announce(db, projectId, { project: true });
  return removed;
}

/** Leads first, then by login. */
export async function membersOf(db: Queryable, projectId: number): Promise<Member[]> {
  return rows(
    db,
    `SELECT m.user_id AS "userId", u.login, u.name, m.role FROM members m JOIN users u ON u.id = m.user_id
      WHERE m.project_id = ? ORDER BY array_position(ARRAY['lead', 'member', 'viewer'], m.role), lower(u.login)`,
    [projectId],
  );
}

/** Locks the project's leads against a change until the transaction ends, so that the last one cannot vanish. */
export async function lockLeads(trx: Queryable, projectId: number): Promise<number[]> {
  const leads = await rows<{ id: number }>(trx, "SELECT user_id AS id FROM members WHERE project_id = ? AND role = 'lead' ORDER BY user_id FOR UPDATE", [projectId]);
  return leads.map(({ id }) => id);
}

export async function projectsOfMember(db: Queryable, userId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(db, 'SELECT project_id AS id FROM members WHERE user_id = ? ORDER BY project_id', [userId]);
  return found.map(({ id }) => id);
}

/** The member of a login who may edit and has signed in here, with an authorization of their own then. */
export async function workerNamed(db: Queryable, projectId: number, login: string): Promise<number | undefined> {
  const found = await row<{ id: number }>(
    db,
    `SELECT u.id FROM users u JOIN members m ON m.user_id = u.id
      WHERE m.project_id = ? AND m.role IN ('lead', 'member') AND lower(u.login) = lower(?) AND u.signed_in_at IS NOT NULL ORDER BY u.signed_in_at DESC LIMIT 1`,
    [projectId, login],
  );
  return found?.id;
}
