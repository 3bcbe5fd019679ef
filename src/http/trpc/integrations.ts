/** The GitHub integration of a project: settings, repositories, and what a lead does with a running sync. */
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import {
  draft, integration, rawSettings, savedDraft, settingsChange, settingsProblem, syncAnswer, syncRequest, updateAnswer, whyAnswer,
  type DraftShape, type IntegrationShape, type SavedDraft, type SettingsChangeShape, type SettingsProblemShape, type SyncAnswer, type SyncRequest, type UpdateAnswer, type WhyAnswerShape,
} from './integration-shapes.ts';
import type { Asker } from './services.ts';
import { key } from './shapes.ts';

/** A sentence that says why not; null where it was done. */
export type Refusal = string | null;

export type IntegrationServices = {
  /** @returns null where there is no such project */
  get(projectId: string, viewer: Asker): Promise<IntegrationShape | null>;
  check(projectId: string, settings: Record<string, unknown>): Promise<SettingsProblemShape[]>;
  update(change: SettingsChangeShape, viewer: Asker): Promise<UpdateAnswer | null>;
  draft(projectId: string): Promise<SavedDraft | null>;
  saveDraft(projectId: string, draft: DraftShape, viewer: Asker): Promise<void>;
  discardDraft(projectId: string): Promise<void>;
  pause(projectId: string, reason: string, viewer: Asker): Promise<void>;
  resume(projectId: string, viewer: Asker): Promise<void>;
  /** @returns false where no such pull is there to be held, ended or taken up */
  controlPull(request: { projectId: string; repositoryId: string; verb: 'pause' | 'cancel' | 'resume' }): Promise<boolean>;
  sync(request: SyncRequest, viewer: Asker): Promise<SyncAnswer>;
  /** @returns how many issues that concerned */
  settleBrake(projectId: string, confirmed: boolean, viewer: Asker): Promise<number>;
  /** @returns null where the text names no issue */
  why(projectId: string, issue: string, viewer: Asker): Promise<WhyAnswerShape | null>;
};

const projectId = key;
const ofProject = z.object({ projectId });

function there<T>(found: T | null): T {
  if (found === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such project.' });
  return found;
}

const read = member.meta({ right: 'settings.read', project: 'projectId' });
const change = member.meta({ right: 'settings.change', project: 'projectId' });

export const integrations = router({
  get: read.input(ofProject).output(integration).query(async ({ ctx, input }) => there(await ctx.services.integrations.get(input.projectId, ctx.viewer))),

  /** Every problem, with its path; none: the settings can be saved. */
  check: read
    .input(ofProject.extend({ settings: rawSettings }))
    .output(z.array(settingsProblem))
    .query(({ ctx, input }) => ctx.services.integrations.check(input.projectId, input.settings)),

  update: change.input(settingsChange).output(updateAnswer).mutation(async ({ ctx, input }) => there(await ctx.services.integrations.update(input, ctx.viewer))),

  draft: read.input(ofProject).output(savedDraft.nullable()).query(({ ctx, input }) => ctx.services.integrations.draft(input.projectId)),

  saveDraft: change
    .input(ofProject.extend({ draft }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await ctx.services.integrations.saveDraft(input.projectId, input.draft, ctx.viewer);
      return null;
    }),

  discardDraft: change.input(ofProject).output(z.null()).mutation(async ({ ctx, input }) => {
    await ctx.services.integrations.discardDraft(input.projectId);
    return null;
  }),

  pause: change
    .input(ofProject.extend({ reason: z.string().trim().min(1).max(200).default('A lead paused it.') }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await ctx.services.integrations.pause(input.projectId, input.reason, ctx.viewer);
      return null;
    }),

  /** Goes on, and catches up. */
  resume: change.input(ofProject).output(z.null()).mutation(async ({ ctx, input }) => {
    await ctx.services.integrations.resume(input.projectId, ctx.viewer);
    return null;
  }),

  /** One repository's pull. */
  controlPull: change
    .input(ofProject.extend({ repositoryId: key, verb: z.enum(['pause', 'cancel', 'resume']) }))
    .output(z.object({ done: z.boolean() }))
    .mutation(async ({ ctx, input }) => ({ done: await ctx.services.integrations.controlPull(input) })),

  sync: member
    .meta({ right: 'sync.start', project: 'projectId' })
    .input(syncRequest)
    .output(syncAnswer)
    .mutation(({ ctx, input }) => ctx.services.integrations.sync(input, ctx.viewer)),

  /** Lets through what waits behind the brake. */
  confirmBrake: change.input(ofProject).output(z.object({ issues: z.number().int() })).mutation(async ({ ctx, input }) => ({ issues: await ctx.services.integrations.settleBrake(input.projectId, true, ctx.viewer) })),

  /** Calls it off: actions take what GitHub has; what they had stays in their history. */
  declineBrake: change.input(ofProject).output(z.object({ issues: z.number().int() })).mutation(async ({ ctx, input }) => ({ issues: await ctx.services.integrations.settleBrake(input.projectId, false, ctx.viewer) })),

  /** Why an issue (URL, owner/name#12, or #12 where one repository is linked) is or is not synced. */
  why: member
    .meta({ right: 'sync.read', project: 'projectId' })
    .input(ofProject.extend({ issue: z.string().trim().min(1).max(500) }))
    .output(whyAnswer)
    .query(async ({ ctx, input }) => {
      const answer = await ctx.services.integrations.why(input.projectId, input.issue, ctx.viewer);
      if (answer === null) throw new TRPCError({ code: 'BAD_REQUEST', message: `"${input.issue}" names no issue: give its URL or owner/name#12.` });
      return answer;
    }),
});
