import { z } from 'zod';
import { key } from './shapes.ts';

const count = z.number().int().nonnegative();

/** What goes when a project is disconnected from GitHub. */
export const disconnectPreview = z.object({
  repositories: z.array(z.string()),
  /** Actions with an issue: they stay with their history, or go, as is chosen. */
  actions: count,
  mappings: count,
  /** Open ones. */
  conflicts: count,
  /** Edits that GitHub has not got yet, and never will. */
  pending: count,
  syncLog: count,
  deliveries: count,
});

export const deletePreview = z.object({ name: z.string(), actions: count, history: count, members: count, tokens: count, github: disconnectPreview.nullable() });

/** `reasons`: why the account cannot be deleted yet, as sentences; empty where it can. */
export const accountPreview = z.object({ login: z.string(), projects: count, tokens: count, sessions: count, reasons: z.array(z.string()) });

/** How far a disconnect or a deletion is. */
export const privacyTask = z.object({
  id: key,
  kind: z.enum(['disconnect', 'delete-project', 'erase-person']),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  done: count,
  total: count,
  /** A count by name of what was removed or rewritten. */
  removed: z.record(z.string(), count),
  /** Why it waits or failed, as a sentence. */
  error: z.string().nullable(),
});

export type DisconnectPreviewShape = z.infer<typeof disconnectPreview>;
export type DeletePreviewShape = z.infer<typeof deletePreview>;
export type AccountPreviewShape = z.infer<typeof accountPreview>;
export type PrivacyTaskShape = z.infer<typeof privacyTask>;
