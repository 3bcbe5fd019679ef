import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { installations, key, linkableRepository, project } from './shapes.ts';

const projectId = project.shape.id;
export const newLink = z.object({ fullName: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'write owner/name'), privateConsent: z.boolean().default(false) });

export const repositories = router({
  /** Where the App is installed, as far as the viewer sees, asked of GitHub now. */
  installations: member
    .meta({ right: 'repository.link', project: 'projectId' })
    .input(z.object({ projectId }))
    .output(installations)
    .query(async ({ ctx }) => {
      const found = await ctx.services.repositories.installations(ctx.viewer);
      if (typeof found === 'string') throw new TRPCError({ code: 'FORBIDDEN', message: found });
      return found;
    }),

  /** What the viewer could link, asked of GitHub now. */
  linkable: member
    .meta({ right: 'repository.link', project: 'projectId' })
    .input(z.object({ projectId }))
    .output(z.array(linkableRepository))
    .query(({ ctx, input }) => ctx.services.repositories.linkable(input.projectId, ctx.viewer)),

  link: member
    .meta({ right: 'repository.link', project: 'projectId' })
    .input(newLink.extend({ projectId }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      const reason = await ctx.services.repositories.link(input, ctx.viewer);
      if (reason !== null) throw new TRPCError({ code: 'FORBIDDEN', message: reason });
      return null;
    }),

  /** Whether every member of the project may see a private repository's actions, readers of it on GitHub or not; opening it takes a consent. */
  setOpen: member
    .meta({ right: 'repository.open', project: 'projectId' })
    .input(z.object({ projectId, repositoryId: key, open: z.boolean(), consent: z.boolean().default(false) }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      const result = await ctx.services.repositories.setOpen(input, ctx.viewer);
      if (result.outcome === 'missing') throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such repository.' });
      if (result.outcome === 'refused') throw new TRPCError({ code: 'FORBIDDEN', message: result.reason });
      return null;
    }),
});
