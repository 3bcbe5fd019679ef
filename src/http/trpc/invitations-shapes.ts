import { z } from 'zod';
import { key, role } from './shapes.ts';

const instant = z.iso.datetime({ offset: true });

/** As it stands in the link; whatever else is sent is a link of nothing. */
export const invitationCode = z.string().regex(/^lsti_[0-9a-f]{64}$/, 'is no invitation');

export const invitation = z.object({
  id: key,
  role,
  /** Login of who made it; null where that person is gone. */
  invitedBy: z.string().nullable(),
  uses: z.number().int(),
  maxUses: z.number().int(),
  createdAt: instant,
  expiresAt: instant,
});

export const wantedInvitation = z.object({
  role: role.default('member'),
  expiresInDays: z.number().int().min(1).max(30).default(7),
  /** How many people may come in by it. */
  maxUses: z.number().int().min(1).max(100).default(1),
});

/** What the link of an invitation leads to. */
export const invitationPreview = z.object({ projectId: key, projectName: z.string(), role, invitedBy: z.string().nullable(), expiresAt: instant });

/** The code is in this answer and nowhere else: the link is `/invitations/CODE`. */
export const newInvitation = z.object({ id: key, code: invitationCode });

export type InvitationShape = z.infer<typeof invitation>;
export type WantedInvitationShape = z.infer<typeof wantedInvitation>;
export type InvitationPreview = z.infer<typeof invitationPreview>;
