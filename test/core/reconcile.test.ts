import { describe, expect, test } from '@jest/globals';
import { defaultSettings } from '../../src/core/settings.ts';
import { modelIssue } from './model-issue.ts';
import { newMapping, pull, push, settle } from './settle.ts';
import { settingsOf as using } from './generators.ts';
import { readIssue } from '../../src/core/derive.ts';
import type { IntegrationSettings, SettingsInput } from '../../src/core/settings.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';

const settings = defaultSettings();

/** A mapping whose sides agree on everything. */
function agreed(parts: Partial<IssueSnapshot> = {}, using: IntegrationSettings = settings) {
  const mapping = newMapping(using, modelIssue(parts));
  settle(mapping);
  return mapping;
}

/** Both sides changed the title since they agreed. */
function collide(input: SettingsInput) {
  const mapping = agreed({}, using(input));
  mapping.issue = { ...mapping.issue, title: 'Theirs' };
  mapping.action.title = 'Ours';
  return mapping;
}

/** GitHub silently left out a label that was asked for. */
function refusedLabels() {
  const mapping = agreed();
  mapping.action.tags = ['api'];
  push(mapping, pull(mapping), { drops: ['addLabels'] });
  return mapping;
}

describe('first meeting', () => {
  test('an empty action takes everything GitHub says', () => {
    const mapping = agreed({ title: 'Crash', body: 'a\r\nb', labels: ['P1', 'bug', 'api'], milestone: { number: 1, title: 'v1', dueOn: null } });
    expect(mapping.action).toEqual({
      title: 'Crash', description: 'a\r\nb', status: 'open', priority: 'high', category: 'bug', tags: ['api'],
      assignees: [], milestone: 'v1', issueType: null,
    });
    expect(mapping.writes).toBe(0);
  });

  test('I5: an existing action keeps in the history what GitHub replaces', () => {
    const mapping = newMapping(settings, modelIssue({ title: 'Theirs' }), { action: { title: 'Ours' } });
    pull(mapping);
    expect(mapping.action.title).toBe('Theirs');
    expect(mapping.lost).toEqual([{ field: 'title', side: 'lockstep', value: 'Ours', winner: 'Theirs', base: '' }]);
  });
});

describe('one side edits', () => {
  test('GitHub alone: the action follows and nothing is written', () => {
    const mapping = agreed();
    mapping.issue = { ...mapping.issue, title: 'New', labels: ['api', 'wip'] };
    const result = pull(mapping);
    expect(result.changes).toEqual({ title: 'New', tags: ['api'], status: 'in_progress' });
    expect(result.patch).toBeNull();
  });

  test('the action alone: only its field is written', () => {
    const mapping = agreed({ labels: ['api'] });
    mapping.action.status = 'done';
    const result = pull(mapping);
    expect(result.changes).toEqual({});
    expect(result.outgoing).toEqual({ status: 'done' });
    expect(result.patch).toEqual({
      state: 'closed', stateReason: 'completed', addLabels: [], removeLabels: [], addAssignees: [], removeAssignees: [],
    });
  });

  test('a priority swaps its label, in the style of the repository', () => {
    const mapping = agreed({ labels: ['priority: low', 'api'] });
    mapping.action.priority = 'high';
    expect(pull(mapping).patch).toMatchObject({ addLabels: ['priority: high'], removeLabels: ['priority: low'] });
  });

  test('an edit whose push has not landed stays ours across reads', () => {
    const mapping = agreed();
    mapping.action.title = 'Ours';
    for (let read = 0; read < 3; read += 1) expect(pull(mapping).outgoing).toEqual({ title: 'Ours' });
  });
});

