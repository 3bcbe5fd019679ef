/** How the sync of a project is, over time and now, and what mends it. */
import { z } from 'zod';
import { member, router } from './base.ts';
import { projectHealth, redelivery, series, seriesQuery, trouble, verification, type HealthShape, type RedeliveryShape, type SeriesQueryShape, type SeriesShape, type TroubleShape, type VerificationShape } from './health-shapes.ts';
import type { Asker } from './services.ts';
import { key } from './shapes.ts';

export interface HealthServices {
  get(projectId: string, viewer: Asker): Promise<HealthShape>;
  series(query: SeriesQueryShape, viewer: Asker): Promise<SeriesShape>;
  /** What is not in step, the newest first, at most 200. */
  troubles(projectId: string, viewer: Asker): Promise<TroubleShape[]>;
  /** Why this action is not in step; null where it is, or has no issue. */
  troubleOf(actionId: string): Promise<TroubleShape | null>;
  /** Begins a verification, or tells of the one under way; its findings are mended. */
  verify(projectId: string, viewer: Asker): Promise<VerificationShape | null>;
  /** Asks GitHub for events that never came, and takes up again what was given up. */
  redeliver(projectId: string, viewer: Asker): Promise<RedeliveryShape>;
}

const ofProject = z.object({ projectId: key });
const read = member.meta({ right: 'sync.read', project: 'projectId' });
const start = member.meta({ right: 'sync.start', project: 'projectId' });

export const health = router({
  get: read.input(ofProject).output(projectHealth).query(({ ctx, input }) => ctx.services.health.get(input.projectId, ctx.viewer)),

  series: read.input(seriesQuery).output(series).query(({ ctx, input }) => ctx.services.health.series(input, ctx.viewer)),

  troubles: read.input(ofProject).output(z.array(trouble)).query(({ ctx, input }) => ctx.services.health.troubles(input.projectId, ctx.viewer)),

  troubleOf: member
    .meta({ right: 'sync.read', action: 'actionId' })
    .input(z.object({ actionId: key }))
    .output(trouble.nullable())
    .query(({ ctx, input }) => ctx.services.health.troubleOf(input.actionId)),

  /** Null: it begins in a moment. */
  verify: start.input(ofProject).output(verification.nullable()).mutation(({ ctx, input }) => ctx.services.health.verify(input.projectId, ctx.viewer)),

  redeliver: start.input(ofProject).output(redelivery).mutation(({ ctx, input }) => ctx.services.health.redeliver(input.projectId, ctx.viewer)),
});
