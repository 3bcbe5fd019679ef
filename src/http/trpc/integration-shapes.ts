/** An integration as the page and the REST API read and write it. */
import { z } from 'zod';
import { settingsInput } from '../../core/settings.ts';
import { callingOff } from './health-shapes.ts';
import { key, projectRepository } from './shapes.ts';

const instant = z.iso.datetime({ offset: true });
const fullName = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'write owner/name');

/** What is wrong in the settings, and where: `mappings.priority.sources.0.rules.1.value`. */
export const settingsProblem = z.object({ path: z.string(), message: z.string() });

/** An issue that would be, or waits to be, written to. */
export const listedIssue = z.object({ actionId: key, title: z.string(), repository: z.string(), number: z.number().int() });

export const pullState = z.enum(['waiting', 'pulling', 'live', 'failed', 'paused', 'cancelled']);

/** A linked repository, in full. `sync` is what people see of it; the rest is for a lead. */
export const linkedRepository = projectRepository.extend({
  archived: z.boolean(),
  openToMembers: z.boolean(),
  pull: z.object({
    state: pullState,
    pulled: z.number().int(),
    total: z.number().int().nullable(),
    /** Issues that could not be read; the sync log says which and why. */
    unreadable: z.number().int(),
    error: z.string().nullable(),
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  }),
  /** Issues that are actions. */
  actions: z.number().int(),
  polledAt: instant.nullable(),
  pollError: z.string().nullable(),
  /** Why nothing is synced, or nothing can be written; null where all is well. */
  pausedBecause: z.string().nullable(),
  readOnlyBecause: z.string().nullable(),
});

/** The switches beside the settings. */
export const switches = z.strictObject({
  /** Seconds between two polls: 1 minute to 1 day. */
  pollEvery: z.number().int().min(60).max(86_400),
  /** Whether webhooks take effect at once; without, polls and manual syncs bring changes. */
  autoSync: z.boolean(),
  /** Whether what a member edits is written to GitHub in their own name, where they have signed in. */
  actAsMembers: z.boolean(),
  /** Issues a rule or a settings change may write to within an hour before a person is asked. */
  brakeLimit: z.number().int().min(1).max(100_000),
  /** The same for those that would close an issue or take labels off it: harder to take back by hand. */
  brakeClosingLimit: z.number().int().min(1).max(100_000),
});

export const integration = switches.extend({
  state: z.enum(['draft', 'active', 'paused']),
  reason: z.string().nullable(),
  /** To be named by whoever changes the settings; 0 for a draft. */
  version: z.number().int(),
  /** As the lead wrote them, with defaults for what was left out. */
  settings: settingsInput,
  /** What follows from them where they leave something open: the labels looked for, the status of each state. */
  effective: settingsInput,
  brake: z.object({
    since: instant.nullable(),
    waiting: z.number().int(),
    /** Of those that wait: how many would be closed, and how many would lose labels. */
    closing: z.number().int(),
    unlabelling: z.number().int(),
    /** What was called off, of the whole project; null where nothing is. */
    callingOff: callingOff.nullable(),
    issues: z.array(listedIssue.extend({ /** What the write would take away. */ loss: z.enum(['closing', 'unlabelling']).nullable() })),
  }),
  repositories: z.array(linkedRepository),
});

/** Settings as somebody types them: checked by `check` and `update`, which name every problem. */
export const rawSettings = z.record(z.string(), z.json());

const replacing = z.record(z.string().max(200), z.string().max(200).nullable()).exactOptional();

/** Old key to the key that stands in its place; null takes a priority or category away. */
export const replacements = z.strictObject({ status: z.record(z.string().max(200), z.string().max(200)).exactOptional(), priority: replacing, category: replacing });

export const settingsChange = z.strictObject({
  projectId: key,
  expectedVersion: z.number().int(),
  /** The whole of the settings; without it, they stay. Statuses may be left out: they are the project's. */
  settings: rawSettings.exactOptional(),
  switches: switches.partial().exactOptional(),
  replacements: replacements.exactOptional(),
  /** The token of a `confirm`: lets that very change through. */
  confirmation: z.uuid().exactOptional(),
});

