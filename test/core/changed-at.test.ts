/** I14: the time of a field is that of the event that gave it its value, not of the issue. */
import { describe, expect, test } from '@jest/globals';
import type { FieldKey } from '../../src/core/action.ts';
import { changedAt, undatedFields, type IssueEvent, type Timeline } from '../../src/core/changed-at.ts';
import { defaultSettings, parseSettings } from '../../src/core/settings.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';
import { modelIssue } from './model-issue.ts';

const parsed = parseSettings({
  statuses: defaultSettings().statuses,
  conflictPolicy: 'newest',
  mappings: {
    priority: { sources: [{ from: 'labels', rules: [{ label: 'priority: *' }] }] },
    category: { sources: [{ from: 'issueField', field: 'Kind', options: { Bug: 'bug' } }] },
    dueDate: { source: { issueField: 'Due' } },
    custom: [
      { key: 'team', name: 'Team', kind: 'single_select', target: { projectField: 'Team', project: 3 } },
      { key: 'area', name: 'Area', kind: 'multi_select', target: { labelPrefix: 'area: ' } },
      { key: 'points', name: 'Points', kind: 'number', target: { issueField: 'Points' } },
      { key: 'steps', name: 'Steps', kind: 'text', target: { section: 'Steps' } },
    ],
  },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { settings } = parsed;

const SINCE = '2026-11-26T10:00:00Z';
const at = (minute: number): string => `2026-11-26T11:${String(minute).padStart(2, '0')}:00Z`;
const NOW = at(59);

const told = (events: IssueEvent[], tells = true): Timeline => ({ since: SINCE, events, tells: { types: tells, fields: tells } });

function times(now: Partial<IssueSnapshot>, events: IssueEvent[] | Timeline | null, ...keys: FieldKey[]) {
  const found = changedAt(keys, modelIssue({ updatedAt: NOW, ...now }), Array.isArray(events) ? told(events) : events, settings);
  return keys.map((key) => found[key]);
}

describe('when a field changed', () => {
  test('I14: a later change of another field does not count', () => {
    const events: IssueEvent[] = [
      { at: at(1), kind: 'renamed', from: 'Old' },
      { at: at(2), kind: 'labeled', name: 'priority: high' },
      { at: at(3), kind: 'labeled', name: 'api' },
      { at: at(4), kind: 'labeled', name: 'area: web' },
      { at: at(5), kind: 'assigned', account: { id: 9, login: 'mona' } },
      { at: at(6), kind: 'milestoned', name: 'v1' },
      { at: at(7), kind: 'closed' },
      { at: at(8), kind: 'rewritten' },
    ];
    const now: Partial<IssueSnapshot> = {
      title: 'New', body: '### Steps\n\n1\n', labels: ['priority: high', 'api', 'area: web'], assignees: [{ id: 9, login: 'mona' }],
      milestone: { number: 1, title: 'v1', dueOn: null }, state: 'closed', stateReason: 'completed',
    };
    expect(times(now, events, 'title', 'priority', 'tags', 'custom.area', 'assignees', 'milestone', 'status', 'description', 'custom.steps')).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 8].map(at));
  });

  test('of several changes the last one counts, of one second the later one', () => {
    const events: IssueEvent[] = [{ at: at(1), kind: 'labeled', name: 'priority: low' }, { at: at(5), kind: 'unlabeled', name: 'priority: low' }, { at: at(5), kind: 'labeled', name: 'priority: high' }];
    expect(times({ labels: ['priority: high'] }, events, 'priority')).toEqual([at(5)]);
    expect(times({ state: 'open' }, [{ at: at(1), kind: 'closed' }, { at: at(9), kind: 'reopened' }], 'status')).toEqual([at(9)]);
  });

  test('I14: what is not among the events is older than all of them', () => {
    expect(times({ title: 'Same' }, [{ at: at(3), kind: 'labeled', name: 'api' }], 'title', 'status')).toEqual([SINCE, SINCE]);
  });

  test('what happened after the issue was read does not count', () => {
    expect(times({ title: 'Read', updatedAt: at(5) }, [{ at: at(1), kind: 'renamed', from: 'Old' }, { at: at(9), kind: 'renamed', from: 'Read' }], 'title')).toEqual([at(1)]);
  });

  test('I14: a type has the time at which it was last set, changed or taken away', () => {
    expect(times({ issueType: 'Bug' }, [{ at: at(1), kind: 'retyped', from: 'Task', to: 'Bug' }, { at: at(9), kind: 'labeled', name: 'later' }], 'issueType')).toEqual([at(1)]);
    expect(times({ issueType: null }, [{ at: at(1), kind: 'retyped', from: null, to: 'Bug' }, { at: at(2), kind: 'retyped', from: 'Bug', to: null }], 'issueType')).toEqual([at(2)]);
    expect(times({ issueType: 'Bug' }, [{ at: at(9), kind: 'filled', field: 'Kind' }], 'issueType')).toEqual([SINCE]);
  });

  test('I14: an issue field has the time of the last event of that very field', () => {
    const fields = { Kind: 'Bug', Points: 3 };
    const events: IssueEvent[] = [{ at: at(1), kind: 'filled', field: 'Kind' }, { at: at(2), kind: 'filled', field: 'Points' }, { at: at(3), kind: 'filled', field: 'Points' }, { at: at(9), kind: 'filled', field: 'Other' }];
    expect(times({ fields }, events, 'category', 'custom.points', 'dueDate')).toEqual([at(1), at(3), SINCE]);
    expect(times({ fields }, [{ at: at(4), kind: 'filled', field: null }], 'custom.points')).toEqual([at(4)]);
  });

  test('I14: a field of a GitHub project has its own time, one that was cleared that of the place', () => {
    const place = { project: 3, values: { Team: 'Red' }, setAt: { Team: at(1), Other: at(8) }, updatedAt: at(9) };
    expect(times({ projectItems: [place] }, [], 'custom.team')).toEqual([at(1)]);
    expect(times({ projectItems: [{ ...place, values: {}, setAt: {} }] }, [], 'custom.team')).toEqual([at(9)]);
    expect(times({ projectItems: [{ ...place, project: 4 }] }, [], 'custom.team')).toEqual([NOW]);
    // It does not move the issue's time, which may be older.
    expect(times({ projectItems: [place], updatedAt: SINCE }, [], 'custom.team')).toEqual([at(1)]);
  });

  test('what no event tells of has the time of the issue: types and fields on an older server, everything where there are too many events', () => {
    const now = { issueType: 'Bug', fields: { Kind: 'Bug', Points: 3 } };
    expect(times(now, told([], false), 'issueType', 'category', 'custom.points', 'title')).toEqual([NOW, NOW, NOW, SINCE]);
    expect(times(now, null, 'issueType', 'custom.points', 'title')).toEqual([NOW, NOW, NOW]);
  });
});

test('times are asked for only where both sides edited, the newest wins, and the issue changed since', () => {
  const issue = modelIssue({ title: 'Theirs', body: 'theirs', updatedAt: NOW });
  const base = { title: 'Agreed', description: 'theirs' };
  const asked = (edits: Record<string, string>, skewMs = 0, other = settings) =>
    undatedFields({ settings: other, base, edited: Object.fromEntries(Object.entries(edits).map(([key, time]) => [key, { at: time }])), issue, skewMs });
  expect(asked({ title: at(1), description: at(1) })).toEqual(['title']);
  expect(asked({ title: '2026-11-26T12:00:00Z' })).toEqual([]);
  issue.projectItems = [{ project: 3, values: {}, updatedAt: '2026-11-26T12:00:01Z' }];
  expect(asked({ title: '2026-11-26T12:00:00Z' })).toEqual(['title']);
  issue.projectItems = [];
  expect(asked({ title: '2026-11-26T12:00:00Z' }, 120_000)).toEqual(['title']);
  expect(asked({})).toEqual([]);
  expect(asked({ title: at(1) }, 0, { ...settings, conflictPolicy: 'github' })).toEqual([]);
});
