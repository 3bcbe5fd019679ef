/** Invitations as the page makes, shows and accepts them. */
import type { Db } from '../store/db.ts';
import { invitationsOf } from '../store/invitations.ts';
import { acceptInvitation, invite, readInvitation, withdrawInvitation } from '../sync/access/invitations.ts';
import type { InvitationServices } from './trpc/invitations.ts';

export function invitationServices(db: Db): InvitationServices {
  return {
    list: async (projectId) =>
      (await invitationsOf(db, Number(projectId))).map(({ id, createdAt, expiresAt, ...rest }) => ({
        ...rest, id: String(id), createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(),
      })),
    async create(projectId, wanted, { caller }) {
      const made = await invite(db, caller, Number(projectId), wanted);
      return made && { id: String(made.id), code: made.code };
    },
    revoke: (projectId, id, { caller }) => withdrawInvitation(db, caller, Number(projectId), Number(id)),
    async preview(code) {
      const found = await readInvitation(db, code);
      return found && { projectId: String(found.projectId), projectName: found.projectName, role: found.role, invitedBy: found.invitedBy, expiresAt: found.expiresAt.toISOString() };
    },
    async accept(code, { caller }) {
      const accepted = await acceptInvitation(db, caller, code);
      return accepted && { projectId: String(accepted.projectId), role: accepted.role };
    },
  };
}
