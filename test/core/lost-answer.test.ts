import { describe, expect, test } from '@jest/globals';
import type { IssueEvent } from '../../src/core/changed-at.ts';
import { baseAfterLostAnswer, isDoubtful, type LostPush } from '../../src/core/lost-answer.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { modelIssue } from './model-issue.ts';

const parsed = parseSettings({});
if (!parsed.ok) throw new Error('no settings');
const { settings } = parsed;
const BOT = 'lockstep[bot]';
const [BEFORE, THEN, LATER, NOW] = ['2026-11-26T10:00:00Z', '2026-11-26T10:00:05Z', '2026-11-26T10:00:09Z', '2026-11-26T10:00:10Z'];

const lost = (parts: Partial<LostPush>): LostPush => ({ settings, base: { title: 'Old', tags: [] }, from: { title: 'Old', tags: [] }, outgoing: { title: 'Ours' }, since: BEFORE, issue: modelIssue({ title: 'Old', updatedAt: NOW }), ...parts });
const renamed = (at: string, by: string | null, from: string): IssueEvent => ({ at, by, kind: 'renamed', from });

describe('what our steps did, as the timeline tells it', () => {
  const back = [renamed(THEN, BOT, 'Old'), renamed(LATER, 'olivia', 'Ours')];

  test('taken back by somebody: it was agreed on', () => {
    expect(baseAfterLostAnswer(lost({}), back, [BOT])).toMatchObject({ title: 'Ours' });
  });

  test('written with a member’s token', () => {
    const events = [renamed(THEN, 'Tara', 'Old'), renamed(LATER, 'olivia', 'Ours')];
    expect(baseAfterLostAnswer(lost({}), events, [BOT])).toMatchObject({ title: 'Old' });
    expect(baseAfterLostAnswer(lost({}), events, [BOT, 'tara'])).toMatchObject({ title: 'Ours' });
  });

  test('the same by somebody else, or in the second of the read before, says nothing', () => {
    expect(baseAfterLostAnswer(lost({}), [renamed(THEN, 'walter', 'Old'), renamed(LATER, 'olivia', 'Ours')], [BOT])).toMatchObject({ title: 'Old' });
    expect(baseAfterLostAnswer(lost({}), [renamed(BEFORE, BOT, 'Old'), renamed(LATER, 'olivia', 'Ours')], [BOT])).toMatchObject({ title: 'Old' });
    expect(baseAfterLostAnswer(lost({}), [renamed(THEN, null, 'Old'), renamed(LATER, null, 'Ours')], [BOT])).toMatchObject({ title: 'Old' });
  });

  test('of a set element by element', () => {
    const events: IssueEvent[] = [{ at: THEN, by: BOT, kind: 'labeled', name: 'one' }, { at: LATER, by: 'olivia', kind: 'unlabeled', name: 'one' }];
    const push = lost({ outgoing: { tags: ['one', 'two'] }, issue: modelIssue({ labels: [], updatedAt: NOW }) });
    expect(baseAfterLostAnswer(push, events, [BOT])).toMatchObject({ tags: ['one'] });
  });

  test('closed for a reason of its own', () => {
    const events: IssueEvent[] = [{ at: THEN, by: BOT, kind: 'closed', reason: 'not_planned' }, { at: LATER, by: 'olivia', kind: 'reopened' }];
    const push = lost({ base: { status: 'open' }, outgoing: { status: 'cancelled' }, issue: modelIssue({ state: 'open', updatedAt: NOW }) });
    expect(baseAfterLostAnswer(push, events, [BOT])).toMatchObject({ status: 'cancelled' });
  });
});

test('there is a doubt only where the issue changed since and does not read as it was to', () => {
  expect(isDoubtful(lost({}))).toBe(true);
  expect(isDoubtful(lost({ issue: modelIssue({ title: 'Ours', updatedAt: NOW }) }))).toBe(false);
  expect(isDoubtful(lost({ issue: modelIssue({ title: 'Old', updatedAt: BEFORE }) }))).toBe(false);
});
