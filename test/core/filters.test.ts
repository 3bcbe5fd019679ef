import { describe, expect, test } from '@jest/globals';
import { admits } from '../../src/core/filters.ts';
import { modelIssue } from './model-issue.ts';
import { settingsOf } from './generators.ts';
import { why } from '../../src/core/why.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';
import type { SettingsInput } from '../../src/core/settings.ts';
import type { WhyFacts } from '../../src/core/why.ts';

const NOW = '2026-11-23T12:00:00Z';

function decide(filters: NonNullable<SettingsInput['filters']>, parts: Partial<IssueSnapshot> = {}, isSynced = false) {
  return admits(modelIssue(parts), settingsOf({ filters }), NOW, isSynced);
}

test('without filters everything is let in', () => {
  expect(decide({})).toEqual({ admitted: true, reason: 'no filter keeps it out', rule: '', certain: true });
});

describe('each filter decides and is named', () => {
  test.each<[NonNullable<SettingsInput['filters']>, Partial<IssueSnapshot>, string, string]>([
    [{ state: 'open' }, { state: 'closed' }, 'filters.state', 'only open issues are synced'],
    [{ exclude: { labels: ['internal/*'] } }, { labels: ['Internal/x'] }, 'filters.exclude.labels', 'the label "internal/*" is excluded'],
    [{ include: { labels: ['sync'] } }, { labels: ['api'] }, 'filters.include.labels', 'it has no label of those that are synced ("sync")'],
    [{ include: { assignees: ['mona'] } }, {}, 'filters.include.assignees', 'it has no assignee of those that are synced ("mona")'],
    [{ exclude: { authors: ['dependabot[bot]'] } }, { author: { id: 2, login: 'Dependabot[bot]' } }, 'filters.exclude.authors', 'the author "dependabot[bot]" is excluded'],
    [{ include: { milestones: ['v1'] } }, { milestone: { number: 2, title: 'v2', dueOn: null } }, 'filters.include.milestones', 'it has no milestone of those that are synced ("v1")'],
    [{ include: { types: ['Bug'] } }, { issueType: 'Task' }, 'filters.include.types', 'it has no issue type of those that are synced ("Bug")'],
    [{ createdWithinDays: 7 }, {}, 'filters.createdWithinDays', 'it is older than 7 days'],
    [{ closedWithinDays: 7 }, { state: 'closed', closedAt: '2026-11-10T00:00:00Z' }, 'filters.closedWithinDays', 'it was closed more than 7 days ago'],
    [{ createdSince: NOW }, {}, 'filters.createdSince', `only issues created since ${NOW} are synced`],
  ])('%j', (filters, parts, rule, reason) => {
    expect(decide(filters, parts)).toEqual({ admitted: false, reason, rule, certain: true });
  });
});

test('excluding wins over including', () => {
  expect(decide({ include: { labels: ['a'] }, exclude: { labels: ['b'] } }, { labels: ['a', 'b'] }).rule).toBe('filters.exclude.labels');
});

test('an action is not thrown out by the passing of time', () => {
  expect(decide({ createdWithinDays: 7, createdSince: NOW }, {}, true).admitted).toBe(true);
});

test('a filter on what the snapshot does not say asks for a full read', () => {
  const { issueType: _unsaid, ...issue } = modelIssue();
  expect(admits(issue, settingsOf({ filters: { include: { types: ['Bug'] } } }), NOW)).toMatchObject({ admitted: false, certain: false });
});