describe('both sides edit', () => {
  test('I5: GitHub wins by default and our value is kept', () => {
    const mapping = collide({});
    const result = pull(mapping);
    expect(mapping.action.title).toBe('Theirs');
    expect(result.lost).toEqual([{ field: 'title', side: 'lockstep', value: 'Ours', winner: 'Theirs', base: 'Login fails' }]);
  });

  test('I5: Lockstep wins where the field says so and GitHub\'s value is kept', () => {
    const mapping = collide({ mappings: { title: { conflictPolicy: 'lockstep' } } });
    const result = pull(mapping);
    expect(result.outgoing).toEqual({ title: 'Ours' });
    expect(result.lost).toEqual([{ field: 'title', side: 'github', value: 'Theirs', winner: 'Ours', base: 'Login fails' }]);
    expect(pull(mapping).lost).toEqual([]);
  });

  test('ask holds the field on both sides and follows further edits', () => {
    const mapping = collide({ conflictPolicy: 'ask' });
    expect(pull(mapping)).toMatchObject({
      changes: {}, outgoing: {}, lost: [],
      conflicts: [{ field: 'title', base: 'Login fails', github: 'Theirs', lockstep: 'Ours' }],
    });
    mapping.issue = { ...mapping.issue, title: 'Theirs again' };
    expect(pull(mapping).conflicts).toEqual([
      { field: 'title', base: 'Login fails', github: 'Theirs again', lockstep: 'Ours' },
    ]);
  });

  test('a held field waits for a person even when the policy changes', () => {
    const mapping = collide({ conflictPolicy: 'ask' });
    pull(mapping);
    mapping.settings = using({ conflictPolicy: 'lockstep' });
    expect(pull(mapping).conflicts).toHaveLength(1);
  });

  test('a conflict ends when both sides come to the same value', () => {
    const mapping = collide({ conflictPolicy: 'ask' });
    pull(mapping);
    mapping.issue = { ...mapping.issue, title: 'Ours' };
    expect(pull(mapping)).toMatchObject({ conflicts: [], outgoing: {}, base: { title: 'Ours' } });
  });

  test('I14: two edits in one second are concurrent, whatever their order, and fall to GitHub', () => {
    const mapping = collide({ conflictPolicy: 'newest' });
    const clocks = { title: { github: '2026-11-01T10:00:00Z', lockstep: '2026-11-01T10:00:00.900Z' } };
    const result = pull(mapping, { clocks });
    expect(result.lost).toEqual([expect.objectContaining({ side: 'lockstep', value: 'Ours' })]);
  });

  test('I14: within the measured skew the order of two clocks says nothing', () => {
    const clocks = { title: { github: '2026-11-01T10:00:00Z', lockstep: '2026-11-01T10:00:09Z' } };
    expect(pull(collide({ conflictPolicy: 'newest' }), { clocks, skewMs: 10_000 }).outgoing).toEqual({});
    expect(pull(collide({ conflictPolicy: 'newest' }), { clocks, skewMs: 8000 }).outgoing).toEqual({ title: 'Ours' });
  });

  test('sets merge by additions and removals, whatever the policy', () => {
    const mapping = agreed({ labels: ['a', 'b'] }, using({ conflictPolicy: 'lockstep' }));
    mapping.issue = { ...mapping.issue, labels: ['a', 'b', 'theirs'] };
    mapping.action.tags = ['b', 'ours'];
    const result = pull(mapping);
    expect(result.changes.tags).toEqual(['b', 'ours', 'theirs']);
    expect(result.patch).toMatchObject({ addLabels: ['ours'], removeLabels: ['a'] });
    expect(result.lost).toEqual([]);
  });

  test('texts merge by lines; a collision costs only its lines and the whole loser is kept', () => {
    const mapping = agreed({ body: 'one\ntwo\nthree\nfour\nfive' });
    mapping.issue = { ...mapping.issue, body: 'ONE\ntwo\nTHREE\nfour\nfive' };
    mapping.action.description = 'one\ntwo\ndrei\nfour\nFIVE';
    const result = pull(mapping);
    expect(mapping.action.description).toBe('ONE\ntwo\nTHREE\nfour\nFIVE');
    expect(result.lost).toEqual([expect.objectContaining({ side: 'lockstep', value: 'one\ntwo\ndrei\nfour\nFIVE' })]);
    expect(result.patch?.body).toBe('ONE\ntwo\nTHREE\nfour\nFIVE');
  });
});

describe('echoes', () => {
  test('I6: what was written and comes back writes nothing', () => {
    const mapping = agreed();
    mapping.action = { ...mapping.action, title: 'Ours', tags: ['api'], status: 'cancelled' };
    settle(mapping);
    expect(mapping.writes).toBe(1);
    expect(pull(mapping)).toMatchObject({ changes: {}, outgoing: {}, lost: [], patch: null });
  });

  test('I6: a write whose answer was lost is known by its content and a later edit is no conflict', () => {
    const mapping = agreed();
    mapping.action.title = 'First';
    push(mapping, pull(mapping), { timeout: 'after' });
    mapping.action.title = 'Second';
    const result = pull(mapping);
    expect(result).toMatchObject({ lost: [], conflicts: [], outgoing: { title: 'Second' } });
  });

  test('I6: a label written before the answer was lost can be taken off again', () => {
    const mapping = agreed();
    mapping.action.tags = ['x', 'y'];
    push(mapping, pull(mapping), { timeout: 'after' });
    mapping.issue = { ...mapping.issue, labels: [...mapping.issue.labels, 'z'] };
    mapping.action.tags = ['y'];
    expect(settle(mapping).outgoing).toEqual({});
    expect(mapping.issue.labels.toSorted()).toEqual(['y', 'z']);
  });

  test('I6: a write that never arrived is written once more', () => {
    const mapping = agreed();
    mapping.action.title = 'Ours';
    push(mapping, pull(mapping), { timeout: 'before' });
    expect(pull(mapping).outgoing).toEqual({ title: 'Ours' });
  });

  test('I6: a text that holds our write and more is no collision', () => {
    const mapping = agreed({ body: 'one\ntwo\nthree\nfour' });
    mapping.action.description = 'ONE\ntwo\nthree\nfour';
    push(mapping, pull(mapping), { timeout: 'after' });
    mapping.issue = { ...mapping.issue, body: 'ONE\ntwo\nthree\nFOUR' };
    mapping.action.description = 'One!\ntwo\nthree\nfour';
    expect(pull(mapping).lost).toEqual([]);
    expect(mapping.action.description).toBe('One!\ntwo\nthree\nFOUR');
  });
});

