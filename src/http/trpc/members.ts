import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import type { MemberOutcome } from './services.ts';
import { project, projectMember } from './shapes.ts';

const projectId = project.shape.id;
const { userId, role } = projectMember.shape;

function settled(result: MemberOutcome): null {
  if (result.outcome === 'missing') throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such member.' });
  if (result.outcome === 'refused') throw new TRPCError({ code: 'FORBIDDEN', message: result.reason });
  return null;
}

export const members = router({
  list: member
    .meta({ right: 'member.read', project: 'projectId' })
    .input(z.object({ projectId }))
    .output(z.array(projectMember))
    .query(({ ctx, input }) => ctx.services.members.list(input.projectId)),

  setRole: member
    .meta({ right: 'member.manage', project: 'projectId' })
    .input(z.object({ projectId, userId, role }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => settled(await ctx.services.members.setRole(input, ctx.viewer))),

  remove: member
    .meta({ right: 'member.manage', project: 'projectId' })
    .input(z.object({ projectId, userId }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => settled(await ctx.services.members.remove(input, ctx.viewer))),
});
