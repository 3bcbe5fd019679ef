/**
 * One write may take several steps, a label taken off and another put on, and sends an event for each.
 * What those show differs: GitHub's published examples have the issue after the step (a milestone taken
 * away, though another follows in the same second) and before it (`unlabeled` with the label still on).
 */
import { z } from 'zod';
import type { IssueEvent } from '../core/last-changes.ts';
import { without } from '../core/merge/set.ts';
import type { Told } from '../core/overwritten.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';

const step = z.object({
  label: z.object({ name: z.string() }).nullish().catch(null),
  assignee: z.object({ id: z.int(), login: z.string() }).nullish().catch(null),
  milestone: z.object({ number: z.int(), title: z.string(), due_on: z.string().nullish() }).nullish().catch(null),
  type: z.object({ name: z.string() }).nullish().catch(null),
});

type Step = z.infer<typeof step>;

/** What came with a step and the issue does not show. */
const CAME: Readonly<Record<string, (issue: IssueSnapshot, told: Step) => Partial<IssueSnapshot> | null>> = {
  labeled: ({ labels }, { label }) => (label && without([label.name], labels).length > 0 ? { labels: [...labels, label.name] } : null),
  assigned: ({ assignees }, { assignee }) => (assignee && !assignees.some(({ id }) => id === assignee.id) ? { assignees: [...assignees, assignee] } : null),
  milestoned: ({ milestone: shown }, { milestone }) =>
    (milestone && shown?.number !== milestone.number ? { milestone: { number: milestone.number, title: milestone.title, dueOn: milestone.due_on ?? null } } : null),
  typed: ({ issueType }, { type }) => (type && issueType !== undefined && issueType !== type.name ? { issueType: type.name } : null),
};

/** The issue without what went with a step. */
const WENT: Readonly<Record<string, (issue: IssueSnapshot, told: Step) => Partial<IssueSnapshot>>> = {
  unlabeled: ({ labels }, { label }) => (label ? { labels: without(labels, [label.name]) } : {}),
  unassigned: ({ assignees }, { assignee }) => (assignee ? { assignees: assignees.filter(({ id }) => id !== assignee.id) } : {}),
  demilestoned: ({ milestone: shown }, { milestone }) => (shown?.number === milestone?.number ? { milestone: null } : {}),
  untyped: ({ issueType }, { type }) => (issueType !== undefined && issueType === type?.name ? { issueType: null } : {}),
};

/**
 * The issue of an event, as it stood after the step that the event tells of.
 * @returns `passing` where that may not have stayed so, whatever its time says: more steps may follow
 */
export function afterStep(action: string, issue: IssueSnapshot, payload: unknown): { issue: IssueSnapshot; passing: boolean } {
  const changed = (CAME[action] ?? WENT[action])?.(issue, step.parse(payload)) ?? null;
  return { issue: { ...issue, ...changed }, passing: changed !== null };
}

/** What an event says was set, without saying what was there before. */
const SET: Readonly<Record<string, (issue: IssueSnapshot, told: Step) => Partial<IssueSnapshot> | null>> = {
  closed: ({ state, stateReason }) => ({ state, stateReason }),
  reopened: ({ state, stateReason }) => ({ state, stateReason }),
  milestoned: (_issue, { milestone }) => (milestone ? { milestone: { number: milestone.number, title: milestone.title, dueOn: milestone.due_on ?? null } } : null),
  typed: (_issue, { type }) => (type ? { issueType: type.name } : null),
};

/** @returns null where the event sets no whole value */
export function setBy(action: string, issue: IssueSnapshot, payload: unknown): Told | null {
  const set = SET[action]?.(issue, step.parse(payload)) ?? null;
  return set && ((other) => ({ ...other, ...set }));
}

/** What a webhook says happened to the issue, at the time that the issue then has. @param by login of its sender */
export function toldBy(action: string, { updatedAt: at, stateReason: reason, issueType }: IssueSnapshot, payload: unknown, by: string | null): IssueEvent[] {
  const { label, assignee: account, milestone, type } = step.parse(payload);
  const { issue_field: field, changes } = replaced.safeParse(payload).data ?? {};
  const events: Readonly<Record<string, (IssueEvent | false | null | undefined)[]>> = {
    edited: [changes?.title && { at, by, kind: 'renamed', from: changes.title.from }, changes?.body && { at, by, kind: 'rewritten', from: changes.body.from }],
    closed: [{ at, by, kind: 'closed', reason }],
    reopened: [{ at, by, kind: 'reopened' }],
    labeled: [label && { at, by, kind: 'labeled', name: label.name }],
    unlabeled: [label && { at, by, kind: 'unlabeled', name: label.name }],
    assigned: [account && { at, by, kind: 'assigned', account }],
    unassigned: [account && { at, by, kind: 'unassigned', account }],
    milestoned: [milestone && { at, by, kind: 'milestoned', name: milestone.title }],
    demilestoned: [milestone && { at, by, kind: 'demilestoned', name: milestone.title }],
    typed: [type && { at, by, kind: 'retyped', from: null, to: type.name }],
    untyped: [type && { at, by, kind: 'retyped', from: type.name, to: issueType ?? null }],
    field_added: [field && { at, by, kind: 'filled', field: field.name }],
    field_removed: [field && { at, by, kind: 'filled', field: field.name }],
  };
  return (events[action] ?? []).filter((event): event is IssueEvent => Boolean(event));
}

const option = z.object({ name: z.string() });
const fieldValue = z.object({ value: z.union([z.string(), z.number()]).nullish(), options: z.array(option).nullish() });
const replaced = z.object({
  issue_field: z.object({ name: z.string() }).optional(),
  issue_field_value: fieldValue.optional(),
  changes: z.object({
    title: z.object({ from: z.string() }), body: z.object({ from: z.string() }), issue_field_value: z.object({ from: fieldValue }),
  }).partial().nullish(),
});

/** What an event says it put in the place of what; null where it does not. */
export function replacedBy(action: string, now: IssueSnapshot, payload: unknown): { from: Told; to: Told } | null {
  const { issue_field: field, issue_field_value: value, changes } = replaced.safeParse(payload).data ?? {};
  if (action === 'edited' && (changes?.title || changes?.body)) {
    const { title, body } = changes;
    return {
      from: (issue) => ({ ...issue, ...(title && { title: title.from }), ...(body && { body: body.from }) }),
      to: (issue) => ({ ...issue, ...(title && { title: now.title }), ...(body && { body: now.body }) }),
    };
  }
  const holding = (told: z.infer<typeof fieldValue> | undefined): Told => (issue) =>
    (field ? { ...issue, fields: { ...issue.fields, [field.name]: told?.options?.map(({ name }) => name) ?? told?.value ?? null } } : issue);
  if (action === 'field_added' && changes?.issue_field_value) return { from: holding(changes.issue_field_value.from), to: holding(value) };
  return action === 'field_removed' ? { from: holding(value), to: holding(undefined) } : null;
}
