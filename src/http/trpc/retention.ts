import { z } from 'zod';
import { HISTORY_LIMITS, RETENTION_LIMITS } from '../../store/retention.ts';
import { member, router } from './base.ts';
import type { Asker } from './services.ts';
import { project } from './shapes.ts';

const days = z.number().int().min(RETENTION_LIMITS.min).max(RETENTION_LIMITS.max);
export const instanceRetention = z.object({ deliveriesDays: days, syncLogDays: days });
/** Days; null keeps the history of actions for good. */
const historyDays = z.number().int().min(HISTORY_LIMITS.min).max(HISTORY_LIMITS.max).nullable();

export const retentionAnswer = instanceRetention.extend({ historyDays });

export type RetentionShape = z.infer<typeof retentionAnswer>;

export interface RetentionServices {
  get(projectId: string): Promise<RetentionShape>;
  setHistory(projectId: string, days: number | null, viewer: Asker): Promise<void>;
  setInstance(change: z.infer<typeof instanceRetention>, viewer: Asker): Promise<void>;
}

const projectId = project.shape.id;

/** How long things are kept. Deliveries and the sync log are the operator's, a project's history its leads'. */
export const retention = router({
  get: member
    .meta({ right: 'project.read', project: 'projectId' })
    .input(z.object({ projectId }))
    .output(retentionAnswer)
    .query(({ ctx, input }) => ctx.services.retention.get(input.projectId)),

  /** What the history loses can not be restored any more. */
  setHistory: member
    .meta({ right: 'settings.change', project: 'projectId' })
    .input(z.object({ projectId, days: historyDays }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await ctx.services.retention.setHistory(input.projectId, input.days, ctx.viewer);
      return null;
    }),

  setInstance: member
    .meta({ right: 'instance.operate' })
    .input(instanceRetention)
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await ctx.services.retention.setInstance(input, ctx.viewer);
      return null;
    }),
});
