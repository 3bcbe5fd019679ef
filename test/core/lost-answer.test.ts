import { describe, expect, test } from '@jest/globals';
import type { IssueEvent } from '../../src/core/last-changes.ts';
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

  test('a text, by its history', () => {
    const push = lost({ base: { description: 'old' }, from: { description: 'old' }, outgoing: { description: 'ours' }, issue: modelIssue({ body: 'old', updatedAt: NOW }) });
    const back: IssueEvent = { at: LATER, by: 'olivia', kind: 'rewritten', from: 'ours', to: 'old' };
    expect(baseAfterLostAnswer(push, [{ at: THEN, by: BOT, kind: 'rewritten', from: 'old', to: 'ours' }, back], [BOT])).toMatchObject({ description: 'ours' });
    // Written by us for another project, or without its text: nothing is known of this push.
    expect(baseAfterLostAnswer(push, [{ at: THEN, by: BOT, kind: 'rewritten', from: 'old', to: 'another' }, back], [BOT])).toMatchObject({ description: 'old' });
    expect(baseAfterLostAnswer(push, [{ at: THEN, by: BOT, kind: 'rewritten' }, { at: LATER, by: 'olivia', kind: 'rewritten' }], [BOT])).toMatchObject({ description: 'old' });
  });

  test('a value of an issue field, of whatever kind', () => {
    const own = parseSettings({ mappings: { custom: [
      { key: 'stage', name: 'Stage', kind: 'single_select', target: { issueField: 'Stage' } }, { key: 'points', name: 'Points', kind: 'number', target: { issueField: 'Points' } },
    ] } });
    if (!own.ok) throw new Error('no settings');
    const push = lost({
      settings: own.settings, base: { 'custom.stage': 'Draft', 'custom.points': 3 }, from: { 'custom.stage': 'Draft', 'custom.points': 3 }, outgoing: { 'custom.stage': 'Review', 'custom.points': null },
      issue: modelIssue({ fields: { Stage: 'Draft', Points: 3 }, updatedAt: NOW }),
    });
    const filled = (field: string, to: string | null, by = BOT, time = THEN): IssueEvent => ({ at: time, by, kind: 'filled', field, to });
    const back = [filled('Stage', 'Draft', 'olivia', LATER), filled('Points', '3', 'olivia', LATER)];
    expect(baseAfterLostAnswer(push, [filled('Stage', 'Review'), filled('Points', null), ...back], [BOT])).toEqual({ 'custom.stage': 'Review', 'custom.points': null });
    expect(baseAfterLostAnswer(push, [filled('Stage', 'Other'), filled('Points', '8'), ...back], [BOT])).toEqual({ 'custom.stage': 'Draft', 'custom.points': 3 });
    const number = { ...push, outgoing: { 'custom.points': 8 } };
    expect(baseAfterLostAnswer(number, [filled('Points', '8'), ...back], [BOT])).toMatchObject({ 'custom.points': 8 });
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
