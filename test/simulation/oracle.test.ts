import { expect, test } from '@jest/globals';
import { checkLosses } from './check-losses.ts';
import { checkSides } from './check-sides.ts';
import { checkWrites } from './check-writes.ts';
import type { Facts, Judged, Life } from './facts.ts';

const BOT = 9;
const WALTER = 1;

type Write = [actorId: number, property: string, from: unknown, to: unknown];
type Edit = [kind: string, field: string, from: unknown, to: unknown];

/** One issue with one action, as GitHub's history and ours tell of it. */
function judged(check: (judged: Judged, facts: Facts) => void, parts: { issue?: object; action?: object; writes?: Write[]; edits?: Edit[]; ended?: Edit[] }): string[] {
  const violations: string[] = [];
  const issue = { repository: 'acme/widgets', number: 1, title: 'now', body: 'one', state: 'open', labels: [], assignees: [], milestoneTitle: null, issueType: null, fields: {}, ...parts.issue };
  const action = { actionId: 5, title: 'now', description: 'one', status: 'open', refused: null, ...parts.action };
  const life = {
    issueIds: new Set([3]), issue, transferred: false, actions: [action],
    writes: (parts.writes ?? []).map(([actorId, property, from, to]) => ({ actorId, action: 'issue.update', changes: { [property]: { from, to } } })),
    events: (parts.edits ?? []).map(([kind, field, from, to]) => ({ actionId: 5, kind, side: 'lockstep', changes: { [field]: { from, to } } })),
    endedEvents: (parts.ended ?? []).map(([kind, field, from, to]) => ({ actionId: 6, kind, side: 'lockstep', changes: { [field]: { from, to } } })),
  } as unknown as Life;
  check({ violate: (what: string) => void violations.push(what), github: { state: { history: [] } } } as unknown as Judged, { lives: [life], botId: BOT } as unknown as Facts);
  return violations;
}

/** What must be noticed: the check, and both histories. */
const BROKEN: [string, (judged: Judged, facts: Facts) => void, Parameters<typeof judged>[1], RegExp][] = [
  ['a title of a person that is nowhere', checkLosses, { writes: [[WALTER, 'title', 'old', 'gone']] }, /I5: the title "gone"/],
  ['a title given here that is nowhere', checkLosses, { edits: [['changed', 'title', 'old', 'gone']] }, /I5: the title "gone"/],
  ['a note of a person that is nowhere', checkLosses, { writes: [[WALTER, 'field Note', null, 'gone']] }, /I5: the field Note "gone"/],
  ['a size of one side alone that does not stand', checkSides, { issue: { fields: { Size: 'S' } }, edits: [['changed', 'custom.size', null, 'M']] }, /I5: the last word on the custom.size/],
  ['a note written twice for one edit', checkWrites, { writes: [[BOT, 'field Note', 'a', 'b'], [BOT, 'field Note', 'a', 'b']], edits: [['changed', 'custom.note', 'a', 'b']] }, /I6: .* 2 times for 1 edits/],
  ['a line that is nowhere', checkLosses, { writes: [[WALTER, 'body', 'one', 'one ~7~']] }, /I5: the line ~7~/],
  ['a line that stands twice', checkLosses, { issue: { body: '~7~\n~7~' }, writes: [[WALTER, 'body', 'one', 'one ~7~']] }, /I7: the line ~7~ .* twice/],
  ['a write for no edit', checkWrites, { writes: [[BOT, 'body', 'one', 'two']] }, /I6: the App wrote the body/],
  ['a title that nobody gave', checkWrites, { writes: [[BOT, 'title', 'a', 'b']], edits: [['changed', 'title', 'a', 'c']] }, /I6: the App wrote the title "b"/],
  ['a title written twice for one edit', checkWrites, { writes: [[BOT, 'title', 'a', 'b'], [BOT, 'title', 'a', 'b']], edits: [['changed', 'title', 'a', 'b']] }, /I6: .* 2 times for 1 edits/],
  ['an edit of one side alone that does not stand', checkSides, { issue: { title: 'a' }, edits: [['changed', 'title', 'a', 'b']] }, /I5: the last word on the title/],
  ['a person taken off by nobody', checkSides, { writes: [[WALTER, 'assignees', [], ['tara']]] }, /I5: tara was added to the assignees .* is missing/],
  ['a label put on twice for one edit', checkWrites, { issue: { labels: ['one'] }, writes: [[BOT, 'labels', [], ['one']], [WALTER, 'labels', ['one'], []], [BOT, 'labels', [], ['one']]], edits: [['changed', 'tags', [], ['one']]] }, /I5: the App added one in the labels .* 2 times for 1 edits/],
  ['a person taken off twice for one edit', checkWrites, { writes: [[BOT, 'assignees', ['tara'], []], [WALTER, 'assignees', [], ['tara']], [BOT, 'assignees', ['tara'], []]], edits: [['changed', 'assignees', ['tara'], []]] }, /I5: the App removed tara/],
  ['a label put back that nobody asked for here', checkSides, { issue: { labels: ['enhancement'] }, writes: [[WALTER, 'labels', ['enhancement'], []]] }, /I5: enhancement was removed from the labels .* is there/],
];

test.each(BROKEN)('notices %s', (_name, check, parts, violation) => {
  expect(judged(check, parts)).toContainEqual(expect.stringMatching(violation));
});

test('is content with what is final, seen by another, or kept as lost', () => {
  const parts: Parameters<typeof judged>[1] = {
    issue: { title: 'b', body: 'one ~7~' }, action: { title: 'b', description: 'one ~7~' },
    writes: [[WALTER, 'title', 'now', 'a'], [BOT, 'title', 'a', 'b'], [WALTER, 'body', 'one', 'one ~7~']],
    edits: [['changed', 'title', 'a', 'b'], ['changed', 'title', 'now', 'c'], ['lost', 'title', 'c', 'a']],
  };
  for (const check of [checkLosses, checkSides, checkWrites]) expect(judged(check, parts)).toEqual([]);
});

test('is content with a write of an action that was made a second time of the issue and ended', () => {
  const writes: Write[] = [[BOT, 'field Note', null, 'a']];
  expect(judged(checkWrites, { writes, ended: [['changed', 'custom.note', '', 'a']] })).toEqual([]);
  expect(judged(checkWrites, { writes, ended: [['changed', 'custom.note', '', 'b']] })).toContainEqual(expect.stringMatching(/I6: the App wrote the field Note "a", which nobody gave/));
});

test('is content with a label put back by an edit of the field that it stands for', () => {
  const parts: Parameters<typeof judged>[1] = { issue: { labels: ['enhancement'] }, writes: [[WALTER, 'labels', ['enhancement'], []]], edits: [['changed', 'category', null, 'feature']] };
  expect(judged(checkSides, parts)).toEqual([]);
});
