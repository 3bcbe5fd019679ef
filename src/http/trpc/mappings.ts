/** Who is who in a project: GitHub logins and members. */
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import { updateAnswer, type UpdateAnswer } from './integration-shapes.ts';
import type { Asker } from './services.ts';
import { key, projectMember } from './shapes.ts';

export const people = z.object({
  /** Of the settings: to be named by `setPerson`. */
  version: z.number().int(),
  /** `also`: logins that were given to them by hand, beside their own. */
  members: z.array(projectMember.extend({ also: z.array(z.string()) })),
  /** Assignees nobody is known for; they stay on their issues. `count` actions are theirs. */
  unmatched: z.array(z.object({
    login: z.string(),
    count: z.number().int(),
    /** Who it may be, and what speaks for it. */
    guess: z.object({ member: z.string(), because: z.enum(['e-mail', 'name', 'login']) }).nullable(),
  })),
});

export type PeopleShape = z.infer<typeof people>;

export type MappingServices = {
  /** @returns null where there is no such project */
  people(projectId: string, asks: boolean, viewer: Asker): Promise<PeopleShape | null>;
  setPerson(change: { projectId: string; expectedVersion: number; login: string; member: string | null; confirmation?: string }, viewer: Asker): Promise<UpdateAnswer | null>;
};

function there<T>(found: T | null): T {
  if (found === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such project.' });
  return found;
}

export const mappings = router({
  /** With `ask`, GitHub is asked for public names and e-mail addresses, which takes a few seconds. */
  people: member
    .meta({ right: 'settings.read', project: 'projectId' })
    .input(z.object({ projectId: key, ask: z.boolean().default(false) }))
    .output(people)
    .query(async ({ ctx, input }) => there(await ctx.services.mappings.people(input.projectId, input.ask, ctx.viewer))),

  /** Says whose a login is; null takes that back. `confirmation` is the token of an answer `confirm`. */
  setPerson: member
    .meta({ right: 'settings.change', project: 'projectId' })
    .input(z.strictObject({ projectId: key, expectedVersion: z.number().int(), login: z.string().trim().min(1).max(100), member: z.string().trim().min(1).max(100).nullable(), confirmation: z.uuid().exactOptional() }))
    .output(updateAnswer)
    .mutation(async ({ ctx, input }) => there(await ctx.services.mappings.setPerson(input, ctx.viewer))),
});
