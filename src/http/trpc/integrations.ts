/** The GitHub integration of a project: settings, repositories, and what a lead does with a running sync. */
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { member, router } from './base.ts';
import {
  activation, activationAnswer, draft, factsAnswer, impactAnswer, integration, preview, previewAnswer, previewRequest, rawSettings, savedDraft, settingsChange, settingsProblem, syncAnswer, syncRequest, unlinking, updateAnswer, whyAnswer, writesRequest,
  type ActivationAnswer, type ActivationShape, type DraftShape, type FactsAnswer, type ImpactAnswer, type IntegrationShape, type PreviewAnswer, type PreviewRequestShape, type PreviewShape, type SavedDraft, type SettingsChangeShape, type SettingsProblemShape, type SyncAnswer, type SyncRequest, type UnlinkingShape, type UpdateAnswer, type WhyAnswerShape, type WritesRequest,
} from './integration-shapes.ts';
import type { Asker } from './services.ts';
import { key } from './shapes.ts';

/** What was done, or the sentence that says why the viewer may not do it now. */
type Refusable<T> = T | { refused: string };

export type IntegrationServices = {
  /** @returns null where there is no such project */
  get(projectId: string, viewer: Asker): Promise<IntegrationShape | null>;
  check(projectId: string, settings: Record<string, unknown>): Promise<SettingsProblemShape[]>;
  update(change: SettingsChangeShape, viewer: Asker): Promise<UpdateAnswer | null>;
  impact(change: SettingsChangeShape, viewer: Asker): Promise<ImpactAnswer | null>;
  activate(request: ActivationShape, viewer: Asker): Promise<ActivationAnswer | null>;
  /** @returns how many actions that concerned; null where it is not linked */
  unlink(request: UnlinkingShape, viewer: Asker): Promise<number | null>;
  facts(projectId: string, repositories: readonly string[], viewer: Asker): Promise<FactsAnswer>;
  startPreview(request: PreviewRequestShape, viewer: Asker): Promise<PreviewAnswer>;
  /** The newest. */
  preview(projectId: string, viewer: Asker): Promise<PreviewShape | null>;
  /** @returns whether one was under way */
  cancelPreview(projectId: string): Promise<boolean>;
  draft(projectId: string, viewer: Asker): Promise<SavedDraft | null>;
  saveDraft(projectId: string, draft: DraftShape, viewer: Asker): Promise<void>;
  discardDraft(projectId: string, asker: Asker): Promise<void>;
  pause(projectId: string, reason: string, viewer: Asker): Promise<void>;
  resume(projectId: string, viewer: Asker): Promise<Refusable<null>>;
  /** @returns false where no such pull is there to be held, ended or taken up */
  controlPull(request: { projectId: string; repositoryId: string; verb: 'pause' | 'cancel' | 'resume' }, viewer: Asker): Promise<Refusable<boolean>>;
  sync(request: SyncRequest, viewer: Asker): Promise<SyncAnswer>;
  /** @returns how many issues that concerns */
  callOff(request: WritesRequest, viewer: Asker): Promise<number>;
  /** @returns how many issues that concerned */
  settleBrake(projectId: string, confirmed: boolean, viewer: Asker): Promise<Refusable<number>>;
  /** @returns null where the text names no issue */
  why(projectId: string, issue: string, viewer: Asker): Promise<WhyAnswerShape | null>;
};

const projectId = key;
const ofProject = z.object({ projectId });

