/** I5: what somebody sets between our read and our write is lost on GitHub, and is recovered from what its events tell. */
import { describe, expect, test } from '@jest/globals';
import { emptyPatch, type IssuePatch } from '../../src/core/patch.ts';
import { lostBefore, lostTo, pushToKeep, type LastPush, type Told } from '../../src/core/overwritten.ts';
import type { FieldValues } from '../../src/core/action.ts';
import { defaultSettings, parseSettings } from '../../src/core/settings.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';
import { modelIssue } from './model-issue.ts';

const parsed = parseSettings({
  statuses: defaultSettings().statuses,
  mappings: {
    priority: { sources: [{ from: 'projectField', project: 3, field: 'Urgency', options: { Now: 'urgent', Later: 'low' } }] },
    custom: [
      { key: 'points', name: 'Points', kind: 'number', target: { issueField: 'Points' } },
      { key: 'steps', name: 'Steps', kind: 'text', target: { section: 'Steps' } },
    ],
  },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { settings } = parsed;

const READ_AT = '2026-11-26T12:00:00Z';
const closed = { state: 'closed', stateReason: 'completed' } as const;

function pushed(found: Partial<IssueSnapshot>, wrote: FieldValues, patch: Partial<IssuePatch>): LastPush[] {
  const push = pushToKeep(modelIssue({ updatedAt: READ_AT, ...found }), wrote, { ...emptyPatch(), ...patch });
  return push === null ? [] : [push];
}

const having = (part: Partial<IssueSnapshot>): Told => (issue) => ({ ...issue, ...part });
const inProject = (name: string): Told => having({ projectItems: [{ project: 3, values: { Urgency: name } }] });

describe('events that say what they replaced', () => {
  const cases: [string, LastPush[], Told, Told, FieldValues][] = [
    ['a title', pushed({ title: 'Read' }, { title: 'Ours' }, { title: 'Ours' }), having({ title: 'Between' }), having({ title: 'Ours' }), { title: 'Between' }],
    ['a body', pushed({ body: 'read' }, { description: 'ours' }, { body: 'ours' }), having({ body: 'between' }), having({ body: 'ours' }), { description: 'between' }],
    ['a section of it', pushed({ body: '### Steps\n\nread\n' }, { 'custom.steps': 'ours', description: '### Steps\n\nours\n' }, { body: '### Steps\n\nours\n' }),
      having({ body: '### Steps\n\nbetween\n' }), having({ body: '### Steps\n\nours\n' }), { description: '### Steps\n\nbetween\n', 'custom.steps': 'between' }],
    ['an issue field', pushed({ fields: { Points: 1 } }, { 'custom.points': 3 }, { fieldValues: { Points: 3 } }), having({ fields: { Points: 2 } }), having({ fields: { Points: 3 } }), { 'custom.points': 2 }],
    ['an issue field that we clear', pushed({ fields: { Points: 1 } }, { 'custom.points': null }, { fieldValues: { Points: null } }), having({ fields: { Points: 2 } }), having({ fields: { Points: null } }), { 'custom.points': 2 }],
    ['a field of a GitHub project', pushed({ projectItems: [] }, { priority: 'urgent' }, { projectValues: [{ project: 3, field: 'Urgency', value: 'Now' }] }), inProject('Later'), inProject('Now'), { priority: 'low' }],
  ];

  test.each(cases)('I5: %s', (_name, pushes, from, to, lost) => {
    expect(Object.fromEntries(lostTo(pushes, { from, to }, settings).map(({ field, value }) => [field, value]))).toEqual(lost);
    // Of a write over what was read, and of somebody else's.
    expect(lostTo(pushes, { from: (issue) => issue, to }, settings)).toEqual([]);
    expect(lostTo(pushes, { from, to: from }, settings)).toEqual([]);
  });

  test('what a push of ours wrote before is nobody else\'s', () => {
    const pushes = [...pushed({ title: 'Read' }, { title: 'First' }, { title: 'First' }), ...pushed({ title: 'Read' }, { title: 'Second' }, { title: 'Second' })];
    expect(lostTo(pushes, { from: having({ title: 'First' }), to: having({ title: 'Second' }) }, settings)).toEqual([]);
  });
});

describe('events that say what was set, which come late', () => {
  const reopening = pushed(closed, { status: 'in_progress' }, { state: 'open', addLabels: ['in progress'] });
  const otherReason = pushed(closed, { status: 'cancelled' }, { state: 'closed', stateReason: 'not_planned', reopenFirst: true });

  test.each<[string, LastPush[], Told, FieldValues]>([
    ['a milestone', pushed({ milestone: null }, { milestone: 'Ours' }, { milestone: 'Ours' }), having({ milestone: { number: 1, title: 'Between', dueOn: null } }), { milestone: 'Between' }],
    ['a type', pushed({ issueType: null }, { issueType: 'Bug' }, { issueType: 'Bug' }), having({ issueType: 'Feature' }), { issueType: 'Feature' }],
    ['closed for another reason, and reopened by us', reopening, having({ state: 'closed', stateReason: 'not_planned' }), { status: 'cancelled' }],
    ['closed for another reason as we close it, which GitHub keeps', pushed({}, { status: 'done' }, { state: 'closed', stateReason: 'completed' }), having({ state: 'closed', stateReason: 'not_planned' }), {}],
    ['our own step on the way to a status that a label refines', reopening, having({ state: 'open', stateReason: 'reopened' }), {}],
    ['our own steps to another reason', otherReason, having({ state: 'open', stateReason: 'reopened' }), {}],
    ['our own last step', otherReason, having({ state: 'closed', stateReason: 'not_planned' }), {}],
  ])('%s', (_name, pushes, set, lost) => {
    expect(Object.fromEntries(lostBefore(pushes, set, READ_AT, settings).map(({ field, value }) => [field, value]))).toEqual(lost);
  });

  test('what was set before we read is in what we read', () => {
    expect(lostBefore(reopening, having({ state: 'closed', stateReason: 'not_planned' }), '2026-11-26T11:59:59Z', settings)).toEqual([]);
  });

  test('labels and people are written as additions and removals, and overwrite nothing', () => {
    expect(pushed({}, { tags: ['a'] }, { addLabels: ['a'], removeAssignees: ['mona'] })).toEqual([]);
  });
});
