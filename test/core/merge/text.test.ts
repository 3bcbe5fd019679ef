import { describe, expect, test } from '@jest/globals';
import { containsText, mergeText } from '../../../src/core/merge/text.ts';

describe('mergeText', () => {
  test('changes that do not touch are all kept', () => {
    expect(mergeText('a\nb\nc', 'A\nb\nc', 'a\nb\nC', 'github')).toEqual({ text: 'A\nb\nC', collided: false });
  });

  test('only the lines that collide go to the winner', () => {
    const [base, ours, theirs] = ['a\nb\nc\nd\ne', 'A\nb\nours\nd\ne', 'a\nb\ntheirs\nd\nE'];
    expect(mergeText(base, ours, theirs, 'github')).toEqual({ text: 'A\nb\ntheirs\nd\nE', collided: true });
    expect(mergeText(base, ours, theirs, 'lockstep')).toEqual({ text: 'A\nb\nours\nd\nE', collided: true });
  });

  test('the same change on both sides is no collision', () => {
    expect(mergeText('a\nb\nc', 'a\nX\nc', 'a\nX\nC', 'lockstep').collided).toBe(true);
    expect(mergeText('a\nb\nc\nd', 'a\nX\nc\nd', 'a\nX\nc\nD', 'lockstep')).toEqual({ text: 'a\nX\nc\nD', collided: false });
  });

  test.each([
    ['CRLF', 'a\r\nb\r\nc', 'A\r\nb\r\nc', 'a\r\nb\r\nC', 'A\r\nb\r\nC'],
    ['trailing newline kept', 'a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n', 'A\nb\nC\n'],
    ['trailing newline added by one side', 'a\nb\nc', 'A\nb\nc', 'a\nb\nc\n', 'A\nb\nc\n'],
    ['trailing newline taken off by one side', 'a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nc', 'A\nb\nc'],
    ['trailing spaces', 'a  \nb\nc', 'a  \nb\nc \t', 'A  \nb\nc', 'A  \nb\nc \t'],
    ['a lone CR', 'a\rb\nc\nd', 'a\rb\nc\nD', 'a\rB\nc\nd', 'a\rB\nc\nD'],
    ['lines named like object members', 'constructor\n__proto__\nx', 'constructor\n__proto__\ny', 'toString\n__proto__\nx', 'toString\n__proto__\ny'],
  ])('byte for byte: %s', (_what, base, ours, theirs, text) => {
    expect(mergeText(base, ours, theirs, 'github')).toEqual({ text, collided: false });
  });

  test('a side that only turned the line ends does not collide with an edit', () => {
    expect(mergeText('a\nb\nc', 'a\nB\nc', 'a\r\nb\r\nc', 'github')).toEqual({ text: 'a\r\nB\r\nc', collided: false });
    expect(mergeText('a\r\nb\r\nc', 'a\nb\nC', 'A\r\nb\r\nc', 'github')).toEqual({ text: 'A\nb\nC', collided: false });
  });

  test('two line ends chosen by two sides collide', () => {
    expect(mergeText('a', 'a\nb', 'a\r\nb', 'lockstep')).toEqual({ text: 'a\nb', collided: true });
  });

  test('a text built to stall the line diff is decided as a whole', () => {
    const blank = '\n'.repeat(30_000);
    expect(mergeText(`a${blank}b`, `A${blank}x`, `B${blank}y`, 'github')).toEqual({ text: `B${blank}y`, collided: true });
  });
});

test('containsText knows a write inside a later text, and not one that is missing', () => {
  expect(containsText('a\nb\nc', 'A\nb\nc', 'A\nb\nC')).toBe(true);
  expect(containsText('a\nb\nc', 'A\nb\nc', 'a\nb\nC')).toBe(false);
});
