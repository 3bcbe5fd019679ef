import { withValue } from '../../src/core/projects.ts';
import type { IssuePatch } from '../../src/core/patch.ts';
import { patchSteps } from '../../src/core/steps.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';

/** An issue as a test needs it, everything else as GitHub gives a fresh one. */
export function modelIssue(parts: Partial<IssueSnapshot> = {}): IssueSnapshot {
  return {
    id: 1001,
    nodeId: 'I_1001',
    number: 7,
    repositoryId: 42,
    title: 'Login fails',
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
    author: { id: 1, login: 'mona' },
    locked: false,
    url: 'https://github.com/octo/app/issues/7',
    createdAt: '2026-11-01T10:00:00Z',
    updatedAt: '2026-11-01T10:00:00Z',
    closedAt: null,
    ...parts,
  };
}

/** How GitHub may treat a write: keep everything, or silently leave out some parts of it. */
export interface Rights {
  drops?: readonly (keyof IssuePatch)[];
}

/** A model of GitHub: what the issue is after the patch was written to it. */
export function applyPatch(issue: IssueSnapshot, patch: IssuePatch, { drops = [] }: Rights = {}): IssueSnapshot {
  return patchSteps(patch).reduce((now, step) => applyStep(now, step, drops), issue);
}

function applyStep(issue: IssueSnapshot, patch: IssuePatch, drops: readonly (keyof IssuePatch)[]): IssueSnapshot {
  const takes = (part: keyof IssuePatch) => patch[part] !== undefined && !drops.includes(part);
  const next = structuredClone(issue);
  if (takes('title')) next.title = patch.title ?? '';
  if (takes('body')) next.body = patch.body ?? '';
  if (takes('state') && patch.state !== undefined) applyState(next, patch.state, patch.stateReason ?? null);
  if (takes('milestone')) next.milestone = patch.milestone == null ? null : { number: 1, title: patch.milestone, dueOn: null };
  if (takes('issueType')) next.issueType = patch.issueType ?? null;
  if (takes('fieldValues')) next.fields = { ...next.fields, ...patch.fieldValues };
  if (takes('projectValues')) next.projectItems = (patch.projectValues ?? []).reduce(withValue, next.projectItems ?? []);
  if (takes('removeLabels')) next.labels = minus(next.labels, patch.removeLabels);
  if (takes('addLabels')) next.labels = [...next.labels, ...minus(patch.addLabels, next.labels)];
  const gone = takes('removeAssignees') ? patch.removeAssignees : [];
  const come = takes('addAssignees') ? patch.addAssignees : [];
  const logins = minus(next.assignees.map(({ login }) => login), gone);
  next.assignees = [...logins, ...minus(come, logins)].map((login, index) => ({ id: index + 1, login }));
  return next;
}

/** The reason counts only together with a change of state. */
function applyState(issue: IssueSnapshot, state: 'open' | 'closed', reason: IssueSnapshot['stateReason']): void {
  if (issue.state === state) return;
  issue.state = state;
  issue.stateReason = state === 'closed' ? (reason ?? 'completed') : reason;
  issue.closedAt = state === 'closed' ? issue.updatedAt : null;
}

function minus(names: readonly string[], gone: readonly string[]): string[] {
  return names.filter((name) => !gone.some((other) => other.toLowerCase() === name.toLowerCase()));
}
