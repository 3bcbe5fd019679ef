/**
 * One write may take several steps, a label taken off and another put on, and sends an event for each.
 * What those show differs: GitHub's published examples have the issue after the step (a milestone taken
 * away, though another follows in the same second) and before it (`unlabeled` with the label still on).
 */
import { z } from 'zod';
import { without } from '../core/merge/set.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { SetValue } from '../sync/overwritten.ts';

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

/** The whole value that an event says was set. */
export function setBy(action: string, payload: unknown): SetValue | null {
  const { milestone, type } = step.parse(payload);
  if (action === 'milestoned' && milestone) return { field: 'milestone', value: milestone.title };
  return action === 'typed' && type ? { field: 'issueType', value: type.name } : null;
}
