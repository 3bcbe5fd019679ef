/** I14: the time of a field is that of the event that gave it its value, not of the issue. */
import { describe, expect, test } from '@jest/globals';
import type { FieldKey } from '../../src/core/action.ts';
import { changedAt, undatedFields, type IssueEvent } from '../../src/core/changed-at.ts';
import { defaultSettings, parseSettings } from '../../src/core/settings.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';
import { modelIssue } from './model-issue.ts';

const parsed = parseSettings({
  statuses: defaultSettings().statuses,
  conflictPolicy: 'newest',
  mappings: {
    priority: { sources: [{ from: 'labels', rules: [{ label: 'priority: *' }] }] },
    category: { sources: [{ from: 'issueField', field: 'Kind', options: { Bug: 'bug' } }] },
    custom: [
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

function times(now: Partial<IssueSnapshot>, events: IssueEvent[], ...keys: FieldKey[]) {
  const found = changedAt(keys, modelIssue({ updatedAt: NOW, ...now }), { since: SINCE, events }, settings);
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

  test('what no event tells of has the time of the issue', () => {
    expect(times({ issueType: 'Bug', fields: { Kind: 'Bug', Points: 3 } }, [], 'issueType', 'category', 'custom.points')).toEqual([NOW, NOW, NOW]);
  });
});

test('times are asked for only where both sides edited, the newest wins, and the issue changed since', () => {
  const issue = modelIssue({ title: 'Theirs', body: 'theirs', updatedAt: NOW });
  const base = { title: 'Agreed', description: 'theirs' };
  const asked = (edits: Record<string, string>, skewMs = 0, other = settings) =>
    undatedFields({ settings: other, base, edited: Object.fromEntries(Object.entries(edits).map(([key, time]) => [key, { at: time }])), issue, skewMs });
  expect(asked({ title: at(1), description: at(1) })).toEqual(['title']);
  expect(asked({ title: '2026-11-26T12:00:00Z' })).toEqual([]);
  expect(asked({ title: '2026-11-26T12:00:00Z' }, 120_000)).toEqual(['title']);
  expect(asked({})).toEqual([]);
  expect(asked({ title: at(1) }, 0, { ...settings, conflictPolicy: 'github' })).toEqual([]);
});
