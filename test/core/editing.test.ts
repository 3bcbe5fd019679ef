import { describe, expect, test } from '@jest/globals';
import { editableFields, refuseEdit } from '../../src/core/editing.ts';
import { parseSettings, type IntegrationSettings, type SettingsInput } from '../../src/core/settings.ts';

function settingsOf(input: SettingsInput): IntegrationSettings {
  const parsed = parseSettings(input);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}

const CUSTOM: SettingsInput = {
  mappings: {
    milestone: { direction: 'pull' },
    dueDate: { source: 'milestone' },
    custom: [
      { key: 'points', name: 'Points', kind: 'number', target: { section: 'Points' } },
      { key: 'team', name: 'Team', kind: 'single_select', options: ['Red', 'Blue'], target: { labelPrefix: 'team: ' } },
      { key: 'shipped', name: 'Shipped', kind: 'date', direction: 'pull', target: { section: 'Shipped' } },
    ],
  },
};

describe('what a person may write into an action', () => {
  const settings = settingsOf(CUSTOM);

  test.each<[string, Parameters<typeof refuseEdit>[0], string | null]>([
    ['a priority of the project', { priority: 'high' }, null],
    ['no priority', { priority: null }, null],
    ['a priority it has not', { priority: 'whenever' }, 'The project has no priority "whenever": choose one of urgent, high, medium, low.'],
    ['a category it has not', { category: 'chore' }, 'The project has no category "chore": choose one of bug, feature, documentation, question.'],
    ['a field it has not', { 'custom.colour': 'red' }, 'The project has no field "colour".'],
    ['a number', { 'custom.points': 3 }, null],
    ['words for a number', { 'custom.points': 'three' }, 'Points: is no number.'],
    ['an option', { 'custom.team': 'Red' }, null],
    ['another option', { 'custom.team': 'Green' }, 'Team: has no option "Green".'],
    ['a pulled field', { milestone: 'v2' }, 'The milestone is taken from GitHub only: change it in the issue.'],
    ['a pulled field of its own', { 'custom.shipped': '2027-01-01' }, 'The shipped is taken from GitHub only: change it in the issue.'],
    ['a due date that is the milestone\'s', { dueDate: '2027-01-01' }, 'The due date is that of the milestone: change it on GitHub.'],
  ])('%s', (_what, changes, sentence) => {
    expect(refuseEdit(changes, settings, true)).toBe(sentence);
  });

  test('without an issue nothing is GitHub\'s, and a day is a day of the calendar', () => {
    expect(refuseEdit({ milestone: 'v2', dueDate: '2028-02-29' }, settings, false)).toBeNull();
    for (const dueDate of ['2027-02-29', '2027-13-01', 'tomorrow', 20_270_101]) expect(refuseEdit({ dueDate }, settings, false)).toContain('is a day');
  });

  test('a text that is a section has several lines, elsewhere one', () => {
    const fields = editableFields(settingsOf({ mappings: { custom: [
      { key: 'steps', name: 'Steps', kind: 'text', target: { section: 'Steps' } },
      { key: 'area', name: 'Area', kind: 'text', target: { labelPrefix: 'area: ' } },
      { key: 'points', name: 'Points', kind: 'number', target: { section: 'Points' } },
    ] } }));
    expect(fields.filter(({ key }) => key.startsWith('custom.')).map(({ kind }) => kind)).toEqual(['lines', 'text', 'number']);
  });

  test('a project that only pulls says so of every field', () => {
    const pulled = editableFields(settingsOf({ direction: 'pull' })).filter(({ readOnly }) => readOnly !== null);
    expect(pulled.map(({ key }) => key)).toEqual(['title', 'description', 'status', 'priority', 'category', 'tags', 'assignees', 'milestone', 'issueType']);
    expect(pulled[0]?.readOnly).toBe('This project only takes over what GitHub has: change the title in the issue.');
  });
});
