import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { alertKind } from './alerts.ts';
import { member, router } from './base.ts';
import type { Asker } from './services.ts';
import { key, project } from './shapes.ts';

const instant = z.iso.datetime({ offset: true });
export const wantedWebhook = z.object({ url: z.string().max(2000), kinds: z.array(alertKind).min(1).max(alertKind.options.length) });

export const outgoingWebhook = z.object({
  id: key,
  url: z.string(),
  kinds: z.array(alertKind),
  active: z.boolean(),
  createdAt: instant,
  /** Messages that were given up until somebody sends them again. */
  parked: z.number().int(),
});

export const outgoingDelivery = z.object({
  id: key,
  /** What the receiver sees as `webhook-id`. */
  messageId: z.string(),
  state: z.enum(['queued', 'sent', 'parked']),
  attempts: z.number().int(),
  status: z.number().int().nullable(),
  /** Why the last try failed, as a sentence. */
  error: z.string().nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
});

/** The secret is in this answer and nowhere else. */
export const newWebhook = z.object({ id: key, secret: z.string() });

export type OutgoingWebhookShape = z.infer<typeof outgoingWebhook>;
export type OutgoingDeliveryShape = z.infer<typeof outgoingDelivery>;
export type WantedWebhook = z.infer<typeof wantedWebhook>;

export type WebhookOutcome = { outcome: 'done' | 'missing' } | { outcome: 'refused'; reason: string };

export interface WebhookServices {
  list(projectId: string): Promise<OutgoingWebhookShape[]>;
  /** `secret` cannot be read again. */
  create(projectId: string, wanted: WantedWebhook, viewer: Asker): Promise<{ outcome: 'created'; id: string; secret: string } | { outcome: 'refused'; reason: string }>;
  change(projectId: string, id: string, wanted: WantedWebhook & { active: boolean }, viewer: Asker): Promise<WebhookOutcome>;
  remove(projectId: string, id: string, viewer: Asker): Promise<WebhookOutcome>;
  /** @returns null where the project has no such webhook */
  test(projectId: string, id: string): Promise<{ ok: boolean; message: string } | null>;
  /** Those before the delivery `before`, or the newest. */
  deliveries(projectId: string, id: string, page: { before: string | null; limit: number }): Promise<OutgoingDeliveryShape[]>;
  /** Sends what was parked again. @returns how many */
  retry(projectId: string, id: string): Promise<number>;
}

const projectId = project.shape.id;
const ofProject = z.object({ projectId });
const one = ofProject.extend({ id: key });
const configure = member.meta({ right: 'settings.change', project: 'projectId' });

function settled(result: WebhookOutcome): null {
  if (result.outcome === 'missing') throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such webhook.' });
  if (result.outcome === 'refused') throw new TRPCError({ code: 'BAD_REQUEST', message: result.reason });
  return null;
}

/** Webhooks that a project sends, signed after https://www.standardwebhooks.com. */
export const webhooks = router({
  list: member.meta({ right: 'settings.read', project: 'projectId' }).input(ofProject).output(z.array(outgoingWebhook)).query(({ ctx, input }) => ctx.services.webhooks.list(input.projectId)),

  create: configure
    .input(wantedWebhook.extend({ projectId }))
    .output(newWebhook)
    .mutation(async ({ ctx, input: { projectId: id, ...made } }) => {
      const result = await ctx.services.webhooks.create(id, made, ctx.viewer);
      if (result.outcome === 'refused') throw new TRPCError({ code: 'BAD_REQUEST', message: result.reason });
      return { id: result.id, secret: result.secret };
    }),

  change: configure
    .input(wantedWebhook.extend({ projectId, id: key, active: z.boolean() }))
    .output(z.null())
    .mutation(async ({ ctx, input: { projectId: of, id, ...changed } }) => settled(await ctx.services.webhooks.change(of, id, changed, ctx.viewer))),

  remove: configure.input(one).output(z.null()).mutation(async ({ ctx, input }) => settled(await ctx.services.webhooks.remove(input.projectId, input.id, ctx.viewer))),

  /** One try right now. */
  test: configure.input(one).output(z.object({ ok: z.boolean(), message: z.string() })).mutation(async ({ ctx, input }) => {
    const result = await ctx.services.webhooks.test(input.projectId, input.id);
    if (result === null) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such webhook.' });
    return result;
  }),

  /** The newest first. */
  deliveries: member
    .meta({ right: 'settings.read', project: 'projectId' })
    .input(one.extend({ before: key.nullable().default(null), limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(outgoingDelivery))
    .query(({ ctx, input: { projectId: of, id, ...page } }) => ctx.services.webhooks.deliveries(of, id, page)),

  retry: configure.input(one).output(z.object({ queued: z.number().int() })).mutation(async ({ ctx, input }) => ({ queued: await ctx.services.webhooks.retry(input.projectId, input.id) })),
});
