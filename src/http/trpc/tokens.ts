import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { apiToken, key, newApiToken, project, scope } from './shapes.ts';

const projectId = project.shape.id;
const made = z.object({
  name: z.string().trim().min(1).max(100),
  /** null: it does not expire. */
  expiresInDays: z.number().int().min(1).max(3650).nullable().default(90),
});
const personal = made.extend({ scopes: z.array(scope).min(1) });
/** A project's token never configures. */
const shared = made.extend({ projectId, scopes: z.array(scope.exclude(['admin'])).min(1) });

function found(revoked: boolean): null {
  if (!revoked) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such token.' });
  return null;
}

/** The token itself is in the answer to `create` and nowhere else. */
export const tokens = router({
  list: member.meta({ right: 'account' }).output(z.array(apiToken)).query(({ ctx }) => ctx.services.tokens.list(ctx.viewer)),

  create: member
    .meta({ right: 'account.manage' })
    .input(personal)
    .output(newApiToken)
    .mutation(({ ctx, input }) => ctx.services.tokens.create(input, ctx.viewer)),

  revoke: member
    .meta({ right: 'account.manage' })
    .input(z.object({ id: key }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => found(await ctx.services.tokens.revoke(input.id, ctx.viewer))),

  listOfProject: member
    .meta({ right: 'token.manage', project: 'projectId' })
    .input(z.object({ projectId }))
    .output(z.array(apiToken))
    .query(({ ctx, input }) => ctx.services.tokens.listOfProject(input.projectId)),

  createForProject: member
    .meta({ right: 'token.manage', project: 'projectId' })
    .input(shared)
    .output(newApiToken)
    .mutation(({ ctx, input: { projectId: id, ...wanted } }) => ctx.services.tokens.createForProject(id, wanted, ctx.viewer)),

  revokeOfProject: member
    .meta({ right: 'token.manage', project: 'projectId' })
    .input(z.object({ projectId, id: key }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => found(await ctx.services.tokens.revokeOfProject(input.projectId, input.id, ctx.viewer))),
});