/** What a change would do here and write to GitHub. */
export const impact = z.object({
  /** Issues that would be written to; `closing` and `unlabelling` of them lose something. */
  writes: z.number().int(),
  closing: z.number().int(),
  unlabelling: z.number().int(),
  /** Actions that would change. */
  changes: z.number().int(),
  /** Issues that were looked at, of those that are actions. Where fewer, the numbers are estimates. */
  looked: z.number().int(),
  total: z.number().int(),
  /** Issues of either kind. */
  losing: z.number().int(),
  /** The limits that ask for a confirmation: of all, and of those that lose something. */
  limit: z.number().int(),
  closingLimit: z.number().int(),
  /** The first of them, with what would be written. */
  issues: z.array(listedIssue.extend({ fields: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })) })),
});

/** Nothing was changed, and why. */
const unchanged = [
  /** Changed since it was read. */
  z.object({ outcome: z.literal('stale'), integration }),
  z.object({ outcome: z.literal('invalid'), problems: z.array(settingsProblem) }),
  /** Actions have these and the settings no longer do: name replacements. */
  z.object({ outcome: z.literal('in use'), keys: z.array(z.object({ field: z.enum(['status', 'priority', 'category']), key: z.string(), count: z.number().int() })) }),
  z.object({ outcome: z.literal('refused'), reason: z.string() }),
] as const;

export const updateAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('saved'), integration }),
  /** It would write to many issues: show the list, and call again with the token. */
  z.object({ outcome: z.literal('confirm'), confirmation: z.uuid(), impact }),
  ...unchanged,
]);

/** What a change would do. */
export const impactAnswer = z.discriminatedUnion('outcome', [z.object({ outcome: z.literal('weighed'), impact }), ...unchanged]);

/** The wizard's unfinished work, on any device. Nothing in it is checked before it is used. */
export const draft = z.strictObject({
  settings: rawSettings.default({}),
  /** owner/name */
  repositories: z.array(fullName).max(500).default([]),
  /** Private ones of them that whoever saved the draft agreed to link; nobody agrees for another lead. */
  consents: z.array(fullName).max(500).default([]),
  switches: switches.partial().default({}),
  /** Where in the wizard the lead is; the page's own word. */
  step: z.string().max(50).default(''),
});

export const savedDraft = draft.extend({ savedBy: z.string().nullable(), savedAt: instant });

/** Whole project, some repositories, or some actions. */
export const syncRequest = z.strictObject({
  projectId: key,
  direction: z.enum(['pull', 'push', 'both']).default('both'),
  repositoryIds: z.array(key).min(1).max(500).exactOptional(),
  actionIds: z.array(key).min(1).max(1000).exactOptional(),
});

/** Which of the writes that wait: of the whole project, some repositories, or some actions. */
export const writesRequest = syncRequest.omit({ direction: true });

/** What was started; `held` says in sentences what could not be. */
export const syncAnswer = z.object({ repositories: z.number().int(), actions: z.number().int(), held: z.array(z.string()) });

export const whyAnswer = z.object({ synced: z.boolean(), sentence: z.string(), rule: z.string() });

/** Begins (or goes on with) the integration: settings and repositories together, or nothing. */
export const activation = settingsChange.extend({
  repositories: z.array(z.strictObject({
    fullName,
    /** A private repository is linked only by somebody who says so, knowing who will see its actions. */
    privateConsent: z.boolean().default(false),
  })).max(500),
});

export const activationAnswer = z.discriminatedUnion('outcome', [
  ...updateAnswer.options,
  /** Nothing was changed: these cannot be linked, each with the sentence that says why. */
  z.object({ outcome: z.literal('not linked'), refusals: z.array(z.object({ repository: z.string(), reason: z.string() })) }),
]);

const counts = z.array(z.object({ value: z.string(), count: z.number().int() }));

/** What would become of the issues. */
export const dryRunResult = z.object({
  issues: z.number().int(),
  /** Would become, or stay, actions. */
  admitted: z.number().int(),
  /** Kept out, by the setting that decides (`filters.exclude.labels`), most first. */
  filtered: counts,
  /** By status key, priority and category; `none` for without. */
  statuses: counts,
  priorities: counts,
  categories: counts,
  /** Labels that become tags. */
  tags: counts,
  /** Labels that neither a mapping nor the tags take. */
  unusedLabels: counts,
  /** Logins with no member of the project. */
  unmatchedPeople: counts,
  samples: z.array(z.object({ repository: z.string(), number: z.number().int(), title: z.string(), labels: z.array(z.string()), values: z.record(z.string(), z.json()) })),
  requests: z.number().int(),
  /** GraphQL points of the first pull, of the 5,000 and more an hour. */
  points: z.number().int(),
  seconds: z.number(),
});

