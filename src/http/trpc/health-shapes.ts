/** How the sync is, as the page and the REST API read it. */
import { z } from 'zod';
import { key } from './shapes.ts';

const instant = z.iso.datetime({ offset: true });
const count = z.number().int().nonnegative();

export const healthState = z.enum(['live', 'syncing', 'first-sync', 'delayed', 'limited', 'paused', 'attention']);

/** The one thing that mends it; `github` is to be done on GitHub. */
export const mend = z.enum(['sync', 'resume', 'resume-pull', 'redeliver', 'retry', 'brake', 'conflicts', 'github']);

const health = z.object({ state: healthState, sentence: z.string(), mend: mend.nullable(), /** For `limited`: when it goes on. */ until: instant.nullable() });

/** Writes that a lead called off: how many are still to be given up, of how many. */
export const callingOff = z.object({ left: count, total: count });

export const repositoryHealth = health.extend({
  id: key,
  fullName: z.string(),
  private: z.boolean(),
  url: z.string(),
  pulled: count,
  total: count.nullable(),
  lastSyncedAt: instant.nullable(),
  polledAt: instant.nullable(),
  /** Since when the oldest that waits has been waiting; 0 where nothing does. */
  lagSeconds: z.number().nonnegative(),
  actions: count,
  conflicts: count,
  waiting: z.object({ pushes: count, deliveries: count, braked: count, /** What a lead may call off: pushes, also behind the brake and where the issue is out of reach. */ writes: count }),
  callingOff: callingOff.nullable(),
  parked: z.object({ issues: count, deliveries: count }),
  /** Issues that are not in step, with a reason. */
  troubled: count,
});

export const apiAllowance = z.object({
  account: z.string(),
  blockedUntil: instant.nullable(),
  resources: z.array(z.object({ name: z.string(), limit: count, remaining: count, resetsAt: instant })),
});

export const verification = z.object({
  id: key,
  state: z.enum(['running', 'done']),
  trigger: z.enum(['command', 'nightly', 'person']),
  /** Issues compared so far, of all. */
  mappings: count,
  total: count,
  fields: count,
  /** Null while it runs. */
  differences: count.nullable(),
  explained: count.nullable(),
  mended: count.nullable(),
  /** Share of fields that agree or are explained, 0 to 1; null while it runs. */
  accuracy: z.number().min(0).max(1).nullable(),
  startedAt: instant,
  finishedAt: instant.nullable(),
});

/** What the product is measured by. */
export const TARGETS = { accuracy: 0.999, errorRate: 0.01, latencyMs: 30_000 } as const;

export const projectHealth = z.object({
  at: instant,
  /** The gravest state of its repositories; `empty` where none is linked. */
  state: z.union([healthState, z.literal('empty')]),
  repositories: z.array(repositoryHealth),
  api: z.array(apiAllowance),
  /** GitHub's clock minus the database's. */
  clockSkewMs: z.number().int(),
  /** One under way, and the newest that ended. */
  verifying: verification.nullable(),
  verified: verification.nullable(),
  targets: z.object({ accuracy: z.number(), errorRate: z.number(), latencyMs: z.number() }),
});

const sum = { count, pushes: count, errors: count, p50: z.number().nullable(), p95: z.number().nullable() };
const seriesStep = z.object({ /** Seconds since 1970. */ at: z.number().int(), ...sum });

export const series = z.object({
  range: z.enum(['hour', 'day', 'week', 'month']),
  /** Seconds. */
  step: z.number().int(),
  /** Latencies are milliseconds, exact to 6 %; null where there was none. */
  total: z.object(sum),
  steps: z.array(seriesStep),
});

export const seriesQuery = z.object({ projectId: key, range: series.shape.range.default('day'), repositoryId: key.nullable().default(null) });

/** An issue or an event that is not in step, and why. */
export const trouble = z.object({
  kind: z.enum(['issue', 'delivery']),
  /** Of the action, or the delivery's GUID. */
  id: z.string(),
  title: z.string(),
  repository: z.string(),
  number: z.number().int().nullable(),
  url: z.string().nullable(),
  sentence: z.string(),
  /** What to do about it. */
  advice: z.string(),
  mend: mend.nullable(),
  at: instant,
});

export const redelivery = z.object({ deliveries: count, issues: count });

export type HealthShape = z.infer<typeof projectHealth>;
export type CallingOffShape = z.infer<typeof callingOff>;
export type RepositoryHealthShape = z.infer<typeof repositoryHealth>;
export type VerificationShape = z.infer<typeof verification>;
export type SeriesShape = z.infer<typeof series>;
export type SeriesStepShape = z.infer<typeof seriesStep>;
export type SeriesQueryShape = z.infer<typeof seriesQuery>;
export type TroubleShape = z.infer<typeof trouble>;
export type RedeliveryShape = z.infer<typeof redelivery>;
export type MendShape = z.infer<typeof mend>;
