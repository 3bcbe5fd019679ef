import { z } from 'zod';
import { PULL_EVENTS } from '../snapshot.ts';

/** Pull: GitHub to action; push: action to GitHub. */
export const direction = z.enum(['pull', 'push', 'both']);
/** Who wins a true collision; `ask` holds the field on both sides until a person decides. */
export const conflictPolicy = z.enum(['github', 'lockstep', 'newest', 'ask']);
export const statusCategory = z.enum(['todo', 'in_progress', 'done', 'cancelled']);
export const customKind = z.enum(['text', 'number', 'date', 'single_select', 'multi_select', 'person']);

const name = z.string().trim().min(1, 'must not be empty');
const names = z.array(name).default([]);

/** A label name or a pattern with one `*`, compared without case. */
const labelPattern = name
  .max(50, 'GitHub label names have at most 50 characters')
  .refine((text) => text.indexOf('*') === text.lastIndexOf('*'), 'a label pattern takes one * at most')
  .refine((text) => text !== '*', 'a label pattern needs more than *, it would claim every label');

/** As in the address of a project: `https://github.com/orgs/acme/projects/5`. */
const projectNumber = z.number().int().positive();

/** A branch or a pattern with one `*`: `release/*`. */
const branchPattern = name.refine((text) => text.indexOf('*') === text.lastIndexOf('*'), 'a branch pattern takes one * at most');

/** What can be set for every field. `sync: false` leaves the field out on both sides. */
const rule = {
  sync: z.boolean().default(true),
  direction: direction.optional(),
  conflictPolicy: conflictPolicy.optional(),
};

/**
 * Where a status, priority or category comes from; sources are asked in order and the first that
 * says something wins. A label rule without a value takes what stands for the `*` as the key.
 */
const source = z.discriminatedUnion('from', [
  z.strictObject({
    from: z.literal('labels'),
    rules: z.array(z.strictObject({ label: labelPattern, value: name.optional() })),
    /** The label to write for a value; without it, the first rule that yields the value. */
    write: z.record(name, name.max(50)).default({}),
  }),
  z.strictObject({ from: z.literal('issueField'), field: name, options: z.record(name, name) }),
  z.strictObject({ from: z.literal('issueType'), types: z.record(name, name) }),
  /** A single-select field of a project (v2) of the organization that owns the repository. */
  z.strictObject({ from: z.literal('projectField'), project: projectNumber, field: name, options: z.record(name, name) }),
  z.strictObject({
    from: z.literal('pullRequests'),
    /** How far a linked pull request is -> the status; the first active row that fits any of them counts. */
    rows: z.array(z.strictObject({ on: z.enum(PULL_EVENTS), status: name, branch: branchPattern.optional(), active: z.boolean().default(true) })),
  }),
]);

/** What a project's own field is mapped to. `section` is a `### Heading` of the body. */
const target = z.union([
  z.strictObject({ issueField: name }),
  z.strictObject({ issueType: z.literal(true) }),
  z.strictObject({ milestone: z.literal(true) }),
  z.strictObject({ labelPrefix: z.string().max(49).refine((text) => text.trim() !== '', 'must not be blank') }),
  z.strictObject({ section: name }),
  z.strictObject({ projectField: name, project: projectNumber }),
]);

const mappings = z.strictObject({
  title: z.strictObject(rule).prefault({}),
  description: z.strictObject(rule).prefault({}),
  assignees: z.strictObject(rule).prefault({}),
  milestone: z.strictObject(rule).prefault({}),
  issueType: z.strictObject(rule).prefault({}),
  tags: z
    .strictObject({
      ...rule,
      /** Only these labels are tags; empty means all. */
      allow: z.array(labelPattern).default([]),
      /** These labels never are, on either side. */
      deny: z.array(labelPattern).default([]),
      /** Labels that another mapping uses are tags as well. */
      includeMapped: z.boolean().default(false),
    })
    .prefault({}),
  status: z
    .strictObject({
      ...rule,
      /** The status of an open issue that no source refines, and of each way to close one. */
      open: name.optional(),
      completed: name.optional(),
      notPlanned: name.optional(),
      duplicate: name.optional(),
      sources: z.array(source).optional(),
    })
    .prefault({}),
  priority: z.strictObject({ ...rule, sources: z.array(source).optional() }).prefault({}),
  category: z.strictObject({ ...rule, sources: z.array(source).optional() }).prefault({}),
  /** Off until a source is named. From a milestone it is read only: the date is the milestone's. */
  dueDate: z
    .strictObject({
      ...rule,
      source: z
        .union([z.literal('milestone'), z.strictObject({ issueField: name }), z.strictObject({ section: name })])
        .nullable()
        .default(null),
    })
    .prefault({}),
  custom: z
    .array(
      z.strictObject({
        ...rule,
        key: z.string().regex(/^[a-z0-9_-]+$/i, 'letters, digits, _ and - only'),
        name,
        kind: customKind,
        /** Choices of a select field; empty means any. */
        options: names,
        target,
      }),
    )
    .default([]),
});

