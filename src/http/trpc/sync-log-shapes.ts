/** The sync log as the page, its export and the REST API read it. */
import { z } from 'zod';
import { mend } from './health-shapes.ts';
import { key } from './shapes.ts';

const instant = z.iso.datetime({ offset: true });

export const TRIGGERS = ['webhook', 'backfill', 'poll', 'verify', 'refresh', 'push', 'edit'] as const;
export const OUTCOMES = ['created', 'changed', 'in_step', 'detached', 'dropped', 'failed'] as const;

/** All that is left out takes everything. */
export const syncLogFilter = z.object({
  repositoryId: key.nullable().default(null),
  issue: z.coerce.number().int().min(1).max(999_999_999).nullable().default(null),
  direction: z.enum(['pull', 'push']).nullable().default(null),
  trigger: z.enum(TRIGGERS).nullable().default(null),
  /** `trouble`: failed, or not taken by GitHub. */
  outcome: z.enum([...OUTCOMES, 'trouble']).nullable().default(null),
  from: instant.nullable().default(null),
  to: instant.nullable().default(null),
  /** In the action's title or the reason; or a delivery's id. */
  text: z.string().trim().max(200).refine((text) => !text.includes('\0'), 'holds the character U+0000').default(''),
});

export const syncLogQuery = syncLogFilter.extend({
  projectId: key,
  /** `next` of the page before. */
  before: key.nullable().default(null),
  limit: z.number().int().min(1).max(200).default(50),
});

export const syncLogRow = z.object({
  id: key,
  at: instant,
  repository: z.string(),
  issueNumber: z.number().int().nullable(),
  action: z.object({ id: key, title: z.string() }).nullable(),
  direction: z.enum(['pull', 'push']),
  trigger: z.string(),
  outcome: z.enum(OUTCOMES),
  /** Keys of the fields that changed. */
  fields: z.array(z.string()),
  /** From the event or the edit to the commit; null where the cause has no time. */
  latencyMs: z.number().int().nullable(),
  durationMs: z.number().int(),
  error: z.string().nullable(),
});

export const syncLogPage = z.object({ items: z.array(syncLogRow), next: key.nullable() });

export const syncLogDetail = syncLogRow.extend({
  issueUrl: z.string().nullable(),
  changes: z.array(z.object({ field: z.string(), before: z.json(), after: z.json() })),
  delivery: z.object({ guid: z.string(), event: z.string().nullable(), state: z.string().nullable() }).nullable(),
  /** What to do about it; null where nothing went wrong. */
  advice: z.object({ advice: z.string(), mend: mend.nullable() }).nullable(),
});

export const syncLogRetry = z.strictObject({ projectId: key, /** Rows; without them, all that is not in step. */ ids: z.array(key).min(1).max(200).exactOptional() });

export type SyncLogFilterShape = z.infer<typeof syncLogFilter>;
export type SyncLogQueryShape = z.infer<typeof syncLogQuery>;
export type SyncLogRowShape = z.infer<typeof syncLogRow>;
export type SyncLogPageShape = z.infer<typeof syncLogPage>;
export type SyncLogDetailShape = z.infer<typeof syncLogDetail>;
