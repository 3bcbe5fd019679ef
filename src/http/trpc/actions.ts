import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { actionDetail, actionForm, board, boardQuery, bulkAnswer, bulkUpdate, historyPage, markdown, newAction } from './action-shapes.ts';
import { member, router, StaleVersion } from './base.ts';
import type { UpdateOutcome } from './services.ts';
import type { Action } from './shapes.ts';
import { action, actionChanges, actionPage, actionQuery, facets, key, project } from './shapes.ts';

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
      return new TRPCError({ code: 'BAD_REQUEST', message: result.reason });
    default:
      return new TRPCError({
        code: 'CONFLICT',
        message: 'The action was changed in the meantime.',
        cause: new StaleVersion(result.current),
      });
  }
}

function there<T>(found: T | null): T {
  if (found === null) throw missing();
  return found;
}

const inProject = z.object({ projectId: project.shape.id });
const ofAction = z.object({ id: action.shape.id });
const expectedVersion = z.number().int();
const reads = { right: 'action.read' } as const;
const edits = { right: 'action.edit' } as const;
const onAction = { action: 'id' } as const;
const onProject = { project: 'projectId' } as const;

export const actions = router({
  list: member
    .meta({ ...reads, ...onProject })
    .input(actionQuery)
    .output(actionPage)
    .query(({ ctx, input }) => ctx.services.actions.list(input, ctx.viewer)),

  /** The first actions of every status; a column reads on by `list`. */
  board: member
    .meta({ ...reads, ...onProject })
    .input(boardQuery)
    .output(board)
    .query(({ ctx, input }) => ctx.services.actions.board(input, ctx.viewer)),

  get: member
    .meta({ ...reads, ...onAction })
    .input(ofAction)
    .output(actionDetail)
    .query(async ({ ctx, input }) => there(await ctx.services.actions.get(input.id, ctx.viewer))),

  history: member
    .meta({ ...reads, ...onAction })
    .input(ofAction.extend({ before: key.nullable().default(null), limit: z.number().int().min(1).max(100).default(30) }))
    .output(historyPage)
    .query(({ ctx, input }) => ctx.services.actions.history(input)),

  form: member
    .meta({ ...reads, ...onProject })
    .input(inProject)
    .output(actionForm)
    .query(async ({ ctx, input }) => there(await ctx.services.actions.form(input.projectId, ctx.viewer))),

  facets: member
    .meta({ ...reads, ...onProject })
    .input(inProject)
    .output(facets)
    .query(({ ctx, input }) => ctx.services.actions.facets(input.projectId, ctx.viewer)),

  /** Reads only; a mutation because a text is too long for an address. */
  preview: member
    .meta({ ...reads, ...onProject })
    .input(inProject.extend({ text: z.string().max(65_536), repository: z.string().max(200).nullable().default(null) }))
    .output(markdown)
    .mutation(({ ctx, input }) => ctx.services.actions.preview(input)),

  /** A stale `expectedVersion` is a CONFLICT whose `data.current` is the action as it is now. */
  update: member
    .meta({ ...edits, ...onAction })
    .input(ofAction.extend({ expectedVersion, changes: actionChanges, baseDescription: z.string().max(65_536).optional() }))
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.update({ ...input, actor: ctx.viewer }))),

  /** Asks first where it would write to many issues. */
  updateMany: member
    .meta({ ...edits, ...onProject })
    .input(bulkUpdate)
    .output(bulkAnswer)
    .mutation(async ({ ctx, input }) => {
      const answer = await ctx.services.actions.updateMany(input, ctx.viewer);
      if (answer.outcome === 'refused') throw new TRPCError({ code: 'BAD_REQUEST', message: answer.reason });
      return answer;
    }),

  create: member
    .meta({ ...edits, ...onProject })
    .input(newAction)
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.create(input, ctx.viewer))),

  remove: member
    .meta({ ...edits, ...onAction })
    .input(ofAction.extend({ expectedVersion }))
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.remove(input, ctx.viewer))),

  retryIssue: member
    .meta({ ...edits, ...onAction })
    .input(ofAction)
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.retryIssue(input.id, ctx.viewer))),

  undelete: member
    .meta({ ...edits, ...onAction })
    .input(ofAction)
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.undelete(input.id, ctx.viewer))),

  setArchived: member
    .meta({ ...edits, ...onAction })
    .input(ofAction.extend({ archived: z.boolean() }))
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.setArchived(input, ctx.viewer))),

  restore: member
    .meta({ ...edits, ...onAction })
    .input(ofAction.extend({ eventId: key, field: z.string().min(1).max(120) }))
    .output(action)
    .mutation(async ({ ctx, input }) => updated(await ctx.services.actions.restore(input, ctx.viewer))),
});
