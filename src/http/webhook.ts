/**
 * `POST /api/webhooks/github`: verify over the raw bytes, commit, answer. Nothing else happens here.
 * Refusals in this order: 413 size, 415 type, 401 signature, 400 headers or JSON (I2: no unverified
 * byte is parsed).
 */
import { isUtf8 } from 'node:buffer';
import { verify as verifySignature } from '@octokit/webhooks-methods';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Inbox } from './inbox.ts';
import { createPacker } from './pack/packer.ts';

export interface WebhookParts {
  inbox: Inbox;
  /** Probot's own check, with the current secret. */
  verify: (body: string, signature: string) => Promise<boolean>;
  /** The secret that is on its way out (or in) during a rotation. */
  otherSecrets: readonly string[];
  onReceived: (outcome: ReceiveOutcome) => void;
}

export type ReceiveOutcome = 'stored' | 'too_large' | 'wrong_type' | 'bad_signature' | 'bad_request';

const PATH = '/api/webhooks/github';

/** GitHub sends nothing above 25 MB. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

const headersSchema = z.object({
  'x-github-delivery': z.string().regex(/^[\w-]{1,100}$/),
  'x-github-event': z.string().regex(/^[a-z0-9_]{1,100}$/),
});

/** Registers the route in a scope of its own, where bodies stay raw. */
export async function registerWebhook(fastify: FastifyInstance, parts: WebhookParts): Promise<void> {
  const packer = createPacker();
  await fastify.register(async (scope) => {
    scope.addHook('onClose', () => packer.close());
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body));
    scope.addHook('onError', async (_request, _reply, error) => {
      if (error.statusCode === 413) parts.onReceived('too_large');
    });

    scope.post(PATH, { bodyLimit: MAX_BODY_BYTES }, async (request, reply) => {
      // For who opens an answer by hand; other headers for browsers mean nothing to GitHub.
      void reply.header('x-content-type-options', 'nosniff');
      const refuse = (status: number, outcome: ReceiveOutcome, message: string) => {
        parts.onReceived(outcome);
        return reply.code(status).send({ error: message });
      };
      if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
        return refuse(415, 'wrong_type', "Set the webhook's content type to application/json.");
      }
      const raw = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
      // The check takes text. Bytes that are not UTF-8 would read as U+FFFD, like one another, and are refused before: JSON is UTF-8.
      const body = raw.toString('utf8');
      if (!isUtf8(raw) || !(await isSigned(parts, body, request.headers['x-hub-signature-256']))) {
        return refuse(401, 'bad_signature', "The signature does not match: check the App's webhook secret.");
      }
      const headers = headersSchema.safeParse(request.headers);
      if (!headers.success) {
        return refuse(400, 'bad_request', `The header ${String(headers.error.issues[0]?.path[0])} is missing or malformed.`);
      }
      const packed = await packer.pack(raw);
      if (!packed) return refuse(400, 'bad_request', 'The body is no JSON object.');
      await parts.inbox.store({ guid: headers.data['x-github-delivery'], event: headers.data['x-github-event'], ...packed });
      parts.onReceived('stored');
      return reply.code(202).send({ status: 'stored' });
    });
  });
}

/** Before an App is connected nothing can be verified, and so nothing is read: GitHub keeps what it could not deliver. */
export function registerClosedInbox(fastify: FastifyInstance): void {
  const onRequest = async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    await reply.code(503).header('x-content-type-options', 'nosniff').send({ error: 'No GitHub App is connected yet: open this service in a browser and finish its setup.' });
  };
  fastify.post(PATH, { onRequest }, async () => {});
}

async function isSigned(parts: WebhookParts, body: string, signature: unknown): Promise<boolean> {
  if (typeof signature !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(signature) || body === '') return false;
  if (await parts.verify(body, signature)) return true;
  for (const secret of parts.otherSecrets) {
    if (await verifySignature(secret, body, signature)) return true;
  }
  return false;
}
