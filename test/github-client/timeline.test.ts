/** The timeline of an issue, asked of servers of every age. */
import { expect, test } from '@jest/globals';
import type { Client } from '../../src/github/clients.ts';
import { readTimeline } from '../../src/github/read-timeline.ts';

/** A server that answers each query with these events, and these versions of the body. */
function clientOf(answer: (query: string) => object[], { body = '', edits = [] as (object | null)[], hasPreviousPage = false } = {}): Client {
  const graphql = async (query: string): Promise<unknown> => ({ node: { body, userContentEdits: { nodes: edits }, timelineItems: { pageInfo: { hasPreviousPage }, nodes: answer(query) } } });
  return { graphql } as unknown as Client;
}

/** What is asked of a server that has these kinds of events. */
async function askedOf(...known: string[]): Promise<string> {
  let asked = '';
  const client = clientOf((query) => {
    asked = query;
    return [];
  });
  const timeline = await readTimeline(client, 'I_5', '2026-11-26T10:00:00Z', new Set(known));
  expect(timeline).toMatchObject({ tells: { types: asked.includes('ISSUE_TYPE_'), fields: asked.includes('ISSUE_FIELD_') } });
  return asked;
}

test('a server is asked only for kinds of events that it has', async () => {
  const newest = await askedOf('IssueTypeChangedEvent', 'IssueFieldChangedEvent');
  expect(newest).toMatch(/itemTypes: \[RENAMED_TITLE_EVENT [^\]]*ISSUE_TYPE_CHANGED_EVENT [^\]]*ISSUE_FIELD_REMOVED_EVENT\]/);
  expect(await askedOf('IssueTypeChangedEvent')).not.toMatch(/IssueField|ISSUE_FIELD/);
  expect(await askedOf()).not.toMatch(/IssueType|ISSUE_TYPE|IssueField|ISSUE_FIELD/);
});

test('events of what was deleted since still have their time', async () => {
  const nodes = [
    { __typename: 'IssueTypeChangedEvent', createdAt: '2026-11-26T11:00:00Z', actor: { kind: 'Bot', login: 'lockstep' }, issueType: null, prevIssueType: null },
    { __typename: 'IssueTypeRemovedEvent', createdAt: '2026-11-26T11:01:00Z', actor: { kind: 'User', login: 'olivia' }, issueType: { name: 'Bug' } },
    { __typename: 'IssueFieldChangedEvent', createdAt: '2026-11-26T11:02:00Z', actor: null, issueField: null, newValue: '3' },
    { __typename: 'IssueFieldRemovedEvent', createdAt: '2026-11-26T11:03:00Z', actor: { kind: 'User', login: 'olivia' }, issueField: { name: 'Points' } },
    { __typename: 'SomethingNewEvent' },
  ];
  expect((await readTimeline(clientOf(() => nodes), 'I_5', '2026-11-26T10:00:00Z', new Set()))?.events).toEqual([
    { at: '2026-11-26T11:00:00Z', by: 'lockstep[bot]', kind: 'retyped', from: null, to: '' },
    { at: '2026-11-26T11:01:00Z', by: 'olivia', kind: 'retyped', from: 'Bug', to: null },
    { at: '2026-11-26T11:02:00Z', by: null, kind: 'filled', field: null, to: '3' },
    { at: '2026-11-26T11:03:00Z', by: 'olivia', kind: 'filled', field: 'Points', to: null },
  ]);
});

const version = (minute: number, login: string, diff: string | null): object => ({ editedAt: `2026-11-26T11:0${minute}:00Z`, editor: { kind: 'User', login }, diff });

test('a body tells who wrote what in the place of what; a text that was deleted from its history is not told', async () => {
  const edits = [version(3, 'mona', 'three'), version(2, 'olivia', null), version(1, 'walter', 'one'), { ...version(0, 'walter', 'zero'), editedAt: '2026-11-26T09:00:00Z' }];
  expect((await readTimeline(clientOf(() => [], { body: 'three', edits }), 'I_5', '2026-11-26T10:00:00Z', new Set()))?.events).toEqual([
    { at: '2026-11-26T11:01:00Z', by: 'walter', kind: 'rewritten', from: 'zero', to: 'one' },
    { at: '2026-11-26T11:02:00Z', by: 'olivia', kind: 'rewritten', from: 'one' },
    { at: '2026-11-26T11:03:00Z', by: 'mona', kind: 'rewritten', to: 'three' },
  ]);
});

test('where a server keeps no whole texts, a body tells only when and by whom', async () => {
  const edits = [version(3, 'mona', '+ three'), version(1, 'walter', 'one')];
  const found = await readTimeline(clientOf(() => [], { body: 'three', edits }), 'I_5', '2026-11-26T10:00:00Z', new Set());
  expect(found?.events).toEqual([{ at: '2026-11-26T11:01:00Z', by: 'walter', kind: 'rewritten' }, { at: '2026-11-26T11:03:00Z', by: 'mona', kind: 'rewritten' }]);
});

test('of very many events it has the newest, and says since when', async () => {
  const nodes = [{ __typename: 'ReopenedEvent', createdAt: '2026-11-26T11:30:00Z', actor: null }];
  expect(await readTimeline(clientOf(() => nodes, { hasPreviousPage: true }), 'I_5', '2026-11-26T10:00:00Z', new Set())).toMatchObject({ since: '2026-11-26T11:30:00Z' });
  expect(await readTimeline(clientOf(() => nodes), 'I_5', '2026-11-26T10:00:00Z', new Set())).toMatchObject({ since: '2026-11-26T10:00:00Z' });
});