/** A dry run that was asked for; it goes on when the page is left. */
export const preview = z.object({
  id: key,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  read: z.number().int(),
  total: z.number().int().nullable(),
  /** Why it failed, or what it waits for, as a sentence. */
  error: z.string().nullable(),
  /** What it was asked for: to tell whether the settings have changed since. */
  settings: rawSettings,
  repositories: z.array(z.string()),
  result: dryRunResult.nullable(),
  madeAt: instant,
  finishedAt: instant.nullable(),
});

export const previewRequest = z.strictObject({
  projectId: key,
  settings: rawSettings,
  repositories: z.array(fullName).min(1).max(500),
  /** Whether one of the same that is under way, or was done within the hour, will do: so that a look at it again does not begin anew. */
  reuse: z.boolean().default(false),
});

export const previewAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('started'), preview }),
  z.object({ outcome: z.literal('invalid'), problems: z.array(settingsProblem) }),
  z.object({ outcome: z.literal('refused'), reason: z.string() }),
]);

const named = z.object({ name: z.string(), count: z.number().int() });

/** What the chosen repositories use. */
export const facts = z.object({
  labels: z.array(named.extend({ color: z.string(), description: z.string() })),
  milestones: z.array(z.object({ title: z.string(), state: z.enum(['open', 'closed']), dueOn: z.string().nullable(), count: z.number().int() })),
  /** Types and people are counted among the newest issues: `looked` of `issues`. */
  issueTypes: z.array(named),
  issueFields: z.array(z.object({ name: z.string(), type: z.enum(['text', 'number', 'date', 'single_select', 'multi_select']), options: z.array(z.string()), used: z.array(z.object({ name: z.string(), count: z.number().int() })) })),
  people: z.array(named),
  /** GitHub projects with their single-select fields. */
  projects: z.array(z.object({ owner: z.string(), number: z.number().int(), title: z.string(), fields: z.array(z.object({ name: z.string(), options: z.array(z.string()) })) })),
  issues: z.number().int(),
  looked: z.number().int(),
  /** What GitHub did not show, in sentences. */
  unavailable: z.array(z.string()),
});

export const factsAnswer = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('read'), facts,
    /** Settings that fit what is there, whole and valid, and in sentences what they rest on. */
    suggestion: z.object({ settings: settingsInput, found: z.array(z.string()) }),
  }),
  z.object({ outcome: z.literal('refused'), reason: z.string() }),
]);

export const unlinking = z.strictObject({ projectId: key, repositoryId: key, actions: z.enum(['keep', 'archive']) });

export type ActivationShape = z.infer<typeof activation>;
export type ActivationAnswer = z.infer<typeof activationAnswer>;
export type PreviewShape = z.infer<typeof preview>;
export type PreviewRequestShape = z.infer<typeof previewRequest>;
export type PreviewAnswer = z.infer<typeof previewAnswer>;
export type DryRunResult = z.infer<typeof dryRunResult>;
export type FactsAnswer = z.infer<typeof factsAnswer>;
export type UnlinkingShape = z.infer<typeof unlinking>;
export type IntegrationShape = z.infer<typeof integration>;
export type LinkedRepository = z.infer<typeof linkedRepository>;
export type SettingsChangeShape = z.infer<typeof settingsChange>;
export type UpdateAnswer = z.infer<typeof updateAnswer>;
export type ImpactAnswer = z.infer<typeof impactAnswer>;
export type ImpactShape = z.infer<typeof impact>;
export type DraftShape = z.infer<typeof draft>;
export type SavedDraft = z.infer<typeof savedDraft>;
export type SettingsProblemShape = z.infer<typeof settingsProblem>;
export type SyncRequest = z.infer<typeof syncRequest>;
export type WritesRequest = z.infer<typeof writesRequest>;
export type SyncAnswer = z.infer<typeof syncAnswer>;
export type WhyAnswerShape = z.infer<typeof whyAnswer>;
export type Impact = z.infer<typeof impact>;