describe('refusals', () => {
  test('I6: what GitHub dropped is not asked for again and stays here', () => {
    const mapping = refusedLabels();
    expect(pull(mapping)).toMatchObject({ changes: {}, outgoing: {}, refused: { tags: ['api'] } });
    expect(mapping.action.tags).toEqual(['api']);
  });

  test('a new edit of the field asks again', () => {
    const mapping = refusedLabels();
    mapping.action.tags = ['api', 'web'];
    expect(pull(mapping).outgoing).toEqual({ tags: ['api', 'web'] });
  });

  test('a value GitHub cannot hold is named and written never', () => {
    const mapping = agreed();
    mapping.action.title = '  ';
    expect(pull(mapping)).toMatchObject({
      outgoing: {}, patch: null, blocked: [{ field: 'title', reason: 'GitHub takes no empty title' }],
    });
  });
});

describe('directions', () => {
  test('pull only: GitHub\'s value stands, and an edit that came here anyway is kept (I5)', () => {
    const mapping = agreed({}, using({ direction: 'pull' }));
    mapping.action.title = 'Ours';
    const result = pull(mapping);
    expect(result).toMatchObject({ changes: { title: 'Login fails' }, outgoing: {} });
    expect(result.lost).toEqual([expect.objectContaining({ side: 'lockstep', value: 'Ours' })]);
  });

  test('push only: GitHub\'s changes are ignored, and kept (I5) when an edit here replaces them', () => {
    const mapping = agreed({}, using({ direction: 'push' }));
    mapping.issue = { ...mapping.issue, title: 'Theirs' };
    expect(pull(mapping)).toMatchObject({ changes: {}, outgoing: {}, lost: [] });
    mapping.action.title = 'Ours';
    expect(pull(mapping)).toMatchObject({ outgoing: { title: 'Ours' }, lost: [{ side: 'github', value: 'Theirs' }] });
    expect(pull(mapping).lost).toEqual([]);
  });

  test('push only sets leave what others added', () => {
    const mapping = agreed({ labels: ['a'] }, using({ direction: 'push' }));
    mapping.issue = { ...mapping.issue, labels: ['a', 'theirs'] };
    mapping.action.tags = ['a', 'ours'];
    settle(mapping);
    expect(mapping.issue.labels).toEqual(['a', 'theirs', 'ours']);
    expect(mapping.action.tags).toEqual(['a', 'ours']);
    mapping.action.tags = ['a'];
    settle(mapping);
    expect(mapping.issue.labels).toEqual(['a', 'theirs']);
  });
});

test('a snapshot that does not say leaves the field alone', () => {
  const mapping = agreed({ issueType: 'Bug' });
  const { issueType: _unsaid, ...rest } = mapping.issue;
  mapping.issue = rest;
  expect(pull(mapping)).toMatchObject({ changes: {}, base: { issueType: 'Bug' } });
});

test('a status that GitHub cannot tell from another stays as chosen and is not written', () => {
  const withBacklog = using({
    statuses: [
      { key: 'open', name: 'Open', category: 'todo' },
      { key: 'backlog', name: 'Backlog', category: 'todo' },
      { key: 'done', name: 'Done', category: 'done' },
    ],
  });
  const mapping = agreed({}, withBacklog);
  mapping.action.status = 'backlog';
  expect(settle(mapping).outgoing).toEqual({});
  expect(mapping.action.status).toBe('backlog');
  expect(mapping.writes).toBe(0);
});

test('the base is what the issue reads as', () => {
  const mapping = agreed({ labels: ['api', 'P0'] });
  expect(mapping.base).toEqual(readIssue(mapping.issue, settings));
});