function there<T>(found: T | null): T {
  if (found === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such project.' });
  return found;
}

function granted<T>(answer: Refusable<T>): T {
  if (typeof answer === 'object' && answer !== null && 'refused' in answer) throw new TRPCError({ code: 'FORBIDDEN', message: answer.refused });
  return answer;
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

  /** What the change would do, asked of GitHub now; nothing is written. */
  impact: change.input(settingsChange).output(impactAnswer).mutation(async ({ ctx, input }) => there(await ctx.services.integrations.impact(input, ctx.viewer))),

  /** Links the repositories at once and starts their pulls, under these settings. */
  activate: member
    .meta({ right: 'repository.link', project: 'projectId' })
    .input(activation)
    .output(activationAnswer)
    .mutation(async ({ ctx, input }) => there(await ctx.services.integrations.activate(input, ctx.viewer))),

  /** Takes a repository out; its actions stay, or are archived. Linked again, every pair goes on. */
  unlink: member
    .meta({ right: 'repository.link', project: 'projectId' })
    .input(unlinking)
    .output(z.object({ actions: z.number().int() }))
    .mutation(async ({ ctx, input }) => {
      const actions = await ctx.services.integrations.unlink(input, ctx.viewer);
      if (actions === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such repository.' });
      return { actions };
    }),

  /** What the repositories use, asked of GitHub now, and settings that fit it. */
  facts: read
    .input(ofProject.extend({ repositories: previewRequest.shape.repositories }))
    .output(factsAnswer)
    .query(({ ctx, input }) => ctx.services.integrations.facts(input.projectId, input.repositories, ctx.viewer)),

  /** A dry run as a job: nothing is written, it goes on when the page is left, and a new one ends the one before. */
  startPreview: change.input(previewRequest).output(previewAnswer).mutation(({ ctx, input }) => ctx.services.integrations.startPreview(input, ctx.viewer)),

  preview: read.input(ofProject).output(preview.nullable()).query(({ ctx, input }) => ctx.services.integrations.preview(input.projectId, ctx.viewer)),

  cancelPreview: change.input(ofProject).output(z.object({ cancelled: z.boolean() })).mutation(async ({ ctx, input }) => ({ cancelled: await ctx.services.integrations.cancelPreview(input.projectId) })),

  draft: read.input(ofProject).output(savedDraft.nullable()).query(({ ctx, input }) => ctx.services.integrations.draft(input.projectId, ctx.viewer)),

  saveDraft: change
    .input(ofProject.extend({ draft }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await ctx.services.integrations.saveDraft(input.projectId, input.draft, ctx.viewer);
      return null;
    }),

  discardDraft: change.input(ofProject).output(z.null()).mutation(async ({ ctx, input }) => {
    await ctx.services.integrations.discardDraft(input.projectId, ctx.viewer);
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
  resume: change.input(ofProject).output(z.null()).mutation(async ({ ctx, input }) => granted(await ctx.services.integrations.resume(input.projectId, ctx.viewer))),

  /** One repository's pull. */
  controlPull: change
    .input(ofProject.extend({ repositoryId: key, verb: z.enum(['pause', 'cancel', 'resume']) }))
    .output(z.object({ done: z.boolean() }))
    .mutation(async ({ ctx, input }) => ({ done: granted(await ctx.services.integrations.controlPull(input, ctx.viewer)) })),

  sync: member
    .meta({ right: 'sync.start', project: 'projectId' })
    .input(syncRequest)
    .output(syncAnswer)
    .mutation(({ ctx, input }) => ctx.services.integrations.sync(input, ctx.viewer)),

  /** Calls off writes that wait: nothing of them is written any more, and the actions go back to what GitHub has; what they had stays in their history. */
  cancelWrites: change.input(writesRequest).output(z.object({ issues: z.number().int() })).mutation(async ({ ctx, input }) => ({ issues: await ctx.services.integrations.callOff(input, ctx.viewer) })),

  /** Lets through what waits behind the brake. */
  confirmBrake: change.input(ofProject).output(z.object({ issues: z.number().int() })).mutation(async ({ ctx, input }) => ({ issues: granted(await ctx.services.integrations.settleBrake(input.projectId, true, ctx.viewer)) })),

  /** Calls it off: actions take what GitHub has; what they had stays in their history. */
  declineBrake: change.input(ofProject).output(z.object({ issues: z.number().int() })).mutation(async ({ ctx, input }) => ({ issues: granted(await ctx.services.integrations.settleBrake(input.projectId, false, ctx.viewer)) })),

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
