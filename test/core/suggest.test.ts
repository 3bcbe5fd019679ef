import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { joinFacts, NO_FACTS, type RepositoryFacts } from '../../src/core/facts.ts';
import { parseSettings, settingsInput } from '../../src/core/settings.ts';
import { suggestSettings } from '../../src/core/suggest.ts';

const base = settingsInput.parse({});
const label = (name: string, count = 1) => ({ name, count, color: 'ededed', description: '' });
const withLabels = (...names: string[]): RepositoryFacts => ({ ...NO_FACTS, labels: names.map((name) => label(name)) });
const rules = (facts: RepositoryFacts, field: 'status' | 'priority' | 'category') => {
  const [source] = suggestSettings(facts, base).settings.mappings?.[field]?.sources ?? [];
  return source?.from === 'labels' ? Object.fromEntries(source.rules.map((rule) => [rule.label, rule.value])) : source;
};

describe('labels in use', () => {
  test('become what they say', () => {
    const facts = withLabels('priority: high', 'P0', 'prio/low', 'Critical', 'bug', 'type: feature', 'Documentation', 'In Progress', 'status: review', 'good first issue', '2');
    expect(rules(facts, 'priority')).toEqual({ 'priority: high': 'high', P0: 'urgent', 'prio/low': 'low', Critical: 'urgent' });
    expect(rules(facts, 'category')).toEqual({ bug: 'bug', 'type: feature': 'feature', Documentation: 'documentation' });
    expect(rules(facts, 'status')).toEqual({ 'In Progress': 'in_progress', 'status: review': 'in_progress' });
  });

  test('of a common prefix are a field of their own', () => {
    const { settings, found } = suggestSettings(withLabels('area: api', 'area: web', 'bug'), base);
    expect(settings.mappings?.custom).toEqual([{ key: 'area', name: 'Area', kind: 'multi_select', options: [], target: { labelPrefix: 'area: ' } }]);
    expect(found).toContain('2 labels begin with "area: ": they are a field of their own.');
  });

  test('that are not there are not mapped', () => {
    expect(suggestSettings(NO_FACTS, base)).toEqual({ settings: { ...base, mappings: { custom: [] } }, found: [] });
  });
});

test('types, fields and projects of an organization come before labels', () => {
  const facts: RepositoryFacts = {
    ...withLabels('bug', 'P1', 'in progress'),
    issueTypes: [{ name: 'Bug', count: 3 }, { name: 'Task', count: 0 }],
    issueFields: [{ name: 'Priority', type: 'single_select', options: ['Urgent', 'Low'], used: [] }, { name: 'Target date', type: 'date', options: [], used: [] }],
    projects: [{ owner: 'acme', number: 5, title: 'Roadmap', fields: [{ name: 'Status', options: ['Todo', 'In Progress', 'Done'] }] }],
  };
  expect(rules(facts, 'category')).toEqual({ from: 'issueType', types: { Bug: 'bug', Task: 'feature' } });
  expect(rules(facts, 'priority')).toEqual({ from: 'issueField', field: 'Priority', options: { Urgent: 'urgent', Low: 'low' } });
  expect(rules(facts, 'status')).toEqual({ from: 'projectField', project: 5, field: 'Status', options: { Todo: 'open', 'In Progress': 'in_progress', Done: 'done' } });
  expect(suggestSettings(facts, base).settings.mappings).toMatchObject({ issueType: { sync: false }, dueDate: { source: { issueField: 'Target date' } } });
});

test('whatever the labels are called, the suggestion can be saved', () => {
  const words = fc.constantFrom('P1', 'priority/high', 'high', 'bug', 'type: bug', 'status: done', 'wip', 'area: x', 'area: y', 'priority: area', 'docs/bug', 'kind/feature', 'Bug', 'a/b', 'x:', '*', '');
  fc.assert(fc.property(fc.uniqueArray(fc.oneof(words, fc.string({ maxLength: 50 })), { maxLength: 12 }), (names) => {
    const parsed = parseSettings(suggestSettings(withLabels(...names), base).settings);
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  }), { numRuns: 300 });
});

test('facts of several repositories are one, whatever the case of their names', () => {
  expect(joinFacts([withLabels('Bug', 'a'), withLabels('bug')]).labels).toEqual([label('Bug', 2), label('a')]);
});
