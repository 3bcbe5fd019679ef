import { z } from 'zod';
import type { MarkdownNode } from '../markdown/tree.ts';
import { action, actionChanges, actionQuery, actionSummary, historyEntry, key, project } from './shapes.ts';

/** A rendered description. Made here and drawn by the page element by element; nothing of it comes from outside as it is. */
export const markdown = z.custom<MarkdownNode[]>((value) => Array.isArray(value));

export const historyPage = z.object({ entries: z.array(historyEntry), /** To be named for the entries before; null at the beginning. */ next: key.nullable() });

export const actionDetail = z.object({
  action,
  /** The description, rendered. */
  body: markdown,
  /** The newest entries. */
  history: z.array(historyEntry),
  historyNext: key.nullable(),
  /** Put away by a person, or deleted; null in use. */
  archived: z.enum(['filter', 'person', 'deleted']).nullable(),
});

export const editableField = z.object({
  /** As in an action; the project's own begin with `custom.` */
  key: z.string(),
  name: z.string(),
  kind: z.enum(['text', 'lines', 'markdown', 'number', 'date', 'single_select', 'multi_select', 'person']),
  options: z.array(z.object({ value: z.string(), name: z.string() })),
  /** Why it cannot be edited on an action that has an issue. */
  readOnly: z.string().nullable(),
});

/** What the forms of a project's actions offer. */
export const actionForm = z.object({
  fields: z.array(editableField),
  /** In use, most used first. */
  suggestions: z.object({ tags: z.array(z.string()), assignees: z.array(z.string()), milestones: z.array(z.string()), issueTypes: z.array(z.string()) }),
  /** Where a new action can get an issue; `chosen` is the lead's choice. */
  repositories: z.array(z.object({ id: key, fullName: z.string(), chosen: z.boolean() })),
  /** What becomes of the issue of a deleted action. */
  deletedActions: z.enum(['detach', 'close', 'leave']),
});

const setChange = z.object({ add: z.array(z.string().min(1).max(100)).max(20).default([]), remove: z.array(z.string().min(1).max(100)).max(20).default([]) });

/** More in one call would hold up its caller for long. */
export const MOST_AT_ONCE = 1_000;

/** Which actions: these, or all that match. */
export const actionChoice = z.union([
  z.object({ ids: z.array(key).min(1).max(MOST_AT_ONCE) }),
  z.object({ matching: actionQuery.omit({ cursor: true, limit: true, projectId: true }) }),
]);

export const bulkUpdate = z.object({
  projectId: project.shape.id,
  choice: actionChoice,
  changes: z.union([actionChanges, z.strictObject({})]).default({}),
  /** Labels and people that come or go, whatever else an action has. */
  tags: setChange.optional(),
  assignees: setChange.optional(),
  /** Choices that come or go in the project's own fields of several, by key. */
  customFields: z.record(z.string().regex(/^[a-z0-9_-]{1,100}$/i), setChange).optional(),
  /** Puts them away, or takes them out again; alone, without other changes. */
  archived: z.boolean().optional(),
  /** The person has seen the list of issues that would be written to: `choice` has the ids that came with it. */
  confirmed: z.boolean().default(false),
});

const issueName = z.object({ id: key, title: z.string(), repository: z.string(), number: z.number().int() });

export const bulkAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), /** Ids of those that are so now. */ updated: z.array(key), refused: z.array(z.object({ id: key, title: z.string(), reason: z.string() })) }),
  /** So many issues are written to only when a person has seen which; nothing was changed. */
  z.object({ outcome: z.literal('confirm'), limit: z.number().int(), issues: z.array(issueName), total: z.number().int(), /** Of all actions that this is about, to be sent with `confirmed`. */ ids: z.array(key) }),
]);

export const newAction = z.object({
  projectId: project.shape.id,
  values: z.intersection(actionChanges, z.object({ title: z.string().trim().min(1).max(256) })),
  /** A repository of the project, null for no issue; without it what the lead chose. */
  repositoryId: key.nullable().optional(),
  /** Made by the page once a form: sent twice, it makes one action. */
  key: z.string().min(8).max(100),
});

export const boardQuery = actionQuery.omit({ cursor: true, status: true });

export const board = z.object({
  columns: z.array(z.object({ status: z.string(), count: z.number().int(), items: z.array(actionSummary), nextCursor: z.string().nullable() })),
});

export type ActionDetail = z.infer<typeof actionDetail>;
export type HistoryPage = z.infer<typeof historyPage>;
export type EditableFieldShape = z.infer<typeof editableField>;
export type ActionForm = z.infer<typeof actionForm>;
export type BulkUpdate = z.infer<typeof bulkUpdate>;
export type BulkAnswer = z.infer<typeof bulkAnswer>;
export type NewActionShape = z.infer<typeof newAction>;
export type BoardQuery = z.infer<typeof boardQuery>;
export type Board = z.infer<typeof board>;
export type { MarkdownNode } from '../markdown/tree.ts';
