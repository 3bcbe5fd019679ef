import { expect, test } from '@jest/globals';
import { distinct, echoSets, equalSets, mergeSets, without } from '../../../src/core/merge/set.ts';

test('both sides\' additions and removals are kept', () => {
  expect(mergeSets(['a', 'b', 'c'], ['b', 'c', 'ours'], ['a', 'b', 'theirs'])).toEqual(['b', 'ours', 'theirs']);
});

test('names compare without case and the first spelling stays', () => {
  expect(distinct(['Bug', 'bug', 'API'])).toEqual(['Bug', 'API']);
  expect(equalSets(['Bug'], ['bug', 'BUG'])).toBe(true);
  expect(mergeSets(['Bug'], ['bug', 'x'], ['BUG'])).toEqual(['bug', 'x']);
  expect(without(['Bug', 'x'], ['BUG'])).toEqual(['x']);
});

test('I6: elements GitHub shows as they were written count as written, others keep their base', () => {
  expect(echoSets(['a'], ['a', 'b', 'c'], ['a', 'b', 'd']).toSorted()).toEqual(['a', 'b']);
  expect(echoSets(['a', 'b'], ['b'], ['b'])).toEqual(['b']);
  // What came after it began is nothing that it was to take off.
  expect(echoSets(['b', 'c'], ['b'], [], ['a', 'b'])).toEqual(['b', 'c']);
});
