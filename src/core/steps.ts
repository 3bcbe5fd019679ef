/**
 * A patch takes several calls, and GitHub shows the issue between them: to our own webhooks, to a
 * read, and to the push that takes over after a kill. What it shows on the way is our own doing, not
 * somebody's edit (I6), so each push notes beforehand how the issue will read after each step.
 */
import { readIssue } from './derive.ts';
import type { FieldKey, FieldValues, JsonValue } from './action.ts';
import { fold } from './merge/set.ts';
import { emptyPatch, type IssuePatch } from './patch.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

/** The patch as single calls, in their order: an issue is closed before its labels go and opened after they came. */
export function patchSteps(patch: IssuePatch): IssuePatch[] {
  const { addLabels, removeLabels, addAssignees, removeAssignees, ...properties } = patch;
  const sets: IssuePatch[] = [];
  if (addLabels.length > 0) sets.push({ ...emptyPatch(), addLabels });
  for (const name of removeLabels) sets.push({ ...emptyPatch(), removeLabels: [name] });
  if (addAssignees.length > 0) sets.push({ ...emptyPatch(), addAssignees });
  if (removeAssignees.length > 0) sets.push({ ...emptyPatch(), removeAssignees });
  if (Object.keys(properties).length === 0) return sets;
  const rest = { ...emptyPatch(), ...properties };
  return properties.state === 'closed' ? [rest, ...sets] : [...sets, rest];
}

/** How the issue will read after each step, in GitHub's terms. */
export function readingsOnTheWay(issue: IssueSnapshot, patch: IssuePatch, settings: IntegrationSettings): FieldValues[] {
  let now = issue;
  return patchSteps(patch).map((step) => {
    now = applyStep(now, step);
    return readIssue(now, settings);
  });
}

/** Of the values a push was about to bring about, those the issue shows now: they are ours, not somebody's edit. */
export function ownValues(readings: readonly FieldValues[], now: FieldValues): FieldValues {
  const own: FieldValues = {};
  for (const key of Object.keys(now) as FieldKey[]) {
    const shown = now[key];
    if (shown !== undefined && readings.some((reading) => same(reading[key], shown))) own[key] = shown;
  }
  return own;
}

function applyStep(issue: IssueSnapshot, step: IssuePatch): IssueSnapshot {
  const gone = new Set(step.removeLabels.map(fold));
  const present = new Set(issue.labels.map(fold));
  const leaving = new Set(step.removeAssignees.map(fold));
  const assigned = new Set(issue.assignees.map(({ login }) => fold(login)));
  return {
    ...issue,
    ...(step.title !== undefined && { title: step.title }),
    ...(step.body !== undefined && { body: step.body }),
    ...(step.state !== undefined && { state: step.state, stateReason: step.stateReason ?? (step.state === 'closed' ? 'completed' : 'reopened') }),
    ...(step.milestone !== undefined && { milestone: step.milestone === null ? null : { number: 0, title: step.milestone, dueOn: null } }),
    ...(step.issueType !== undefined && { issueType: step.issueType }),
    ...(step.fieldValues !== undefined && { fields: { ...issue.fields, ...step.fieldValues } }),
    labels: [...issue.labels.filter((name) => !gone.has(fold(name))), ...step.addLabels.filter((name) => !present.has(fold(name)))],
    assignees: [
      ...issue.assignees.filter(({ login }) => !leaving.has(fold(login))),
      ...step.addAssignees.filter((login) => !assigned.has(fold(login))).map((login) => ({ id: 0, login })),
    ],
  };
}

function same(a: JsonValue | undefined, b: JsonValue): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return JSON.stringify(a) === JSON.stringify(b);
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

const sorted = (list: readonly JsonValue[]): string[] => list.map((item) => (typeof item === 'string' ? fold(item) : JSON.stringify(item))).toSorted();
