/** What counts as a trace of a person, and what only reads like one. */
import { describe, expect, test } from '@jest/globals';
import { createEraser } from '../../src/core/privacy/identity.ts';

const identity = { githubId: 583231, logins: ['bug'], names: ['Maren Holt', 'Maren'], emails: ['maren@holt.test'], words: false };
const eraser = createEraser(identity);

describe('in texts', () => {
  test.each([
    ['bug', 'ghost'],
    ['BUG', 'ghost'],
    ['Maren', 'ghost'],
    ['ask @bug, or @Bug.', 'ask @ghost, or @ghost.'],
    ['https://github.com/bug/pull/1 and https://api.github.com/users/bug', 'https://github.com/ghost/pull/1 and https://api.github.com/users/ghost'],
    ['bug/widgets', 'ghost/widgets'],
    ['bug:feature', 'ghost:feature'],
    ['583231+bug@users.noreply.github.com', 'ghost@users.noreply.github.com'],
    ['Signed-off-by: Maren Holt <MAREN@holt.test>', 'Signed-off-by: ghost <ghost@users.noreply.github.com>'],
    ['https://avatars.githubusercontent.com/u/583231?v=4', 'https://avatars.githubusercontent.com/u/10137?v=4'],
  ])('%s', (text, expected) => expect(eraser.text(text)).toBe(expected));

  test.each(['a bug report', 'the debugger', '@bugs', 'bug-fix/1', '@bug-fix', 'https://github.com/acme/bugs', 'Maren said', '583231', '/u/5832310', 'maren@holt.testing'])('%s is none', (text) => {
    expect(eraser.text(text)).toBe(text);
  });

  test('with words, a login counts wherever it stands by itself', () => {
    const words = createEraser({ ...identity, words: true });
    expect(words.text('a bug in the debugger, bug-fix')).toBe('a ghost in the debugger, bug-fix');
    expect([eraser.asWord('a bug report'), eraser.asWord('the debugger'), eraser.asWord('bug')]).toEqual([true, false, false]);
  });

  test('what names things may read the same', () => {
    for (const place of ['tags', 'category', 'title', 'name']) expect(eraser.text('bug', place)).toBe('bug');
    expect(eraser.text('@bug', 'title')).toBe('@ghost');
  });
});

describe('in JSON', () => {
  const account = { login: 'bug', id: 583231, node_id: 'MDQ6VXNlcjU4MzIzMQ==', avatar_url: 'https://avatars.githubusercontent.com/u/583231?v=4', type: 'User', name: 'Maren Holt' };

  test('an account becomes the ghost, by login or by number, and labels stay', () => {
    const payload = { issue: { user: account, labels: [{ id: 583231, name: 'bug' }], assignees: [{ ...account, login: 'former' }], body: 'a bug' }, sender: account };
    const ghost = { login: 'ghost', id: 10137, node_id: 'ghost', avatar_url: 'https://avatars.githubusercontent.com/u/10137?v=4', type: 'User', name: null };
    expect(eraser.json(payload)).toEqual({ issue: { user: ghost, labels: [{ id: 583231, name: 'bug' }], assignees: [ghost], body: 'a bug' }, sender: ghost });
  });

  test('a commit’s author, a history’s values, a map of people', () => {
    expect(eraser.json({ author: { name: 'Maren', email: 'maren@holt.test', username: 'bug' } })).toEqual({ author: { name: null, email: null, username: 'ghost' } });
    expect(eraser.json({ assignees: { from: ['bug', 'otto'], to: [] }, tags: { from: ['bug'], to: [] } })).toEqual({ assignees: { from: ['ghost', 'otto'], to: [] }, tags: { from: ['bug'], to: [] } });
    expect(eraser.json({ people: { bug: 'm1', otto: 'o1' } })).toEqual({ people: { otto: 'o1' } });
  });

  test('what has no trace comes back as the very same', () => {
    const value = { issue: { id: 583231, labels: [{ name: 'bug' }] }, at: [1, null, { deep: 'otto' }] };
    expect(eraser.json(value)).toBe(value);
  });

  test('what was erased has no trace left', () => {
    const once = eraser.json({ sender: account, text: '@bug https://github.com/bug' });
    expect(eraser.json(once)).toBe(once);
  });
});
