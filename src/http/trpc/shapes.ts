import { z } from 'zod';

/** Stands for "has none" in the priority and assignee filters; no login or priority can begin with `@`. */
export const NONE = '@none';

/** Ids are database keys written as strings: a bigint does not survive JSON as a number. */
const id = z.string().min(1).max(40);
/** An id of one of our own numbered rows. */
export const key = z.string().regex(/^\d{1,15}$/, 'is no id');
const instant = z.iso.datetime({ offset: true });

export const statusCategory = z.enum(['todo', 'in_progress', 'done', 'cancelled']);

/** One of the team's own statuses; `key` is what an action carries, `name` what people read. */
export const projectStatus = z.object({ key: z.string(), name: z.string(), category: statusCategory });

export const repositorySync = z.object({
  state: z.enum(['waiting', 'pulling', 'live', 'paused', 'failed']),
  /** Issues pulled so far, of `total` (null until GitHub has told it). */
  pulled: z.number().int().nonnegative(),
  total: z.number().int().nonnegative().nullable(),
  /** The sentence a person reads; null unless paused or failed. */
  error: z.string().nullable(),
  /** All of it was pulled before: a pull that is under way reads it again. */
  again: z.boolean(),
});

export const projectRepository = z.object({
  id,
  fullName: z.string(),
  private: z.boolean(),
  sync: repositorySync,
});

export const project = z.object({
  id,
  name: z.string(),
  statuses: z.array(projectStatus),
  repositories: z.array(projectRepository),
  /** Actions per status key; a status with none may be absent. */
  counts: z.record(z.string(), z.number().int().nonnegative()),
  /** Conflicts that wait for a decision, of those the viewer may see. */
  conflicts: z.number().int().nonnegative(),
  /** The viewer's own; null for a program, which is no member. */
  role: z.enum(['lead', 'member', 'viewer']).nullable(),
});

/** What a project is called. */
export const projectName = z.string().trim().min(1, 'name the project').max(100, 'at most 100 characters');

export const githubLink = z.object({
  repository: z.string(),
  number: z.number().int().positive(),
  url: z.url({ protocol: /^https?$/ }),
  state: z.enum(['open', 'closed']),
  stateReason: z.string().nullable(),
  syncedAt: instant.nullable(),
  conflict: z.boolean(),
  /** Nobody but collaborators may comment there. */
  locked: z.boolean(),
  /** A push is planned or under way. */
  pending: z.boolean(),
  /** What is to be written waits behind the brake until a lead lets it go. */
  braked: z.boolean(),
  /** A person called off what was to be written, and it is being given up. */
  callingOff: z.boolean(),
  /** Why the last push or pull did not work, as a sentence. */
  error: z.string().nullable(),
});

/** An action without its description: what lists and live events carry. */
export const actionSummary = z.object({
  id,
  title: z.string(),
  status: z.string(),
  priority: z.string().nullable(),
  category: z.string().nullable(),
  tags: z.array(z.string()),
  assignees: z.array(z.string()),
  milestone: z.string().nullable(),
  /** YYYY-MM-DD */
  dueDate: z.string().nullable(),
  issueType: z.string().nullable(),
  customFields: z.record(z.string(), z.json()),
  github: githubLink.nullable(),
  /** Its issue while it is being made, or why it could not be. */
  issueCreation: z.object({ repository: z.string(), state: z.enum(['planned', 'sent', 'refused']), note: z.string().nullable() }).nullable(),
  /** Grows with every change; an update names the one it was made against. */
  version: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
});

export const action = actionSummary.extend({ description: z.string() });

/** What happened to an action: `lost` is a value that another one won over. */
export const historyKind = z.enum(['created', 'changed', 'lost', 'archived', 'unarchived', 'detached', 'restored', 'resolved', 'deleted', 'linked', 'moved']);

/** One change of an action: who, when, from which side, and both values of each field. */
export const historyEntry = z.object({
  id,
  at: instant,
  by: z.string().nullable(),
  side: z.enum(['github', 'lockstep']),
  kind: historyKind,
  changes: z.array(z.object({ field: z.string(), before: z.json(), after: z.json() })),
});

export const sortKey = z.enum(['updated', 'created', 'priority', 'title']);
export const sortOrder = z.enum(['asc', 'desc']);

const choice = (max: number) => z.array(z.string().min(1).max(256)).max(max).default([]);

/**
 * Filters of a list. Values of one filter are alternatives, except `tag`: an action must carry all
 * of them, as on GitHub. An empty filter takes everything.
 */
export const actionQuery = z.object({
  projectId: id,
  status: choice(50),
  priority: choice(20),
  assignee: choice(50),
  tag: choice(20),
  /** Repository ids. */
  repository: choice(100),
  text: z.string().trim().max(200).default(''),
  /** Those that a person put away instead of those in use. */
  archived: z.boolean().default(false),
  sort: sortKey.default('updated'),
  order: sortOrder.default('desc'),
  /** `nextCursor` of the page before; opaque. */
  cursor: z.string().max(500).nullable().default(null),
  limit: z.number().int().min(1).max(100).default(50),
});

