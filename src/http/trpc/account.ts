import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { accountSession, ownAccount } from './shapes.ts';

export const account = router({
  get: member.meta({ right: 'account' }).output(ownAccount).query(async ({ ctx: { services, viewer } }) => ({ ...viewer, signInAgain: await services.account.mustSignIn(viewer) })),

  sessions: member
    .meta({ right: 'account' })
    .output(z.array(accountSession))
    .query(({ ctx }) => ctx.services.account.sessions(ctx.viewer)),

  /** Ends one of the viewer's own sessions, the present one too. */
  endSession: member
    .meta({ right: 'account.manage' })
    .input(z.object({ id: accountSession.shape.id }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      if (!(await ctx.services.account.endSession(input.id, ctx.viewer))) throw new TRPCError({ code: 'NOT_FOUND', message: 'You have no such session.' });
      return null;
    }),
});
