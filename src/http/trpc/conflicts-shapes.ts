/** Conflicts as the page and the REST API read and settle them. */
import { z } from 'zod';
import { key } from './shapes.ts';

const instant = z.iso.datetime({ offset: true });

export const conflictSide = z.object({ value: z.json(), by: z.string().nullable(), at: instant.nullable() });

export const conflict = z.object({
  id: key,
  action: z.object({ id: key, title: z.string() }),
  issue: z.object({ repository: z.string(), number: z.number().int(), url: z.string() }),
  field: z.string(),
  /** What people call the field, and how its values read: one value, a number, names, or lines of text. A value of one's own is of that kind. */
  name: z.string(),
  kind: z.enum(['scalar', 'number', 'set', 'text']),
  /** What both sides last agreed on. */
  base: z.json(),
  github: conflictSide,
  lockstep: conflictSide,
  openedAt: instant,
  /** Null while it waits for a person. `gone`: both sides came to agree by themselves. */
  resolved: z.object({ at: instant, by: z.string().nullable(), how: z.enum(['github', 'lockstep', 'merged', 'gone']) }).nullable(),
});

export const conflictQuery = z.object({
  projectId: key,
  resolved: z.boolean().default(false),
  /** Only this action's. */
  actionId: key.nullable().default(null),
  /** `next` of the page before. */
  before: key.nullable().default(null),
  limit: z.number().int().min(1).max(100).default(50),
});

export const conflictPage = z.object({ items: z.array(conflict), next: key.nullable(), /** Over all pages. */ open: z.number().int() });

export const conflictDecision = z.union([z.strictObject({ take: z.enum(['github', 'lockstep']) }), z.strictObject({ value: z.json() })]);

export const conflictSettlement = z
  .strictObject({ projectId: key, ids: z.array(key).min(1).max(200), decision: conflictDecision })
  .refine(({ ids, decision }) => 'take' in decision || ids.length === 1, { message: 'a value of your own settles one conflict at a time', path: ['ids'] });

/** What became of each; `refused` says why, in a sentence. */
export const settlementAnswer = z.object({ resolved: z.array(key), refused: z.array(z.object({ id: key, reason: z.string() })), open: z.number().int() });

export type ConflictShape = z.infer<typeof conflict>;
export type ConflictQueryShape = z.infer<typeof conflictQuery>;
export type ConflictPageShape = z.infer<typeof conflictPage>;
export type ConflictSettlement = z.infer<typeof conflictSettlement>;
export type SettlementAnswer = z.infer<typeof settlementAnswer>;