export const actionPage = z.object({
  items: z.array(actionSummary),
  nextCursor: z.string().nullable(),
  /** Actions that match, over all pages, as far as they were counted. */
  total: z.number().int().nonnegative(),
  /** There are more than `total`. */
  atLeast: z.boolean(),
});

/** Limits are GitHub's: title 256, body 65,536 characters, 100 labels of 50, 10 assignees. */
export const actionChanges = z
  .strictObject({
    title: z.string().trim().min(1).max(256).exactOptional(),
    description: z.string().max(65_536).exactOptional(),
    status: z.string().min(1).max(100).exactOptional(),
    priority: z.string().min(1).max(100).nullable().exactOptional(),
    tags: z.array(z.string().min(1).max(50)).max(100).exactOptional(),
    assignees: z.array(z.string().min(1).max(100)).max(10).exactOptional(),
    category: z.string().min(1).max(100).nullable().exactOptional(),
    milestone: z.string().trim().min(1).max(255).nullable().exactOptional(),
    /** YYYY-MM-DD */
    dueDate: z.string().max(10).nullable().exactOptional(),
    issueType: z.string().trim().min(1).max(100).nullable().exactOptional(),
    /** The project's own fields by key; those not named stay. */
    customFields: z.record(z.string().regex(/^[a-z0-9_-]{1,100}$/i), z.json()).exactOptional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, { message: 'name at least one field to change' });

const facet = z.array(z.object({ value: z.string(), count: z.number().int().nonnegative() }));

/**
 * What the filter menus offer. Labels and people in use, most used first; priorities all that the
 * project has, used or not, in its own order.
 */
export const facets = z.object({ priorities: facet, tags: facet, assignees: facet });

export const viewer = z.object({ id, login: z.string(), name: z.string().nullable() });

/** Signed in as; with whether GitHub can no longer be asked in their name, so that what only they may read is hidden. */
export const ownAccount = viewer.extend({ signInAgain: z.boolean() });

/** One of the viewer's own sessions. */
export const accountSession = z.object({
  id,
  /** The browser as it names itself. */
  device: z.string(),
  createdAt: instant,
  seenAt: instant,
  /** The one this request came with. */
  current: z.boolean(),
});

export const role = z.enum(['lead', 'member', 'viewer']);

export const projectMember = z.object({ userId: key, login: z.string(), name: z.string().nullable(), role });

/** A repository the viewer could link: what GitHub says of their own reach, now. */
export const linkableRepository = z.object({ id, fullName: z.string(), private: z.boolean(), canWrite: z.boolean(), linked: z.boolean() });

/** Where the App is, or was asked for; `standing` says what is in the way. */
export const seenInstallation = z.object({
  account: z.string(),
  kind: z.enum(['User', 'Organization']),
  standing: z.enum(['ready', 'suspended', 'sso', 'requested']),
  issues: z.enum(['write', 'read', 'none']),
});

/** `installUrl` takes `?state=/path`: GitHub leads back there when the App is installed. */
export const installations = z.object({ installUrl: z.url({ protocol: /^https?$/ }), installations: z.array(seenInstallation) });

/** One line of the audit log; `actor` is null for whoever is erased, or was nobody. */
export const auditLine = z.object({
  id: key,
  at: instant,
  actorKind: z.enum(['person', 'token', 'operator', 'system', 'nobody']),
  actor: z.string().nullable(),
  event: z.string(),
  outcome: z.enum(['done', 'denied']),
  detail: z.record(z.string(), z.json()),
});

export const scope = z.enum(['read', 'write', 'admin']);

export const apiToken = z.object({
  id: key,
  kind: z.enum(['person', 'project', 'operator']),
  name: z.string(),
  /** The last characters, to recognise it by. */
  hint: z.string(),
  scopes: z.array(scope),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
});

/** A token that was just made: it cannot be read again. */
export const newApiToken = z.object({ id: key, token: z.string() });

export type ApiTokenShape = z.infer<typeof apiToken>;
export type NewApiTokenShape = z.infer<typeof newApiToken>;
export type AuditLine = z.infer<typeof auditLine>;
export type InstallationsShape = z.infer<typeof installations>;
export type LinkableRepository = z.infer<typeof linkableRepository>;
export type ProjectMember = z.infer<typeof projectMember>;
export type AccountSession = z.infer<typeof accountSession>;
export type Project = z.infer<typeof project>;
export type ProjectStatus = z.infer<typeof projectStatus>;
export type StatusCategory = z.infer<typeof statusCategory>;
export type ProjectRepository = z.infer<typeof projectRepository>;
export type GithubLink = z.infer<typeof githubLink>;
export type ActionSummary = z.infer<typeof actionSummary>;
export type Action = z.infer<typeof action>;
export type HistoryEntry = z.infer<typeof historyEntry>;
export type ActionQuery = z.infer<typeof actionQuery>;
export type ActionPage = z.infer<typeof actionPage>;
export type ActionChanges = z.infer<typeof actionChanges>;
export type Facets = z.infer<typeof facets>;
export type SortKey = z.infer<typeof sortKey>;
export type SortOrder = z.infer<typeof sortOrder>;
export type Viewer = z.infer<typeof viewer>;
export type OwnAccount = z.infer<typeof ownAccount>;
