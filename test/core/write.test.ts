import { defaultSettings } from '../../src/core/settings.ts';
import { describe, expect, test } from '@jest/globals';
import { describeChanges } from '../../src/core/describe.ts';
import { judgeAnswer } from '../../src/core/answer.ts';
import { modelIssue } from './model-issue.ts';
import { newMapping, settle } from './settle.ts';
import { planCreate } from '../../src/core/derive.ts';
import { settingsOf } from './generators.ts';

const settings = defaultSettings();

describe('planCreate', () => {
  const values = { title: 'New', description: 'b\r\n', status: 'in_progress', priority: 'high', tags: ['api'], assignees: ['mona'], milestone: 'v1', issueType: 'Bug' };

  test('an action becomes an issue that reads back as the action', () => {
    expect(planCreate(values, settings)).toEqual({
      title: 'New', body: 'b\r\n', labels: ['in progress', 'P1', 'api'], assignees: ['mona'], milestone: 'v1', issueType: 'Bug', fieldValues: {}, blocked: [],
    });
  });

  test('a closed status waits for the first reconcile', () => {
    const draft = planCreate({ ...values, status: 'cancelled' }, settings);
    const created = modelIssue({ title: draft.title, body: draft.body, labels: draft.labels });
    const mapping = newMapping(settings, created, { action: { title: 'New', status: 'cancelled' }, base: { title: 'New', status: 'open' } });
    settle(mapping);
    expect(mapping.issue).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
  });

  test('pulled fields stay here, and what GitHub cannot hold is named', () => {
    const pullTags = settingsOf({ mappings: { tags: { direction: 'pull' } } });
    expect(planCreate({ title: 'x', tags: ['api'] }, pullTags).labels).toEqual([]);
    expect(planCreate({ title: ' ' }, settings).blocked).toEqual([{ field: 'title', reason: 'GitHub takes no empty title' }]);
  });
});

describe('judgeAnswer', () => {
  const before = modelIssue({ labels: ['old'] });
  const asked = { title: 'Asked', tags: ['new'], milestone: 'v1' };

  test('what arrived is no refusal, nor what others added meanwhile', () => {
    const answer = modelIssue({ title: 'Asked', labels: ['new', 'others'], milestone: { number: 1, title: 'v1', dueOn: null } });
    expect(judgeAnswer({ settings, asked, answer, before })).toEqual({});
  });

  test('what was dropped or stored otherwise is', () => {
    const answer = modelIssue({ title: 'Asked…', labels: ['old', 'new'] });
    expect(judgeAnswer({ settings, asked, answer, before })).toEqual(asked);
  });
});

test('changes in words', () => {
  const before = { title: 'Old', status: 'open', tags: ['a', 'b'], description: 'x\ny', priority: null };
  const after = { title: 'New', status: 'done', tags: ['b', 'c'], description: 'x\nz\nw', priority: 'high', milestone: null };
  expect(describeChanges(before, after, settings)).toEqual([
    'Title: Old -> New',
    'Description: 2 lines added, 1 removed',
    'Status: Open -> Done',
    'Priority: none -> high',
    'Tags: +c, -a',
  ]);
});
