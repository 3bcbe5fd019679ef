import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { project } from './shapes.ts';

export const projects = router({
  list: member.meta({ right: 'project.list' }).output(z.array(project)).query(({ ctx }) => ctx.services.projects.list(ctx.viewer)),

  get: member
    .meta({ right: 'project.read', project: 'id' })
    .input(z.object({ id: project.shape.id }))
    .output(project)
    .query(async ({ ctx, input }) => {
      const found = await ctx.services.projects.get(input.id, ctx.viewer);
      if (found === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such project.' });
      return found;
    }),
});
