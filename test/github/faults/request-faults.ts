import { z } from 'zod';
import type { Random } from '../state/random.ts';
import { createRuleBook, frequencySchema, strikes, type Rule, type RuleBook } from './matching.ts';

/** `before`: the request does nothing; `after`: it takes full effect and only the answer suffers. */
const when = z.enum(['before', 'after']).default('before');

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** What can happen to a request. */
export const requestFaultSchema = z.discriminatedUnion('kind', [
  /** Waits until the rule is cleared, then goes on to the next rule. */
  z.object({ kind: z.literal('held') }),
  z.object({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    when,
  }),
  /** A rate limit's refusal: with `retry-after`, or with remaining 0 and a reset, or with neither. */
  z.object({
    kind: z.literal('limited'),
    status: z.union([z.literal(403), z.literal(429)]).default(403),
    retryAfterSeconds: z.int().min(0).optional(),
    resetAfterSeconds: z.int().min(0).optional(),
  }),
  /** The connection breaks off. */
  z.object({ kind: z.literal('reset'), when }),
  /** No answer; the connection breaks off after `ms` (wall time) if the client still waits. */
  z.object({ kind: z.literal('hang'), ms: z.int().min(0).default(120_000), when }),
  /** Half the answer's body, then the connection breaks off. */
  z.object({ kind: z.literal('truncate') }),
  /** GraphQL only: pages wider than `above` fail, with status 200 and RESOURCE_LIMITS_EXCEEDED. */
  z.object({ kind: z.literal('resource-limits'), above: z.int().min(0) }),
]);

export const requestRuleSchema = frequencySchema.extend({
  method: z.string().optional(),
  /** Regular expression on the path below /api/v3 (`/graphql` for GraphQL). */
  path: z.string().refine(isPattern, 'not a regular expression').optional(),
  /** GraphQL operation name. */
  operation: z.string().optional(),
  /** Only requests that write: REST other than GET and HEAD, GraphQL mutations. */
  writesOnly: z.boolean().optional(),
  fault: requestFaultSchema,
});

export type RequestFault = z.infer<typeof requestFaultSchema>;
export type RequestRule = z.infer<typeof requestRuleSchema>;

/** What rules look at. */
export interface SeenRequest {
  method: string;
  path: string;
  operation: string | null;
  writes: boolean;
}

export interface RequestFaults {
  book: RuleBook<RequestRule>;
  /** Whether a striking rule holds the request still, and the first other fault that strikes. */
  strike(request: SeenRequest): { isHeld: () => boolean; fault: Exclude<RequestFault, { kind: 'held' }> | null };
}

export function createRequestFaults(random: Random): RequestFaults {
  const book = createRuleBook<RequestRule>();
  return {
    book,
    strike(request) {
      const holding: Rule<RequestRule>[] = [];
      const isHeld = (): boolean => holding.some((rule) => book.rules.includes(rule));
      for (const rule of book.rules) {
        if (!matches(rule.spec, request) || !strikes(rule, random)) continue;
        const { fault } = rule.spec;
        if (fault.kind !== 'held') return { isHeld, fault };
        holding.push(rule);
      }
      return { isHeld, fault: null };
    },
  };
}

function matches(rule: RequestRule, request: SeenRequest): boolean {
  return (
    (rule.method === undefined || rule.method.toUpperCase() === request.method) &&
    (rule.path === undefined || new RegExp(rule.path, 'u').test(request.path)) &&
    (rule.operation === undefined || rule.operation === request.operation) &&
    (rule.writesOnly !== true || request.writes)
  );
}
