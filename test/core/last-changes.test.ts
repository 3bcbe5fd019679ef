/** I5, I14: a field has the time and the person of the event that gave it its value, not those of the issue. */
import { describe, expect, test } from '@jest/globals';
import type { FieldKey } from '../../src/core/action.ts';
import { contestedFields, lastChanges, sinceFor, toldChanges, type IssueEvent, type Timeline } from '../../src/core/last-changes.ts';
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
  return changes(now, events, ...keys).map((found) => found?.at);
}

function changes(now: Partial<IssueSnapshot>, events: IssueEvent[] | Timeline | null, ...keys: FieldKey[]) {
  const found = lastChanges(keys, modelIssue({ updatedAt: NOW, ...now }), Array.isArray(events) ? told(events) : events, settings);
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

describe('who changed a field', () => {
  const renamed: IssueEvent = { at: at(1), by: 'olivia', kind: 'renamed', from: 'Old' };

  test('whoever gave it its value, whatever others did since', () => {
    const events: IssueEvent[] = [renamed, { at: at(2), by: 'mona', kind: 'labeled', name: 'api' }];
    expect(changes({ title: 'New', labels: ['api'] }, events, 'title', 'tags', 'status')).toEqual([{ at: at(1), by: 'olivia' }, { at: at(2), by: 'mona' }, { at: SINCE, by: null }]);
  });

  test('of one section of a text whoever changed that section', () => {
    const body = (steps: number, rest: string): string => `### Steps\n\n${steps}\n\n### Rest\n\n${rest}\n`;
    const events: IssueEvent[] = [
      { at: at(1), by: 'olivia', kind: 'rewritten', from: body(1, 'a'), to: body(2, 'a') },
      { at: at(2), by: 'mona', kind: 'rewritten', from: body(2, 'a'), to: body(2, 'b') },
    ];
    expect(changes({ body: body(2, 'b') }, events, 'custom.steps', 'description')).toEqual([{ at: at(1), by: 'olivia' }, { at: at(2), by: 'mona' }]);
  });

  test('nobody, where something may have changed it later of which no event tells', () => {
    expect(changes({ title: 'New' }, null, 'title')).toEqual([{ at: NOW, by: null }]);
    const project = { project: 3, values: { Team: 'Red' }, setAt: { Team: at(5) }, updatedAt: at(5) };
    expect(changes({ projectItems: [project], title: 'New' }, [renamed], 'custom.team')).toEqual([{ at: at(5), by: null }]);
  });

  test('a webhook tells only of what its sender did', () => {
    const issue = modelIssue({ title: 'New', labels: ['api'], updatedAt: NOW });
    expect(toldChanges(['title', 'tags', 'status'], issue, [{ ...renamed, at: NOW }], settings)).toEqual({ title: { at: NOW, by: 'olivia' } });
    expect(toldChanges(['tags'], issue, [{ ...renamed, at: NOW }], settings)).toEqual({});
    expect(toldChanges(['title'], issue, [], settings)).toEqual({});
  });
});

describe('what is asked', () => {
  const issue = modelIssue({ title: 'Theirs', body: 'theirs', updatedAt: NOW });
  const base = { title: 'Agreed', description: 'theirs' };
  const edited = { title: { at: at(1) }, description: { at: at(1) } };
  const asked = (parts: Partial<Parameters<typeof contestedFields>[0]>) => contestedFields({ settings, base, edited, held: {}, pushing: null, issue, ...parts });

  test('only what both sides edited', () => {
    expect(asked({})).toEqual(['title']);
    expect(asked({ edited: {} })).toEqual([]);
    expect(asked({ base: { title: 'Theirs', description: 'theirs' } })).toEqual([]);
    // Our own write, come back.
    expect(asked({ pushing: { title: 'Theirs' } })).toEqual([]);
    expect(asked({ pushing: { title: 'Ours' } })).toEqual(['title']);
    expect(asked({ base: { title: 'Theirs', description: 'agreed' }, pushing: { description: 'theirs' } })).toEqual(['description']);
  });

  test('only where the value of GitHub may lose or wait', () => {
    for (const conflictPolicy of ['lockstep', 'ask'] as const) expect(asked({ settings: { ...settings, conflictPolicy } })).toEqual(['title']);
    const theirs = { ...settings, conflictPolicy: 'github' } as const;
    expect(asked({ settings: theirs })).toEqual([]);
    expect(asked({ settings: { ...theirs, direction: 'push' } })).toEqual(['title']);
    expect(asked({ settings: { ...settings, direction: 'pull' } })).toEqual([]);
  });

  test('of what waits already only another value than is known', () => {
    const theirs = { ...settings, conflictPolicy: 'github' } as const;
    expect(asked({ held: { title: 'Theirs' } })).toEqual([]);
    expect(asked({ held: { title: 'Theirs before' }, edited: {}, settings: theirs })).toEqual(['title']);
  });

  test('since both sides agreed, or were edited here, whichever is earlier; with room for the difference of the clocks', () => {
    expect(sinceFor([], at(10), 0)).toBe('2026-11-26T11:09:58Z');
    expect(sinceFor([at(20)], at(10), 0)).toBe('2026-11-26T11:09:58Z');
    expect(sinceFor([at(9), at(8)], at(10), 60_000)).toBe('2026-11-26T11:06:58Z');
  });
});
