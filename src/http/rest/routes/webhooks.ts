import { z } from 'zod';
import { newWebhook, outgoingDelivery, outgoingWebhook, wantedWebhook } from '../../trpc/webhooks.ts';
import { idempotencyKey, once } from '../idempotency.ts';
import type { PageCaller } from '../page-caller.ts';
import { Problem } from '../problems.ts';
import { id, params, route, type Route } from '../route.ts';

const tag = 'Alerts';
const ofWebhook = z.object({ project: id, webhook: id });
const made = newWebhook.extend({ secret: newWebhook.shape.secret.nullable().describe('What its messages are signed with (standardwebhooks.com). Null where this idempotency key made it before: if that answer was lost, remove it and make another.') });

async function find(page: PageCaller, projectId: string, webhook: string): Promise<z.input<typeof outgoingWebhook>> {
  const found = (await page.webhooks.list({ projectId })).find((one) => one.id === webhook);
  if (!found) throw new Problem('not-found', 'There is no such webhook.');
  return found;
}

export const webhookRoutes: Route[] = [
  route({
    method: 'GET', path: '/projects/{project}/webhooks', tag, summary: 'List outgoing webhooks', params: params.project, answer: z.object({ items: z.array(outgoingWebhook) }),
    run: async ({ page, params: { project: projectId } }) => ({ items: await page.webhooks.list({ projectId }) }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/webhooks', tag, summary: 'Send alerts to an address', description: 'Each as a signed POST. The secret is in this answer and cannot be read again.',
    params: params.project, headers: idempotencyKey, body: z.strictObject(wantedWebhook.shape), status: 201, answer: made,
    run: ({ page, params: { project: projectId }, body, db, asker, request }) =>
      once<z.input<typeof made>>({
        db, asker, request,
        make: () => page.webhooks.create({ ...body, projectId }),
        read: async (known) => ({ id: (await find(page, projectId, known)).id, secret: null }),
      }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/webhooks/{webhook}', tag, summary: 'Read an outgoing webhook', params: ofWebhook, answer: outgoingWebhook,
    run: ({ page, params: { project: projectId, webhook } }) => find(page, projectId, webhook),
  }),
  route({
    method: 'PUT', path: '/projects/{project}/webhooks/{webhook}', tag, summary: 'Change an outgoing webhook', description: 'Its secret stays.', params: ofWebhook,
    body: z.strictObject({ ...wantedWebhook.shape, active: z.boolean().default(true) }), answer: outgoingWebhook,
    async run({ page, params: { project: projectId, webhook }, body }) {
      await page.webhooks.change({ ...body, projectId, id: webhook });
      return find(page, projectId, webhook);
    },
  }),
  route({
    method: 'DELETE', path: '/projects/{project}/webhooks/{webhook}', tag, summary: 'Remove an outgoing webhook', params: ofWebhook, status: 204, answer: z.null(),
    run: ({ page, params: { project: projectId, webhook } }) => page.webhooks.remove({ projectId, id: webhook }),
  }),
  route({
    method: 'POST', path: '/projects/{project}/webhooks/{webhook}/test', tag, summary: 'Send a test message', description: 'One try, right now.', params: ofWebhook, answer: z.object({ ok: z.boolean(), message: z.string() }),
    run: ({ page, params: { project: projectId, webhook } }) => page.webhooks.test({ projectId, id: webhook }),
  }),
  route({
    method: 'GET', path: '/projects/{project}/webhooks/{webhook}/deliveries', tag, summary: 'List a webhook’s messages', description: 'The newest first. Go on with `before` = `next`.', params: ofWebhook,
    query: z.object({ before: id.nullable().default(null), limit: z.coerce.number().int().min(1).max(100).default(50) }), answer: z.object({ items: z.array(outgoingDelivery), next: id.nullable() }),
    async run({ page, params: { project: projectId, webhook }, query: { before, limit } }) {
      const found = await page.webhooks.deliveries({ projectId, id: (await find(page, projectId, webhook)).id, before, limit: limit + 1 });
      const items = found.slice(0, limit);
      return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  }),
  route({
    method: 'POST', path: '/projects/{project}/webhooks/{webhook}/retry', tag, summary: 'Send parked messages again', params: ofWebhook, status: 202, answer: z.object({ queued: z.number().int() }),
    run: ({ page, params: { project: projectId, webhook } }) => page.webhooks.retry({ projectId, id: webhook }),
  }),
];
