import { describe, expect, test } from '@jest/globals';
import { keepLineEnds } from '../../web/src/ui/line-ends.ts';

/** What a text area makes of a text. */
const shown = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

describe('line ends of a text that is edited in a text area, which knows only one of them', () => {
  test.each([['', ''], ['one line', 'one line'], ['a\r\nb\r\n', 'a\nb\n'], ['a\r\nb\nc\rd', 'a\nb\nc\nd'], ['\r\n\r\n\n', '\n\n\n']])('a text that reads the same is the same: %j', (before, typed) => {
    expect(shown(before)).toBe(typed);
    expect(keepLineEnds(before, typed)).toBe(before);
  });

  test('a text that nothing was typed in stays as it is, line ends of any kind', () => {
    expect(keepLineEnds('a\r\n\rb', 'a\r\n\rb')).toBe('a\r\n\rb');
  });

  test.each([
    ['a word', 'one\r\ntwo\r\nthree\r\n', 'one\n2\nthree\n', 'one\r\n2\r\nthree\r\n'],
    ['a word among mixed ends', 'one\r\ntwo\nthree\rfour\n', 'one\n2\nthree\nfour\n', 'one\r\n2\nthree\rfour\n'],
    ['a word before a lone CR', 'one\rtwo\n', '1\ntwo\n', '1\rtwo\n'],
    ['two places far apart', 'a\r\nb\nc\r\nd\ne\r\nf', 'A\nb\nc\nd\ne\nF', 'A\r\nb\nc\r\nd\ne\r\nF'],
    ['a line added', 'a\r\nb\r\nc\n', 'a\nb\nnew\nc\n', 'a\r\nb\r\nnew\r\nc\n'],
    ['a line taken away', 'a\r\nb\nc\r\nd', 'a\nc\nd', 'a\r\nc\r\nd'],
    ['a line split: the new end comes first', 'ab\rc\nd\n', 'a\nb\nc\nd\n', 'a\nb\rc\nd\n'],
    ['two lines joined', 'a\rb\nc\n', 'ab\nc\n', 'ab\nc\n'],
    ['more at the end', 'a\r\nb', 'a\nb\n\nc', 'a\r\nb\r\n\r\nc'],
    ['no end any more at the end', 'a\r\nb\r\n', 'a\nb', 'a\r\nb'],
    ['a line emptied after a lone CR', 'a\rb\nc', 'a\n\nc', 'a\r\n\nc'],
    ['all lines replaced', 'a\r\nb\nc', 'x\ny\nz', 'x\r\ny\nz'],
    ['all lines replaced by more', 'a\r\nb', 'x\ny\nz', 'x\r\ny\r\nz'],
    ['the first lines of all', '', 'a\nb\n', 'a\nb\n'],
    ['a second line', 'a', 'a\nb', 'a\nb'],
    ['everything taken away', 'a\r\nb\r\n', '', ''],
    ['emoji, right-to-left, spaces at the end', '👩‍👩‍👧 a  \r\nשלום  \r\n- [ ] x\t', '👩‍👩‍👧 a  \nשלום עולם  \n- [ ] x\t', '👩‍👩‍👧 a  \r\nשלום עולם  \r\n- [ ] x\t'],
  ])('%s', (_name, before, typed, after) => {
    expect(keepLineEnds(before, typed)).toBe(after);
  });

  test('nothing of what was typed is changed but line ends, whatever was there before', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 16_807) % 2_147_483_647) % below;
    const text = (ends: string[]): string => Array.from({ length: random(12) }, () => 'abc'.slice(random(4)) + ends[random(ends.length)]).join('') + 'xy'.slice(random(3));
    for (let round = 0; round < 2_000; round += 1) {
      const before = text(['\n', '\r\n', '\r']);
      const typed = text(['\n']);
      expect(shown(keepLineEnds(before, typed))).toBe(typed);
      expect(keepLineEnds(before, shown(before))).toBe(before);
    }
  });
});
