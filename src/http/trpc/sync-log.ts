/** What was synchronized, when, why, and with what outcome. */
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { redelivery, type RedeliveryShape } from './health-shapes.ts';
import type { Asker } from './services.ts';
import { key } from './shapes.ts';
import { syncLogDetail, syncLogPage, syncLogQuery, syncLogRetry, type SyncLogDetailShape, type SyncLogPageShape, type SyncLogQueryShape } from './sync-log-shapes.ts';

export interface SyncLogServices {
  list(query: SyncLogQueryShape, viewer: Asker): Promise<SyncLogPageShape>;
  get(projectId: string, id: string, viewer: Asker): Promise<SyncLogDetailShape | null>;
  /** Takes up again what these rows are about; null: all that is not in step. */
  retry(projectId: string, ids: readonly string[] | null, viewer: Asker): Promise<RedeliveryShape>;
}

const read = member.meta({ right: 'sync.read', project: 'projectId' });

export const syncLog = router({
  list: read.input(syncLogQuery).output(syncLogPage).query(({ ctx, input }) => ctx.services.syncLog.list(input, ctx.viewer)),

  get: read
    .input(z.object({ projectId: key, id: key }))
    .output(syncLogDetail)
    .query(async ({ ctx, input }) => {
      const found = await ctx.services.syncLog.get(input.projectId, input.id, ctx.viewer);
      if (found === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'The sync log has no such row any more.' });
      return found;
    }),

  retry: member
    .meta({ right: 'sync.start', project: 'projectId' })
    .input(syncLogRetry)
    .output(redelivery)
    .mutation(({ ctx, input }) => ctx.services.syncLog.retry(input.projectId, input.ids ?? null, ctx.viewer)),
});
