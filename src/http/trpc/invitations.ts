import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Role } from '../../core/policy.ts';
import { member, router } from './base.ts';
import { invitation, invitationCode, invitationPreview, newInvitation, wantedInvitation, type InvitationPreview, type InvitationShape, type WantedInvitationShape } from './invitations-shapes.ts';
import type { Asker } from './services.ts';
import { key, project, role } from './shapes.ts';

export interface InvitationServices {
  /** Those that still let somebody in, the newest first. */
  list(projectId: string): Promise<InvitationShape[]>;
  create(projectId: string, wanted: WantedInvitationShape, viewer: Asker): Promise<{ id: string; code: string } | null>;
  /** @returns false where the project has no such invitation */
  revoke(projectId: string, id: string, viewer: Asker): Promise<boolean>;
  /** @returns null where the link has ended, or never was */
  preview(code: string): Promise<InvitationPreview | null>;
  /** @returns the project the viewer is in now; null as above */
  accept(code: string, viewer: Asker): Promise<{ projectId: string; role: Role } | null>;
}

const projectId = project.shape.id;

function known<T>(found: T | null): T {
  if (found === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'This invitation has ended, or never was: ask for a new link.' });
  return found;
}

/** The link of an invitation is `/invitations/CODE`. The code travels in bodies only, never in an address that a log may keep. */
export const invitations = router({
  list: member
    .meta({ right: 'member.manage', project: 'projectId' })
    .input(z.object({ projectId }))
    .output(z.array(invitation))
    .query(({ ctx, input }) => ctx.services.invitations.list(input.projectId)),

  create: member
    .meta({ right: 'member.manage', project: 'projectId' })
    .input(wantedInvitation.extend({ projectId }))
    .output(newInvitation)
    .mutation(async ({ ctx, input: { projectId: id, ...wanted } }) => known(await ctx.services.invitations.create(id, wanted, ctx.viewer))),

  revoke: member
    .meta({ right: 'member.manage', project: 'projectId' })
    .input(z.object({ projectId, id: key }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      if (!(await ctx.services.invitations.revoke(input.projectId, input.id, ctx.viewer))) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such invitation.' });
      return null;
    }),

  /** What the link leads to; changes nothing. */
  preview: member
    .meta({ right: 'invitation.accept' })
    .input(z.object({ code: invitationCode }))
    .output(invitationPreview)
    .mutation(async ({ ctx, input }) => known(await ctx.services.invitations.preview(input.code))),

  /** Who is a member already stays what they are. */
  accept: member
    .meta({ right: 'invitation.accept' })
    .input(z.object({ code: invitationCode }))
    .output(z.object({ projectId: key, role }))
    .mutation(async ({ ctx, input }) => known(await ctx.services.invitations.accept(input.code, ctx.viewer))),
});
