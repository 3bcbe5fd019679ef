import { describe, expect, test } from '@jest/globals';
import { parseSettings } from '../../src/core/settings.ts';
import type { SettingsInput } from '../../src/core/settings.ts';

function problemsOf(input: unknown): [path: string, message: string][] {
  const parsed = parseSettings(input);
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => [path, message]);
}

test('nothing set is valid, both ways, GitHub wins', () => {
  const parsed = parseSettings({});
  expect(parsed).toMatchObject({ ok: true, settings: { direction: 'both', conflictPolicy: 'github' } });
});

test('what was parsed parses again to the same', () => {
  const once = parseSettings({ conflictPolicy: 'ask', mappings: { tags: { deny: ['x/*'] } } });
  expect(once.ok && parseSettings(once.settings)).toEqual(once);
});

test('defaults fit the project\'s own statuses, priorities and categories', () => {
  const parsed = parseSettings({
    statuses: [
      { key: 'new', name: 'New', category: 'todo' },
      { key: 'doing', name: 'Doing', category: 'in_progress' },
      { key: 'shipped', name: 'Shipped', category: 'done' },
    ],
    priorities: ['high', 'low'],
    categories: [],
  });
  expect(parsed.ok && parsed.settings.mappings.status).toMatchObject({ open: 'new', completed: 'shipped', notPlanned: 'shipped', duplicate: 'shipped' });
});

describe('every problem is named with its path', () => {
  test.each<[string, SettingsInput, [path: string, message: string][]]>([
    [
      'a status that does not exist',
      { mappings: { status: { open: 'nope' } } },
      [['mappings.status.open', 'the project has no status "nope"']],
    ],
    ['an open status for closed issues', { mappings: { status: { completed: 'open' } } }, [['mappings.status.completed', '"open" is an open status']]],
    [
      'a priority that does not exist',
      { mappings: { priority: { sources: [{ from: 'labels', rules: [{ label: 'P9', value: 'p9' }] }] } } },
      [['mappings.priority.sources.0.rules.0.value', 'the project has no priority "p9"']],
    ],
    [
      'two mappings that claim one label',
      { mappings: { custom: [{ key: 'x', name: 'X', kind: 'text', target: { labelPrefix: 'priority/' } }] } },
      [['mappings.custom.0.target', 'the label "priority/*" is already used by priority (mappings.priority.sources.0.rules.8.label): take it from there first, or choose another place']],
    ],
    [
      'two mappings that write the issue type',
      { mappings: { category: { sources: [{ from: 'issueType', types: { Bug: 'bug' } }] } } },
      [['mappings.issueType', 'the issue type is already used by category (mappings.category.sources.0): take it from there first, or choose another place']],
    ],
    [
      'a field of one’s own in the milestone, and the milestone',
      { mappings: { custom: [{ key: 'x', name: 'X', kind: 'text', target: { milestone: true } }] } },
      [['mappings.custom.0.target', 'the milestone is already used by the field "Milestone" (mappings.milestone): take it from there first, or choose another place']],
    ],
    [
      'a written label that reads as something else',
      { mappings: { priority: { sources: [{ from: 'labels', rules: [{ label: 'P0', value: 'urgent' }], write: { high: 'P0' } }] } } },
      [['mappings.priority.sources.0.write.high', 'no rule reads the label "P0" as "high"']],
    ],
    [
      'a field pushed where the integration only pulls',
      { direction: 'pull', mappings: { title: { direction: 'push' } } },
      [['mappings.title.direction', 'push is not possible where the integration is pull only']],
    ],
    [
      'a kind its target cannot carry',
      { mappings: { custom: [{ key: 'x', name: 'X', kind: 'number', target: { milestone: true } }], milestone: { sync: false } } },
      [['mappings.custom.0.target', 'the milestone cannot hold a number: choose another kind, or let the field live elsewhere']],
    ],
    ['statuses without a closed one', { statuses: [{ key: 'a', name: 'A', category: 'todo' }] }, [['statuses', 'at least one status must be done or cancelled']]],
    ['one login twice', { people: { mona: 'a', Mona: 'b' } }, [['people.mona', 'this login stands twice']]],
    ['a pattern that claims everything', { mappings: { tags: { deny: ['*'] } } }, [['mappings.tags.deny.0', 'a label pattern needs more than *, it would claim every label']]],
  ])('%s', (_what, input, problems) => {
    expect(problemsOf(input)).toEqual(problems);
  });

  test('several at once, shapes included', () => {
    expect(problemsOf({ direction: 'up', mappings: { title: { snyc: true } } }).map(([path]) => path)).toEqual(['direction', 'mappings.title']);
  });
});
