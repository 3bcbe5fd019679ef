/**
 * Requests that were refused stand in the log: who, what, from where and why (OWASP ASVS V16.3).
 * Not those of the inbox, which everybody may flood: `lockstep_deliveries_received_total` counts them.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditActor } from '../store/audit.ts';
import { networkOf } from './auth/rate-limits.ts';

/** What a status means where nothing closer is known. What the policy hides is a 404, and stands in the audit log. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'not valid', 401: 'nobody is known by it', 403: 'not allowed', 413: 'too large', 415: 'of a type that is not read', 422: 'not valid', 429: 'over a limit',
};

/** A caller's refusals of one kind are one line in so long, whatever their number. */
const WINDOW_MS = 60_000;
/** Kinds that are told apart within it; whoever comes from ever new addresses gets one line for the rest. */
const KINDS = 5000;

export interface RefusalLogParts {
  /** Who asked; null: nobody who is known. */
  whoOf: (request: FastifyRequest) => Promise<AuditActor | null>;
  /** Milliseconds that only grow. */
  now?: () => number;
}

export function registerRefusalLog(fastify: FastifyInstance, { whoOf, now = () => performance.now() }: RefusalLogParts): void {
  let began = now();
  let earlier = new Map<string, number>();
  let counts = new Map<string, number>();
  /** @returns whether this is the window's first, and how many the window before left unsaid */
  const count = (kind: string): { first: boolean; unsaid: number } => {
    if (now() - began >= WINDOW_MS) [began, earlier, counts] = [now(), counts, new Map()];
    const key = counts.has(kind) || counts.size < KINDS ? kind : 'the rest';
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return { first: before === 0, unsaid: Math.max(0, (earlier.get(key) ?? 0) - 1) };
  };
  fastify.addHook('onResponse', async (request, reply) => {
    const meaning = REASONS[reply.statusCode];
    if (meaning === undefined) return;
    const { method, routeOptions: { url: route = 'none' } } = request;
    const address = networkOf(request.ip);
    const { first, unsaid } = count([reply.statusCode, method, route, address].join(' '));
    if (!first) return;
    const who = await whoOf(request);
    request.log.warn({ status: reply.statusCode, reason: reply.refusal ?? meaning, method, route, address, who, ...(unsaid > 0 && { unsaid }) }, 'request refused');
  });
}
