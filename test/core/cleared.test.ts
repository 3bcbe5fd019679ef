/** I5: what somebody took away right before our write is told from our own steps by who did it, never by guessing. */
import { describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import type { IssueEvent, LastChange } from '../../src/core/last-changes.ts';
import { doubtOf } from '../../src/core/cleared.ts';
import type { LastPush, Told } from '../../src/core/overwritten.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';
import { modelIssue } from './model-issue.ts';

const READ_AT = '2026-11-26T12:00:00Z';
const THEN = '2026-11-26T12:00:01Z';
const BOT = 'lockstep[bot]';

const pushed = (found: Partial<IssueSnapshot>, wrote: FieldValues, member: string | null = null): LastPush => ({ before: modelIssue({ updatedAt: READ_AT, ...found }), wrote, states: [], member });
const having = (part: Partial<IssueSnapshot>): Told => (issue) => ({ ...issue, ...part });
const milestone = (title: string): IssueSnapshot['milestone'] => ({ number: 1, title, dueOn: null });
const by = (login: string | null, event: IssueEvent): IssueEvent => ({ ...event, by: login });

interface Case {
  action: string;
  push: (member?: string) => LastPush;
  set: Told;
  clearing: IssueEvent;
  setting: IssueEvent;
}

const CASES: Case[] = [
  {
    action: 'milestoned', push: (member) => pushed({ milestone: milestone('Read') }, { milestone: 'Ours' }, member), set: having({ milestone: milestone('Ours') }),
    clearing: { at: THEN, kind: 'demilestoned', name: 'Read' }, setting: { at: THEN, kind: 'milestoned', name: 'Ours' },
  },
  {
    action: 'typed', push: (member) => pushed({ issueType: 'Bug' }, { issueType: 'Task' }, member), set: having({ issueType: 'Task' }),
    clearing: { at: THEN, kind: 'retyped', from: 'Bug', to: null }, setting: { at: THEN, kind: 'retyped', from: null, to: 'Task' },
  },
  {
    action: 'closed', push: (member) => pushed({ state: 'closed', stateReason: 'completed' }, { status: 'cancelled' }, member), set: having({ state: 'closed', stateReason: 'not_planned' }),
    clearing: { at: THEN, kind: 'reopened' }, setting: { at: THEN, kind: 'closed' },
  },
];

describe.each(CASES)('$action', ({ action, push, set, clearing, setting }) => {
  const judge = (events: IssueEvent[], member?: string): LastChange | null | undefined =>
    doubtOf([push(member)], action, set, defaultSettings())?.clearedBy({ events, since: READ_AT, tells: { types: true, fields: true } }, BOT);

  test('I5: somebody else did it', () => {
    expect(judge([by('olivia', clearing), by(BOT, setting)])).toEqual({ at: THEN, by: 'olivia' });
    expect(judge([by('olivia', clearing), by('walter', setting)], 'walter')).toEqual({ at: THEN, by: 'olivia' });
    // What happened to something else stands between.
    expect(judge([by('olivia', clearing), by('olivia', { at: THEN, kind: 'labeled', name: 'bug' }), by(BOT, setting)])).toEqual({ at: THEN, by: 'olivia' });
  });

  test('it was our own step, or may have been', () => {
    expect(judge([by(BOT, clearing), by(BOT, setting)])).toBeNull();
    expect(judge([by('Walter', clearing), by('walter', setting)], 'walter')).toBeNull();
    // Begun with the member's token, and finished by the App, or the other way round.
    expect(judge([by('walter', clearing), by(BOT, setting)], 'walter')).toBeNull();
    expect(judge([by(BOT, clearing), by('walter', setting)], 'walter')).toBeNull();
    // The member has another login by now.
    expect(judge([by('walter-2', clearing), by('walter-2', setting)], 'walter')).toBeNull();
    expect(judge([by(null, clearing), by(BOT, setting)])).toBeNull();
  });

  test('it did not stay away until we wrote, or our write is not told yet', () => {
    expect(judge([by('olivia', clearing), by('olivia', setting), by(BOT, clearing), by(BOT, setting)])).toBeNull();
    expect(judge([by('olivia', clearing)])).toBeNull();
    expect(judge([by(BOT, setting), by('olivia', clearing)])).toBeNull();
    expect(judge([{ ...by('olivia', clearing), at: '2026-11-26T11:59:59Z' }, by(BOT, setting)])).toBeNull();
  });

  test('nothing is asked where nothing was replaced, or the event is of somebody else\'s value', () => {
    const { before, ...rest } = push();
    const empty = { ...rest, before: { ...before, milestone: null, issueType: null, state: 'open' as const, stateReason: null } };
    expect(doubtOf([empty], action, set, defaultSettings())).toBeNull();
    expect(doubtOf([push()], action, (issue) => issue, defaultSettings())).toBeNull();
    expect(doubtOf([push()], 'labeled', set, defaultSettings())).toBeNull();
  });
});
