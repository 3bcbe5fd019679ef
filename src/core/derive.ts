import { catalogue, directionOf } from './fields/catalogue.ts';
import { emptyPatch } from './patch.ts';
import { equalValues } from './merge/value.ts';
import type { Blocked, FieldValues } from './action.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

/** The issue in the action's terms: every synced field this snapshot says something about. */
export function readIssue(issue: IssueSnapshot, settings: IntegrationSettings): FieldValues {
  const values: FieldValues = {};
  for (const field of catalogue(settings)) {
    const value = field.read(issue, settings);
    if (value !== undefined) values[field.key] = value;
  }
  return values;
}

/** What a new issue is created with. State cannot be given on creation: the first reconcile sets it. */
export interface IssueDraft {
  title: string;
  body: string;
  labels: string[];
  assignees: string[];
  /** By title. */
  milestone: string | null;
  issueType: string | null;
  fieldValues: Record<string, string | number | string[] | null>;
  /** Values that a new issue cannot hold. A blocked title means: do not create. */
  blocked: Blocked[];
}

/**
 * Plans an issue for an action. Values that belong to pulled fields are left out; what a new issue
 * cannot hold (a closed status above all) is written by the first reconcile after it.
 */
export function planCreate(values: FieldValues, settings: IntegrationSettings): IssueDraft {
  const patch = emptyPatch();
  const blocked: Blocked[] = [];
  for (const field of catalogue(settings)) {
    const value = values[field.key];
    const isPushed = directionOf(field, settings) !== 'pull' || field.key === 'title';
    if (value === undefined || !isPushed) continue;
    const projected = field.project(value, settings);
    const planned = { ...BLANK, body: patch.body ?? '' };
    const reason = projected.ok ? field.obstacle?.(projected.value, planned, settings) : projected.reason;
    if (reason !== undefined) blocked.push({ field: field.key, reason });
    else if (projected.ok && !equalValues(field, projected.value, field.read(BLANK, settings) ?? field.empty)) {
      field.write(patch, projected.value, BLANK, settings);
    }
  }
  return {
    title: patch.title ?? '',
    body: patch.body ?? '',
    labels: patch.addLabels,
    assignees: patch.addAssignees,
    milestone: patch.milestone ?? null,
    issueType: patch.issueType ?? null,
    fieldValues: patch.fieldValues ?? {},
    blocked,
  };
}

/** How an issue created from the draft reads where GitHub takes everything. */
export function readDraft(draft: IssueDraft, settings: IntegrationSettings): FieldValues {
  return readIssue({
    ...BLANK,
    title: draft.title,
    body: draft.body,
    labels: draft.labels,
    assignees: draft.assignees.map((login) => ({ id: 0, login })),
    milestone: draft.milestone === null ? null : { number: 0, title: draft.milestone, dueOn: null },
    issueType: draft.issueType,
    fields: draft.fieldValues,
  }, settings);
}

/** A new issue before anything is written into it. */
const BLANK: IssueSnapshot = {
  id: 0,
  nodeId: '',
  number: 0,
  repositoryId: 0,
  title: '',
  body: '',
  state: 'open',
  stateReason: null,
  labels: [],
  assignees: [],
  milestone: null,
  issueType: null,
  fields: {},
  pulls: [],
  projectItems: [],
  author: null,
  locked: false,
  url: '',
  createdAt: '',
  updatedAt: '',
  closedAt: null,
};
