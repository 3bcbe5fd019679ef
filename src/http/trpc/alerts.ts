import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { ALERT_KINDS } from '../../core/alerts.ts';
import { member, router } from './base.ts';
import type { Asker } from './services.ts';
import { key, project } from './shapes.ts';

const instant = z.iso.datetime({ offset: true });
export const alertKind = z.enum(ALERT_KINDS);

export const alert = z.object({
  id: key,
  kind: alertKind,
  /** The sentence a person reads. */
  text: z.string(),
  repositoryId: z.string().nullable(),
  count: z.number().int(),
  raisedAt: instant,
  /** When it ceased to be so; null while it still is. */
  closedAt: instant.nullable(),
  read: z.boolean(),
});

/** Where a page of alerts ended. */
export const alertPlace = z.object({ closed: z.boolean(), raisedAt: instant, id: key });

export const alertPreferences = z.object({
  /** Where e-mail goes; null: none is sent. */
  email: z.string().nullable(),
  /** What is sent by e-mail. */
  kinds: z.array(alertKind),
});

export type AlertShape = z.infer<typeof alert>;
export type AlertPlace = z.infer<typeof alertPlace>;
export type AlertPreferencesShape = z.infer<typeof alertPreferences>;

export interface AlertServices {
  list(projectId: string, page: { after: AlertPlace | null; limit: number }, viewer: Asker): Promise<AlertShape[]>;
  markRead(projectId: string, ids: readonly string[] | null, viewer: Asker): Promise<void>;
  /** `addresses`: the viewer's own verified ones, as GitHub says now; `mail`: whether this instance can send e-mail. */
  preferences(viewer: Asker): Promise<AlertPreferencesShape & { addresses: string[]; mail: boolean }>;
  /** @returns null when they are set, else why not, as a sentence */
  setPreferences(wanted: AlertPreferencesShape, viewer: Asker): Promise<string | null>;
}

const ofProject = z.object({ projectId: project.shape.id });

/** What leads are told of. */
export const alerts = router({
  /** What still holds first, then the newest. */
  list: member
    .meta({ right: 'settings.read', project: 'projectId' })
    .input(ofProject.extend({ after: alertPlace.nullable().default(null), limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(alert))
    .query(({ ctx, input }) => ctx.services.alerts.list(input.projectId, input, ctx.viewer)),

  /** All of the project's unless some are named. */
  markRead: member
    .meta({ right: 'settings.read', project: 'projectId' })
    .input(ofProject.extend({ ids: z.array(key).max(200).nullable().default(null) }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await ctx.services.alerts.markRead(input.projectId, input.ids, ctx.viewer);
      return null;
    }),

  preferences: member
    .meta({ right: 'account' })
    .output(alertPreferences.extend({ addresses: z.array(z.string()), mail: z.boolean() }))
    .query(({ ctx }) => ctx.services.alerts.preferences(ctx.viewer)),

  setPreferences: member
    .meta({ right: 'account.manage' })
    .input(alertPreferences)
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      const reason = await ctx.services.alerts.setPreferences(input, ctx.viewer);
      if (reason !== null) throw new TRPCError({ code: 'BAD_REQUEST', message: reason });
      return null;
    }),
});