describe('why', () => {
  const facts: WhyFacts = {
    reference: 'octo/app#7', asOf: NOW, settings: settingsOf({}), installation: 'active', repository: 'linked', paused: null,
    autoSync: true, found: 'issue', issue: modelIssue(), mapping: 'synced', conflicts: [], told: null, pull: null, unreadable: null, held: false, braked: false, callingOff: false,
  };

  test.each<[Partial<WhyFacts>, boolean, string, string]>([
    [{}, true, 'synced', 'octo/app#7 is synced.'],
    [{ installation: 'missing' }, false, 'installation', 'octo/app#7 is not synced: the GitHub App is not installed for its owner.'],
    [{ repository: 'not linked' }, false, 'repositories', 'octo/app#7 is not synced: its repository is not linked to the project.'],
    [{ found: 'pull request' }, false, 'pull_request', 'octo/app#7 is not synced: it is a pull request, and those never become actions.'],
    [{ settings: settingsOf({ filters: { exclude: { labels: ['x'] } } }), issue: modelIssue({ labels: ['x'] }) }, false, 'filters.exclude.labels', 'octo/app#7 is not synced: the label "x" is excluded.'],
    [{ paused: 'access was lost' }, false, 'paused', 'octo/app#7 is not synced: the integration is paused: access was lost.'],
    [{ mapping: null, autoSync: false }, false, 'autoSync', 'octo/app#7 is not synced: it passes every filter and comes with the next poll or manual sync, because webhooks are switched off.'],
    [{ found: 'discussion', issue: null, mapping: null }, false, 'issue.discussion', 'octo/app#7 is not synced: it was turned into a discussion.'],
    [{ found: 'issues disabled', issue: null, mapping: null }, false, 'repository.issues', 'octo/app#7 is not synced: issues are switched off in its repository.'],
    [{ mapping: 'detached', told: 'The action was deleted here.' }, false, 'mapping.detached', 'octo/app#7 is not synced: its pair was ended: The action was deleted here.'],
    [{ mapping: 'parked', told: 'The issue is locked.' }, false, 'mapping.parked', 'octo/app#7 is not synced: its last synchronization failed and waits for a retry: The issue is locked.'],
    [{ mapping: null, held: true }, false, 'creation', 'octo/app#7 is not synced: it may be the issue that an action is just being created as, which is being found out.'],
    [{ mapping: null, unreadable: 'The issue could not be read: too wide.' }, false, 'unreadable', "octo/app#7 is not synced: GitHub's answer about it could not be used: The issue could not be read: too wide."],
    [{ mapping: null, pull: 'pulling' }, false, 'pull', 'octo/app#7 is not synced: its repository is being pulled, and it comes with that.'],
    [{ mapping: null, pull: 'paused' }, false, 'pull.paused', 'octo/app#7 is not synced: a lead paused the pull of its repository.'],
    [{ mapping: null, pull: 'cancelled' }, false, 'pull.cancelled', 'octo/app#7 is not synced: a lead cancelled the pull of its repository: only what changes comes.'],
    [{ mapping: null, pull: { failed: 'It is out of reach.' } }, false, 'pull.failed', 'octo/app#7 is not synced: the pull of its repository failed: It is out of reach.'],
    [{ mapping: null }, false, 'pending', 'octo/app#7 is not synced: it passes every filter and comes with the next poll or backfill.'],
    [{ pull: 'pulling' }, true, 'synced', 'octo/app#7 is synced.'],
    [{ braked: true, callingOff: true }, true, 'calling off', 'octo/app#7 is synced, but what was to be written to it is being called off.'],
    [{ braked: true }, true, 'brake', 'octo/app#7 is synced, but what is to be written to it waits for a lead: the brake is on.'],
    [{ mapping: 'archived' }, true, 'archived', 'octo/app#7 is synced, but its action is archived here.'],
    [{ told: 'GitHub did not take the milestone.' }, true, 'blocked', 'octo/app#7 is synced, but GitHub did not take the milestone.'],
    [{ conflicts: ['Title', 'Status'] }, true, 'conflicts', 'octo/app#7 is synced, but a person has to decide on Title, Status.'],
  ])('%#: %j', (parts, synced, rule, sentence) => {
    expect(why({ ...facts, ...parts })).toEqual({ synced, rule, sentence });
  });
});
