/** The pull requests of an action. */
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { PULL_EVENTS } from '../../core/snapshot.ts';
import { member, router } from './base.ts';
import type { Asker } from './services.ts';
import { action } from './shapes.ts';

export const actionPull = z.object({
  repository: z.string(),
  number: z.number().int(),
  title: z.string(),
  url: z.string(),
  /** How far it is; `closed` means unmerged. */
  state: z.enum(PULL_EVENTS),
  /** The branch it is to be merged into. */
  branch: z.string(),
  /** GitHub itself, a closing keyword, or somebody here. Only the last is undone here. */
  linkedBy: z.enum(['github', 'keyword', 'hand']),
  by: z.string().nullable(),
});

export type ActionPullShape = z.infer<typeof actionPull>;

export type PullServices = {
  list(actionId: string): Promise<ActionPullShape[]>;
  /** @returns null when it was done, else why not, as a sentence */
  change(request: { actionId: string; pull: string; linked: boolean }, viewer: Asker): Promise<string | null>;
};

/** By URL, owner/name#12, or #12 of the issue's own repository. */
export const pullName = z.string().trim().min(1).max(500).describe('Its URL, owner/name#12, or #12 of the issue’s own repository.');

const ofAction = z.object({ actionId: action.shape.id });
const named = ofAction.extend({ pull: pullName });

function done(reason: string | null): null {
  if (reason !== null) throw new TRPCError({ code: 'FORBIDDEN', message: reason });
  return null;
}

const edit = member.meta({ right: 'action.edit', action: 'actionId' }).input(named).output(z.null());

export const pulls = router({
  list: member.meta({ right: 'action.read', action: 'actionId' }).input(ofAction).output(z.array(actionPull)).query(({ ctx, input }) => ctx.services.pulls.list(input.actionId)),

  link: edit.mutation(async ({ ctx, input }) => done(await ctx.services.pulls.change({ ...input, linked: true }, ctx.viewer))),

  unlink: edit.mutation(async ({ ctx, input }) => done(await ctx.services.pulls.change({ ...input, linked: false }, ctx.viewer))),
});
