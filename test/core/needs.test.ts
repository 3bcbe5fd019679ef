import { describe, expect, test } from '@jest/globals';
import { issueParts } from '../../src/github/issue-parts.ts';
import { allNeeds, isPartial, needsOf, projectsOf } from '../../src/core/needs.ts';
import { modelIssue } from './model-issue.ts';
import { newMapping, pull } from './settle.ts';
import { settingsOf } from './generators.ts';
import { patchSteps, readingsOnTheWay } from '../../src/core/steps.ts';
import { emptyPatch } from '../../src/core/patch.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';

const byField = settingsOf({ mappings: { issueType: { sync: false }, status: { sources: [{ from: 'issueField', field: 'Stage', options: { Review: 'in_progress' } }] } } });
const byProject = settingsOf({ mappings: { priority: { sources: [{ from: 'projectField', project: 5, field: 'Urgency', options: { Now: 'urgent' } }] } } });
const byPull = settingsOf({ mappings: { status: { sources: [{ from: 'pullRequests', rows: [{ on: 'open', status: 'in_progress' }] }] } } });

function without(...parts: (keyof IssueSnapshot)[]): IssueSnapshot {
  const issue = modelIssue();
  for (const part of parts) delete issue[part];
  return issue;
}

describe('what the settings need', () => {
  test('is asked for only where something is mapped to it', () => {
    expect(needsOf(settingsOf({ mappings: { issueType: { sync: false } } }))).toEqual({ type: false, fields: false, pulls: false, projectFields: [] });
    expect(needsOf(byField)).toEqual({ type: false, fields: true, pulls: false, projectFields: [] });
    expect(needsOf(byProject)).toMatchObject({ type: true, projectFields: ['Urgency'] });
    expect(projectsOf(byProject)).toEqual([5]);
    expect(allNeeds([byField, byProject, byPull].map(needsOf))).toEqual({ type: true, fields: true, pulls: true, projectFields: ['Urgency'] });
  });

  test('a filter by issue type needs the type', () => {
    expect(needsOf(settingsOf({ mappings: { issueType: { sync: false } }, filters: { include: { types: ['Bug'] } } })).type).toBe(true);
  });

  test('a snapshot that lacks a part is partial, one that says none is not', () => {
    expect(isPartial(without('fields'), needsOf(byField))).toBe(true);
    expect(isPartial(without('fields'), needsOf(byProject))).toBe(false);
    expect(isPartial(without('projectItems'), needsOf(byProject))).toBe(true);
    expect(isPartial(without('pulls'), needsOf(byPull))).toBe(true);
    expect([byField, byProject, byPull].some((settings) => isPartial(modelIssue(), needsOf(settings)))).toBe(false);
  });
});

describe('how issues are read', () => {
  const everything = allNeeds([byField, byProject, byPull].map(needsOf));

  test('a server that knows the parts is asked for them', () => {
    const { selection, absent } = issueParts(everything, new Set(['issueType', 'issueFieldValues', 'closedByPullRequestsReferences', 'projectItems']));
    for (const part of ['issueType', 'issueFieldValues', 'closedByPullRequestsReferences', 'projectItems', '"Urgency"']) expect(selection).toContain(part);
    expect(absent).toEqual({});
  });

  test('an older server is not, and its issues have none; only of projects nothing is said', () => {
    expect(issueParts(everything, new Set())).toEqual({ selection: '', absent: { issueType: null, fields: {}, pulls: [] } });
  });

  test('a field with quotes in its name stays one name', () => {
    const needs = { ...everything, projectFields: ['a "b" \\ c'] };
    expect(issueParts(needs, new Set(['projectItems'])).selection).toContain(String.raw`name: "a \"b\" \\ c"`);
  });
});

describe('steps', () => {
  test('issue fields are set together, cleared one by one; project fields go one by one', () => {
    const patch = { ...emptyPatch(), fieldValues: { A: 'x', B: null, C: 3 }, projectValues: [{ project: 1, field: 'S', value: 'y' }, { project: 2, field: 'S', value: null }] };
    expect(patchSteps(patch).map(({ fieldValues, projectValues }) => fieldValues ?? projectValues)).toEqual([
      { A: 'x', C: 3 }, { B: null }, [{ project: 1, field: 'S', value: 'y' }], [{ project: 2, field: 'S', value: null }],
    ]);
  });

  test('another reason of a closed issue is two steps, and open in between is no surprise (I6)', () => {
    const settings = settingsOf({});
    const closed = modelIssue({ state: 'closed', stateReason: 'completed' });
    const mapping = newMapping(settings, closed, { action: { status: 'cancelled' }, base: { status: 'done' } });
    const { patch } = pull(mapping);
    expect(patch).toMatchObject({ state: 'closed', stateReason: 'not_planned', reopenFirst: true });
    expect(readingsOnTheWay(closed, patch ?? emptyPatch(), settings).map(({ status }) => status)).toEqual(['open', 'cancelled']);
  });
});

test('an edit of what GitHub does not show waits, and is named (I4)', () => {
  const mapping = newMapping(byProject, without('projectItems'), { action: { title: 'Login fails', priority: 'urgent' }, base: { title: 'Login fails', priority: null } });
  expect(pull(mapping)).toMatchObject({ patch: null, changes: expect.not.objectContaining({ priority: expect.anything() }), blocked: [{ field: 'priority' }] });
});
