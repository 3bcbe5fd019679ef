import { describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { readIssue } from '../../src/core/derive.ts';
import { verifyIssue, type VerifyInput } from '../../src/core/verify.ts';
import type { SettingsInput } from '../../src/core/settings.ts';
import { settingsOf } from './generators.ts';
import { modelIssue } from './model-issue.ts';

/** A pair in step, with these settings; then whatever a test changes. */
function pair(input: SettingsInput, changed: { action?: FieldValues } & Partial<Omit<VerifyInput, 'action' | 'settings'>> = {}) {
  const settings = settingsOf(input);
  const issue = modelIssue({ title: 'Agreed', labels: ['api'] });
  const base = readIssue(issue, settings);
  const { action, ...rest } = changed;
  const { fields, deviations } = verifyIssue({ settings, issue, base, refused: null, held: [], braked: false, callingOff: false, ...rest, action: { ...base, ...action } });
  return { fields, deviations, reasons: deviations.map(({ field, reason }) => [field, reason]) };
}

describe('I4: a field agrees, or its deviation has a name', () => {
  test('in step, every synced field is compared and none deviates', () => {
    expect(pair({})).toMatchObject({ deviations: [] });
    expect(pair({}).fields).toBe(9);
    expect(pair({ mappings: { milestone: { sync: false } } }).fields).toBe(8);
  });

  test('case and order of labels and people are no deviation', () => {
    const issue = modelIssue({ title: 'Agreed', labels: ['api', 'UX'] });
    expect(pair({}, { issue, action: { tags: ['ux', 'API'] } }).deviations).toEqual([]);
  });

  test('a difference has both values and no reason', () => {
    expect(pair({}, { action: { title: 'Never sent' } }).deviations).toEqual([{ field: 'title', github: 'Agreed', lockstep: 'Never sent', reason: null }]);
  });

  test.each([
    ['an open conflict', {}, { held: ['title' as const], action: { title: 'Mine' } }, 'a conflict is open'],
    ['a pulled field that was edited here', { mappings: { title: { direction: 'pull' as const } } }, { action: { title: 'Mine' } }, 'from GitHub only'],
    ['a value GitHub refused', {}, { refused: { tags: ['ops'] }, action: { tags: ['ops'] } }, 'did not take it'],
    ['a value GitHub cannot hold', {}, { action: { title: ' ' } }, 'no empty title'],
    ['a write that is being called off', {}, { braked: true, callingOff: true, action: { title: 'Mine' } }, 'called off'],
    ['a write that the brake holds', {}, { braked: true, action: { title: 'Mine' } }, 'the brake is on'],
  ])('explained: %s', (_name, settings, changed, reason) => {
    expect(pair(settings, changed).reasons).toEqual([[expect.any(String), expect.stringContaining(reason)]]);
  });

  test('explained: a pushed field that somebody changed on GitHub', () => {
    const issue = modelIssue({ title: 'Theirs', labels: ['api'] });
    const settings = { mappings: { title: { direction: 'push' as const } } };
    expect(pair(settings, { issue, base: { ...readIssue(issue, settingsOf(settings)), title: 'Agreed' }, action: { title: 'Agreed' } }).reasons).toEqual([['title', expect.stringContaining('to GitHub only')]]);
  });

  test.each([
    ['a pulled field', { mappings: { title: { direction: 'pull' as const } } }, {}],
    ['a refused value', {}, { refused: { title: 'Agreed' } }],
    ['a braked write', {}, { braked: true }],
  ])('not explained: %s where GitHub’s change was missed', (_name, settings, changed) => {
    const base = readIssue(modelIssue({ title: 'Agreed', labels: ['api'] }), settingsOf(settings));
    expect(pair(settings, { ...changed, issue: modelIssue({ title: 'Missed', labels: ['api'] }), base, action: { title: 'Agreed' } }).reasons).toEqual([['title', null]]);
  });
});