const issueFilter = z
  .strictObject({
    labels: z.array(labelPattern).default([]),
    assignees: names,
    milestones: names,
    types: names,
    authors: names,
  })
  .prefault({});

const days = z.number().int().min(0).nullable().default(null);

const filters = z
  .strictObject({
    state: z.enum(['all', 'open', 'closed']).default('all'),
    /** An issue must match every list that is not empty, by any one of its entries. */
    include: issueFilter,
    /** An issue that matches any entry of any list stays out. Excluding wins over including. */
    exclude: issueFilter,
    /** The next three decide only whether an issue becomes an action, never whether it stays one. */
    createdWithinDays: days,
    closedWithinDays: days,
    /** Only issues created at or after this time (ISO 8601): "new issues only" sets it to now. */
    createdSince: z.iso.datetime({ offset: true }).nullable().default(null),
  })
  .prefault({});

/** The settings of an integration as a lead writes them; `{}` is valid. */
export const settingsInput = z.strictObject({
  direction: direction.default('both'),
  conflictPolicy: conflictPolicy.default('github'),
  /** What decides when "newest" finds two edits concurrent. */
  conflictTie: z.enum(['github', 'lockstep', 'ask']).default('github'),
  /** The project's own statuses, priorities and categories, in its order; they come with the project. */
  statuses: z
    .array(z.strictObject({ key: name, name, category: statusCategory }))
    .min(1)
    .default([
      { key: 'open', name: 'Open', category: 'todo' },
      { key: 'in_progress', name: 'In progress', category: 'in_progress' },
      { key: 'done', name: 'Done', category: 'done' },
      { key: 'cancelled', name: 'Cancelled', category: 'cancelled' },
    ]),
  priorities: z.array(name).default(['urgent', 'high', 'medium', 'low']),
  categories: z.array(name).default(['bug', 'feature', 'documentation', 'question']),
  /** GitHub login to member key. */
  people: z.record(name, name).default({}),
  /** Keys of all members; one without a login in `people` is never sent to GitHub. */
  members: names,
  mappings: mappings.prefault({}),
  filters,
  /** Whether labels that a repository lacks are created when an issue is to be given them; else they are named as missing. */
  createLabels: z.boolean().default(true),
  /** Numeric id of the repository in which a new action gets an issue; null: it stays without one. */
  newActionsRepository: z.number().int().positive().nullable().default(null),
  /**
   * What becomes of the issue of a deleted action: `detach` leaves it as it is and forgets it for
   * good, `close` closes it as not planned and forgets it, `leave` keeps the hidden pair in step.
   */
  deletedActions: z.enum(['detach', 'close', 'leave']).default('detach'),
});

export type SettingsInput = z.input<typeof settingsInput>;
export type ParsedInput = z.output<typeof settingsInput>;
export type Direction = z.output<typeof direction>;
export type ConflictPolicy = z.output<typeof conflictPolicy>;
export type StatusCategory = z.output<typeof statusCategory>;
export type CustomKind = z.output<typeof customKind>;
export type Source = z.output<typeof source>;
export type PullSource = Extract<Source, { from: 'pullRequests' }>;
export type LabelSource = Extract<Source, { from: 'labels' }>;
export type CustomMapping = ParsedInput['mappings']['custom'][number];
export type CustomTarget = CustomMapping['target'];
export type IssueFilter = ParsedInput['filters']['include'];
