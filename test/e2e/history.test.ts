/** What the history's screen reads from its address, and how it marks what changed. */
import { describe, expect, test } from '@jest/globals';
import { countFilters, parseLogFilters, withFilter } from '../../web/src/screens/history/filters.ts';
import { diffWords } from '../../web/src/ui/diff.ts';

const parse = (query: string) => parseLogFilters(new URLSearchParams(query));

describe('filters in the address', () => {
  test('a day counts whole, from its first moment to its last in the reader’s zone', () => {
    expect(parse('from=2026-11-26&to=2026-11-26')).toMatchObject({ from: new Date(2026, 10, 26).toISOString(), to: new Date(2026, 10, 27).toISOString() });
    expect(parse('to=2026-11-26T10:00:00Z')).toMatchObject({ to: '2026-11-26T10:00:00.000Z' });
    expect(parse('from=never&to=')).toMatchObject({ from: null, to: null });
  });

  test.each([['12', 12], ['%2312', 12], ['acme/widgets%2312', 12], ['https://github.com/acme/widgets/issues/12', 12], ['abc', null], ['', null], ['0', null]])('the issue %s is %p', (issue, number) => {
    expect(parse(`issue=${issue}`).issue).toBe(number);
  });

  test('are counted, and what is none is not', () => {
    expect(countFilters(new URLSearchParams('text=a&outcome=failed&issue=&other=1'))).toBe(2);
    expect(withFilter(new URLSearchParams('text=a&outcome=failed'), 'text', '')).toBe('?outcome=failed');
  });
});

describe('what changed, word by word', () => {
  const told = (before: string, after: string): string => diffWords(before, after).map(({ kind, text }) => (kind === 'same' ? text : `${kind === 'added' ? '+' : '-'}[${text}]`)).join('');

  test.each([
    ['The old title', 'The new title', 'The -[old]+[new] title'],
    ['Drop the old client', 'A title for GitHub', '-[Drop the old client]+[A title for GitHub]'],
    ['one two', 'one two three', 'one two+[ three]'],
    ['', 'something', '+[something]'],
    ['same', 'same', 'same'],
  ])('%s → %s', (before, after, expected) => {
    expect(told(before, after)).toBe(expected);
  });
});
