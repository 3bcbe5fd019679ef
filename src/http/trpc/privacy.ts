import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { accountPreview, deletePreview, disconnectPreview, privacyTask, type AccountPreviewShape, type DeletePreviewShape, type DisconnectPreviewShape, type PrivacyTaskShape } from './privacy-shapes.ts';
import type { Asker } from './services.ts';
import { key, project } from './shapes.ts';

/** A long task that began; `privacy.tasks` says how far it is. */
export type Begun = { outcome: 'begun'; taskId: string } | { outcome: 'missing' } | { outcome: 'refused'; reason: string };

export interface PrivacyServices {
  /** @returns null where the project has no integration */
  disconnectPreview(projectId: string, viewer: Asker): Promise<DisconnectPreviewShape | null>;
  disconnect(projectId: string, actions: 'keep' | 'delete', viewer: Asker): Promise<Begun>;
  deletePreview(projectId: string, viewer: Asker): Promise<DeletePreviewShape | null>;
  /** @param name typed by the person; must be the project's own */
  deleteProject(projectId: string, name: string, viewer: Asker): Promise<Begun>;
  accountPreview(viewer: Asker): Promise<AccountPreviewShape>;
  /** @param login typed by the person; must be their own */
  deleteAccount(login: string, viewer: Asker): Promise<Begun>;
  /** A project's, the newest first. */
  tasks(projectId: string): Promise<PrivacyTaskShape[]>;
}

const projectId = project.shape.id;
const ofProject = z.object({ projectId });
const begunTask = z.object({ taskId: key });

function begun(result: Begun): { taskId: string } {
  if (result.outcome === 'missing') throw new TRPCError({ code: 'NOT_FOUND', message: 'There is nothing to remove.' });
  if (result.outcome === 'refused') throw new TRPCError({ code: 'FORBIDDEN', message: result.reason });
  return { taskId: result.taskId };
}

function there<T>(found: T | null): T {
  if (found === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is nothing to remove.' });
  return found;
}

/** Disconnecting and deleting. Exports are downloads: `GET /api/projects/ID/export`, `GET /api/account/export`. */
export const privacy = router({
  disconnectPreview: member
    .meta({ right: 'settings.read', project: 'projectId' })
    .input(ofProject)
    .output(disconnectPreview)
    .query(async ({ ctx, input }) => there(await ctx.services.privacy.disconnectPreview(input.projectId, ctx.viewer))),

  /** The sync stops at once; the rest goes in the background. */
  disconnect: member
    .meta({ right: 'settings.change', project: 'projectId' })
    .input(ofProject.extend({ actions: z.enum(['keep', 'delete']) }))
    .output(begunTask)
    .mutation(async ({ ctx, input }) => begun(await ctx.services.privacy.disconnect(input.projectId, input.actions, ctx.viewer))),

  deletePreview: member
    .meta({ right: 'project.delete', project: 'projectId' })
    .input(ofProject)
    .output(deletePreview)
    .query(async ({ ctx, input }) => there(await ctx.services.privacy.deletePreview(input.projectId, ctx.viewer))),

  /** From then on the project does not exist to anybody. */
  deleteProject: member
    .meta({ right: 'project.delete', project: 'projectId' })
    .input(ofProject.extend({ name: z.string().max(1000) }))
    .output(begunTask)
    .mutation(async ({ ctx, input }) => begun(await ctx.services.privacy.deleteProject(input.projectId, input.name, ctx.viewer))),

  accountPreview: member.meta({ right: 'account' }).output(accountPreview).query(({ ctx }) => ctx.services.privacy.accountPreview(ctx.viewer)),

  /** Every session ends at once; the rest goes in the background. */
  deleteAccount: member
    .meta({ right: 'account.manage' })
    .input(z.object({ login: z.string().max(100) }))
    .output(begunTask)
    .mutation(async ({ ctx, input }) => begun(await ctx.services.privacy.deleteAccount(input.login, ctx.viewer))),

  tasks: member
    .meta({ right: 'settings.read', project: 'projectId' })
    .input(ofProject)
    .output(z.array(privacyTask))
    .query(({ ctx, input }) => ctx.services.privacy.tasks(input.projectId)),
});
