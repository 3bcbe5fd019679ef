/**
 * A patch takes several calls, and GitHub shows the issue between them: to our own webhooks, to a
 * read, and to the push that takes over after a kill. What it shows on the way is our own doing, not
 * somebody's edit (I6), so each push notes beforehand how the issue will read after each step.
 */
import { readIssue } from './derive.ts';
import { catalogue } from './fields/catalogue.ts';
import type { FieldKey, FieldValues, JsonValue } from './action.ts';
import { fold } from './merge/set.ts';
import { emptyPatch, type IssuePatch } from './patch.ts';
import { withValue } from './projects.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

/** The patch as single calls, in their order: an issue is closed before its labels go, opened after they came, and opened first to be closed for another reason. */
export function patchSteps(patch: IssuePatch): IssuePatch[] {
  const { addLabels, removeLabels, addAssignees, removeAssignees, fieldValues, projectValues, reopenFirst, ...properties } = patch;
  const sets: IssuePatch[] = [];
  if (addLabels.length > 0) sets.push({ ...emptyPatch(), addLabels });
  for (const name of removeLabels) sets.push({ ...emptyPatch(), removeLabels: [name] });
  if (addAssignees.length > 0) sets.push({ ...emptyPatch(), addAssignees });
  if (removeAssignees.length > 0) sets.push({ ...emptyPatch(), removeAssignees });
  sets.push(...fieldSteps(fieldValues ?? {}));
  for (const value of projectValues ?? []) sets.push({ ...emptyPatch(), projectValues: [value] });
  if (Object.keys(properties).length === 0) return sets;
  const rest = { ...emptyPatch(), ...properties };
  const steps = properties.state === 'closed' ? [rest, ...sets] : [...sets, rest];
  return reopenFirst ? [{ ...emptyPatch(), state: 'open', stateReason: 'reopened' }, ...steps] : steps;
}

/** Issue fields are set together and cleared one by one. */
function fieldSteps(values: NonNullable<IssuePatch['fieldValues']>): IssuePatch[] {
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  const cleared = Object.keys(values).filter((name) => values[name] === null);
  const steps = cleared.map((name): IssuePatch => ({ ...emptyPatch(), fieldValues: { [name]: null } }));
  return Object.keys(set).length === 0 ? steps : [{ ...emptyPatch(), fieldValues: set }, ...steps];
}

/**
 * What the issue will read as after each step, in GitHub's terms: only the fields that the steps
 * change. The others, a field held by a conflict above all, are nobody's echo.
 */
export function readingsOnTheWay(issue: IssueSnapshot, patch: IssuePatch, settings: IntegrationSettings): FieldValues[] {
  const before = readIssue(issue, settings);
  let now = issue;
  return patchSteps(patch).map((step) => {
    now = applyStep(now, step);
    const entries = Object.entries(readIssue(now, settings)) as [FieldKey, JsonValue][];
    return Object.fromEntries(entries.filter(([key, value]) => !same(before[key], value)));
  });
}

/**
 * Of the values a push was about to bring about, those the issue shows now: they are ours, not somebody's edit. Labels,
 * people and texts may show them beside what somebody else did at the same moment: there the merge finds out how much
 * of what the push comes to is there (`baseAfterEcho`). What is known to have come to its end is on its way no more: somebody
 * who takes it back to a step of ours edits (I5).
 * @param readings what the push is to bring about, and how the issue reads after each of its steps
 * @param base what is agreed on since
 */
export function ownValues(readings: readonly FieldValues[], now: FieldValues, settings: IntegrationSettings, base: FieldValues): FieldValues {
  const inParts = new Set(catalogue(settings).flatMap(({ key, kind }) => (kind === 'scalar' ? [] : [key])));
  const [outgoing = {}] = readings;
  const hasArrived = (key: FieldKey): boolean => outgoing[key] !== undefined && same(base[key], outgoing[key]);
  const own: FieldValues = {};
  for (const key of Object.keys(now) as FieldKey[]) {
    const shown = now[key];
    if (shown !== undefined && hasArrived(key) && !same(base[key], shown)) continue;
    const values = readings.flatMap((reading) => (reading[key] === undefined ? [] : [{ value: reading[key] }]));
    const last = values.at(-1);
    if (shown === undefined || last === undefined) continue;
    if (values.some(({ value }) => same(value, shown))) own[key] = shown;
    else if (inParts.has(key)) own[key] = last.value;
  }
  return own;
}

/** The issue after one step, if nobody else wrote. */
export function applyStep(issue: IssueSnapshot, step: IssuePatch): IssueSnapshot {
  const gone = new Set(step.removeLabels.map(fold));
  const present = new Set(issue.labels.map(fold));
  const leaving = new Set(step.removeAssignees.map(fold));
  const assigned = new Set(issue.assignees.map(({ login }) => fold(login)));
  return {
    ...issue,
    ...(step.title !== undefined && { title: step.title }),
    ...(step.body !== undefined && { body: step.body }),
    ...(step.state !== undefined && step.state !== issue.state && { state: step.state, stateReason: step.stateReason ?? (step.state === 'closed' ? 'completed' : 'reopened') }),
    ...(step.milestone !== undefined && { milestone: step.milestone === null ? null : { number: 0, title: step.milestone, dueOn: null } }),
    ...(step.issueType !== undefined && { issueType: step.issueType }),
    ...(step.fieldValues !== undefined && { fields: { ...issue.fields, ...step.fieldValues } }),
    ...(step.projectValues !== undefined && { projectItems: step.projectValues.reduce(withValue, issue.projectItems ?? []) }),
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
