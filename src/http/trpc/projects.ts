import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { project, projectName } from './shapes.ts';

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

  /** Whoever makes a project leads it. */
  create: member
    .meta({ right: 'project.create' })
    .input(z.object({ name: projectName }))
    .output(project)
    .mutation(async ({ ctx, input }) => {
      const made = await ctx.services.projects.create(input.name, ctx.viewer);
      if (made === null) throw new TRPCError({ code: 'FORBIDDEN', message: 'A project needs a person who leads it.' });
      return made;
    }),

  rename: member
    .meta({ right: 'settings.change', project: 'id' })
    .input(z.object({ id: project.shape.id, name: projectName }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await ctx.services.projects.rename(input.id, input.name, ctx.viewer);
      return null;
    }),
});
