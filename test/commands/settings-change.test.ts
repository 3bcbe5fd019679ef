import { expect, test } from '@jest/globals';
import { parseReplacements, withPaths } from '../../src/commands/settings-change.ts';

test('a path is set, the rest stays, and switches go beside the settings', () => {
  const before = { direction: 'both', mappings: { title: { sync: true } } };
  expect(withPaths(before, ['mappings.title.direction=pull', 'filters.include.labels=["bug"]', 'pollEvery=60', 'conflictPolicy=ask'])).toEqual({
    settings: { direction: 'both', conflictPolicy: 'ask', mappings: { title: { sync: true, direction: 'pull' } }, filters: { include: { labels: ['bug'] } } },
    switches: { pollEvery: 60 },
  });
  expect(before).toEqual({ direction: 'both', mappings: { title: { sync: true } } });
});

test.each(['pollEvery=5', 'autoSync=maybe', 'brakeLimit=0', 'noValue', '=1', '__proto__.x=1'])('%s is refused in words', (text) => {
  expect(() => withPaths({}, [text])).toThrow(/cannot be|is no path=value|names no setting/);
});

test('replacements name a field, an old and a new key', () => {
  expect(parseReplacements(['status:open=new', 'priority:low='])).toEqual({ status: { open: 'new' }, priority: { low: null }, category: {} });
  expect(() => parseReplacements(['status:open='])).toThrow('is no replacement');
  expect(() => parseReplacements(['color:red=blue'])).toThrow('is no replacement');
});
