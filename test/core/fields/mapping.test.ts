import { describe, expect, test } from '@jest/globals';
import { applyPatch, modelIssue } from '../model-issue.ts';
import { catalogue } from '../../../src/core/fields/catalogue.ts';
import { defaultSettings } from '../../../src/core/settings.ts';
import { emptyPatch } from '../../../src/core/patch.ts';
import { isTag } from '../../../src/core/fields/tags.ts';
import { readIssue } from '../../../src/core/derive.ts';
import { settingsOf } from '../generators.ts';
import type { FieldKey, JsonValue } from '../../../src/core/action.ts';
import type { IntegrationSettings } from '../../../src/core/settings.ts';
import type { IssueSnapshot } from '../../../src/core/snapshot.ts';

const settings = defaultSettings();

function read(parts: Partial<IssueSnapshot>, key: FieldKey, using: IntegrationSettings = settings): JsonValue | undefined {
  return readIssue(modelIssue(parts), using)[key];
}

function write(parts: Partial<IssueSnapshot>, key: FieldKey, value: JsonValue, using: IntegrationSettings = settings) {
  const patch = emptyPatch();
  const issue = modelIssue(parts);
  catalogue(using).find((field) => field.key === key)?.write(patch, value, issue, using);
  return { patch, after: applyPatch(issue, patch) };
}

describe('status', () => {
  test.each([
    [{ state: 'open' }, 'open'],
    [{ state: 'open', stateReason: 'reopened' }, 'open'],
    [{ state: 'open', labels: ['In Progress'] }, 'in_progress'],
    [{ state: 'open', labels: ['status: in progress'] }, 'in_progress'],
    [{ state: 'closed', stateReason: null }, 'done'],
    [{ state: 'closed', stateReason: 'completed', labels: ['wip'] }, 'done'],
    [{ state: 'closed', stateReason: 'not_planned' }, 'cancelled'],
    [{ state: 'closed', stateReason: 'duplicate' }, 'cancelled'],
  ] as const)('%j is %s', (parts, status) => {
    expect(read({ ...parts, labels: 'labels' in parts ? [...parts.labels] : [] }, 'status')).toBe(status);
  });

  test('closing says why and takes the label off', () => {
    expect(write({ labels: ['wip'] }, 'status', 'cancelled').patch).toMatchObject({
      state: 'closed', stateReason: 'not_planned', removeLabels: ['wip'],
    });
  });

  test('reopening into progress opens and adds the label', () => {
    expect(write({ state: 'closed', stateReason: 'completed' }, 'status', 'in_progress').patch).toMatchObject({
      state: 'open', stateReason: 'reopened', addLabels: ['in progress'],
    });
  });

  test('a team\'s own statuses, told apart by an issue field', () => {
    const own = settingsOf({
      statuses: [
        { key: 'todo', name: 'To do', category: 'todo' },
        { key: 'review', name: 'In review', category: 'in_progress' },
        { key: 'shipped', name: 'Shipped', category: 'done' },
        { key: 'wontfix', name: 'Will not fix', category: 'cancelled' },
      ],
      mappings: { status: { sources: [{ from: 'issueField', field: 'Stage', options: { Review: 'review', Todo: 'todo' } }] } },
    });
    expect(read({ fields: { Stage: 'Review' } }, 'status', own)).toBe('review');
    expect(read({ state: 'closed', fields: { Stage: 'Review' } }, 'status', own)).toBe('shipped');
    expect(write({ fields: { Stage: 'Review' } }, 'status', 'wontfix', own).patch).toMatchObject({
      state: 'closed', stateReason: 'not_planned', fieldValues: { Stage: null },
    });
  });

  test('is unknown where the snapshot does not show the field that decides', () => {
    const byField = settingsOf({ mappings: { status: { sources: [{ from: 'issueField', field: 'Stage', options: { Now: 'in_progress' } }] } } });
    const { fields: _unsaid, ...issue } = modelIssue();
    expect(readIssue(issue, byField)).not.toHaveProperty('status');
  });
});

describe('priority and category', () => {
  test.each([
    [['P0'], 'urgent'],
    [['p3', 'api'], 'low'],
    [['Priority: Critical'], 'urgent'],
    [['priority/high'], 'high'],
    [['priority: medium', 'P3'], 'low'],
    [['priority/unheard'], null],
    [[], null],
  ])('labels %j are priority %s', (labels, priority) => {
    expect(read({ labels }, 'priority')).toBe(priority);
    expect(read({ labels: labels.toReversed() }, 'priority')).toBe(priority);
  });

  test('none takes every priority label off, and no other', () => {
    expect(write({ labels: ['P1', 'api', 'priority: low'] }, 'priority', null).after.labels).toEqual(['api']);
  });

  test('a source that ranks higher is set, and one below it follows', () => {
    const both = settingsOf({
      mappings: {
        priority: {
          sources: [
            { from: 'issueField', field: 'Priority', options: { Top: 'urgent', Low: 'low' } },
            { from: 'labels', rules: [{ label: 'P0', value: 'urgent' }, { label: 'P1', value: 'high' }] },
          ],
        },
      },
    });
    const { after } = write({ fields: { Priority: 'Low' }, labels: ['P1'] }, 'priority', 'urgent', both);
    expect([after.fields, after.labels]).toEqual([{ Priority: 'Top' }, []]);
    const { after: high } = write({ fields: { Priority: 'Low' } }, 'priority', 'high', both);
    expect([high.fields, high.labels]).toEqual([{ Priority: null }, ['P1']]);
  });

  test('the label to write can be chosen', () => {
    const chosen = settingsOf({
      mappings: { category: { sources: [{ from: 'labels', rules: [{ label: 'type: *' }, { label: 'bug', value: 'bug' }], write: { bug: 'bug' } }] } },
    });
    expect(write({}, 'category', 'bug', chosen).patch.addLabels).toEqual(['bug']);
    expect(write({}, 'category', 'feature', chosen).patch.addLabels).toEqual(['type: feature']);
  });
});

