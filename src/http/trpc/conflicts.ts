/** Fields that both sides changed to different values, and a person's word on them. */
import { member, router } from './base.ts';
import { conflictPage, conflictQuery, conflictSettlement, settlementAnswer, type ConflictPageShape, type ConflictQueryShape, type ConflictSettlement, type SettlementAnswer } from './conflicts-shapes.ts';
import type { Asker } from './services.ts';

export interface ConflictServices {
  /** Newest first. */
  list(query: ConflictQueryShape, viewer: Asker): Promise<ConflictPageShape>;
  /** Each on its own: what one cannot be settled by keeps no other back. */
  resolve(settlement: ConflictSettlement, viewer: Asker): Promise<SettlementAnswer>;
}

export const conflicts = router({
  list: member
    .meta({ right: 'conflict.read', project: 'projectId' })
    .input(conflictQuery)
    .output(conflictPage)
    .query(({ ctx, input }) => ctx.services.conflicts.list(input, ctx.viewer)),

  resolve: member
    .meta({ right: 'conflict.resolve', project: 'projectId' })
    .input(conflictSettlement)
    .output(settlementAnswer)
    .mutation(({ ctx, input }) => ctx.services.conflicts.resolve(input, ctx.viewer)),
});
