import { fold } from './merge/set.ts';

/**
 * What to write to one issue. Absent keys are left alone. Labels and assignees are increments, so
 * that what somebody else adds or removes meanwhile is never overwritten; names compare without
 * case. `fieldValues` holds organization-level issue fields by name, null clears.
 */
export interface IssuePatch {
  title?: string;
  body?: string;
  state?: 'open' | 'closed';
  stateReason?: 'completed' | 'not_planned' | 'duplicate' | 'reopened';
  /** The issue is closed and its reason changes: GitHub takes a reason only with a change of state. */
  reopenFirst?: true;
  milestone?: string | null;
  issueType?: string | null;
  /** Options of single-select fields of GitHub projects, null clears; an issue that is not in the project is added. */
  projectValues?: ProjectValue[];
  addLabels: string[];
  removeLabels: string[];
  addAssignees: string[];
  removeAssignees: string[];
  fieldValues?: Record<string, string | number | string[] | null>;
}

export interface ProjectValue {
  project: number;
  field: string;
  value: string | null;
}

/** A patch that changes nothing, to be filled by the fields that write into it. */
export function emptyPatch(): IssuePatch {
  return { addLabels: [], removeLabels: [], addAssignees: [], removeAssignees: [] };
}

/** Adds label names, once each; a name that is also removed by another field stays. */
export function addLabels(patch: IssuePatch, names: readonly string[]): void {
  include(patch.addLabels, names);
}

export function removeLabels(patch: IssuePatch, names: readonly string[]): void {
  include(patch.removeLabels, names);
}

export function setIssueField(patch: IssuePatch, name: string, value: string | number | string[] | null): void {
  patch.fieldValues = { ...patch.fieldValues, [name]: value };
}

export function setProjectField(patch: IssuePatch, place: { project: number; field: string }, value: string | null): void {
  const others = (patch.projectValues ?? []).filter(({ project, field }) => project !== place.project || field !== place.field);
  patch.projectValues = [...others, { project: place.project, field: place.field, value }];
}

/** The finished patch, or null when it would change nothing. Adding wins over removing. */
export function finishPatch(patch: IssuePatch): IssuePatch | null {
  const added = new Set(patch.addLabels.map(fold));
  const finished = { ...patch, removeLabels: patch.removeLabels.filter((name) => !added.has(fold(name))) };
  const changesSomething = Object.values(finished).some((part) => !Array.isArray(part) || part.length > 0);
  return changesSomething ? finished : null;
}

function include(list: string[], names: readonly string[]): void {
  for (const name of names) {
    if (!list.some((known) => fold(known) === fold(name))) list.push(name);
  }
}