describe('tags', () => {
  const lists = settingsOf({ mappings: { tags: { allow: ['area/*', 'customer/*', 'good first issue'], deny: ['customer/*'] } } });

  test('lists decide by name and prefix, whatever the case', () => {
    expect(['Area/UI', 'Good First Issue', 'customer/acme', 'other'].filter((label) => isTag(label, lists))).toEqual(['Area/UI', 'Good First Issue']);
  });

  test('labels another mapping uses are no tags unless asked', () => {
    const labels = ['P1', 'bug', 'wip', 'api'];
    expect(read({ labels }, 'tags')).toEqual(['api']);
    expect(read({ labels }, 'tags', settingsOf({ mappings: { tags: { includeMapped: true } } }))).toEqual(labels);
    expect(read({ labels }, 'tags', settingsOf({ mappings: { priority: { sync: false } } }))).toEqual(['P1', 'api']);
  });
});

describe('assignees', () => {
  const people = settingsOf({ people: { Mona: 'm-1', 'mona-work': 'm-1' }, members: ['m-1', 'm-2'] });

  test('known logins are members, others stay logins', () => {
    const assignees = ['mona', 'stranger'].map((login, id) => ({ id, login }));
    expect(read({ assignees }, 'assignees', people)).toEqual(['m-1', 'stranger']);
  });

  test('a member leaves with every login; one without a login is never sent', () => {
    const assignees = ['mona', 'MONA-work', 'stranger'].map((login, id) => ({ id, login }));
    const { patch } = write({ assignees }, 'assignees', ['stranger'], people);
    expect(patch).toMatchObject({ addAssignees: [], removeAssignees: ['mona', 'MONA-work'] });
    const field = catalogue(people).find(({ key }) => key === 'assignees');
    expect(field?.project(['m-1', 'm-2'], people)).toEqual({ ok: true, value: ['m-1'] });
    expect(field?.lift(['m-2'], ['m-1'], people)).toEqual(['m-1', 'm-2']);
  });
});

describe('due date and custom fields', () => {
  const custom = settingsOf({
    mappings: {
      dueDate: { source: 'milestone' },
      custom: [
        { key: 'area', name: 'Area', kind: 'multi_select', options: ['UI', 'Core'], target: { labelPrefix: 'area: ' } },
        { key: 'points', name: 'Points', kind: 'number', target: { section: 'Points' } },
        { key: 'owner', name: 'Owner', kind: 'person', target: { issueField: 'Owner' } },
        { key: 'browsers', name: 'Browsers', kind: 'multi_select', target: { section: 'Browsers' } },
      ],
    },
    people: { mona: 'm-1' },
  });

  test('a due date is the day of the milestone', () => {
    expect(read({ milestone: { number: 1, title: 'v1', dueOn: '2026-12-01T08:00:00Z' } }, 'dueDate', custom)).toBe('2026-12-01');
  });

  test('each kind reads from where it is carried', () => {
    const issue = modelIssue({
      labels: ['area: ui', 'area: core', 'api'], fields: { Owner: '@Mona' },
      body: '### Points\r\n\r\n3\r\n\r\n### Browsers\r\n\r\nFirefox, Safari',
    });
    expect(readIssue(issue, custom)).toMatchObject({
      'custom.area': ['Core', 'UI'], 'custom.points': 3, 'custom.owner': 'm-1', 'custom.browsers': ['Firefox', 'Safari'], tags: ['api'],
    });
  });

  test('each kind is written to where it is carried', () => {
    expect(write({ labels: ['area: UI'] }, 'custom.area', ['Core'], custom).patch).toMatchObject({ addLabels: ['area: Core'], removeLabels: ['area: UI'] });
    expect(write({ body: 'x' }, 'custom.points', 5, custom).after.body).toBe('x\n\n### Points\n\n5\n');
    expect(write({}, 'custom.owner', 'm-1', custom).patch.fieldValues).toEqual({ Owner: 'mona' });
  });

  test.each([
    ['custom.points', 'many', 'Points: is no number'],
    ['custom.area', ['Else'], 'Area: has no option "Else"'],
    ['custom.browsers', ['a, b'], 'Browsers: an option takes no comma and no line break'],
  ] as const)('%s refuses %j by name', (key, value, reason) => {
    const field = catalogue(custom).find((each) => each.key === key);
    expect(field?.project(typeof value === 'string' ? value : [...value], custom)).toEqual({ ok: false, reason });
  });
});
