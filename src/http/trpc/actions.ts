import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router, StaleVersion } from './base.ts';
import type { UpdateOutcome } from './services.ts';
import type { Action } from './shapes.ts';
import { action, actionChanges, actionPage, actionQuery, facets, historyEntry, project } from './shapes.ts';

const missing = () => new TRPCError({ code: 'NOT_FOUND', message: 'There is no such action.' });

function updated(result: UpdateOutcome): Action {
  if (result.outcome === 'updated') return result.action;
  throw whyNot(result);
}

function whyNot(result: Exclude<UpdateOutcome, { outcome: 'updated' }>): TRPCError {
  switch (result.outcome) {
    case 'missing':
      return missing();
    case 'refused':
      return new TRPCError({ code: 'FORBIDDEN', message: result.reason });
    default:
      return new TRPCError({
        code: 'CONFLICT',
        message: 'The action was changed in the meantime.',
        cause: new StaleVersion(result.current),
      });
  }
}

export const actions = router({
  list: member
    .meta({ right: 'action.read', project: 'projectId' })
    .input(actionQuery)
    .output(actionPage)
    .query(({ ctx, input }) => ctx.services.actions.list(input, ctx.viewer)),

  get: member
    .meta({ right: 'action.read', action: 'id' })
    .input(z.object({ id: action.shape.id }))
    .output(z.object({ action, history: z.array(historyEntry) }))
    .query(async ({ ctx, input }) => {
      const found = await ctx.services.actions.get(input.id, ctx.viewer);
      if (found === null) throw missing();
      return found;
    }),

  facets: member
    .meta({ right: 'action.read', project: 'projectId' })
    .input(z.object({ projectId: project.shape.id }))
    .output(facets)
    .query(({ ctx, input }) => ctx.services.actions.facets(input.projectId, ctx.viewer)),

  /** A stale `expectedVersion` is a CONFLICT whose `data.current` is the action as it is now. */
  update: member
    .meta({ right: 'action.edit', action: 'id' })
    .input(z.object({ id: action.shape.id, expectedVersion: z.number().int(), changes: actionChanges }))
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.update({ ...input, actor: ctx.viewer }))),
});
