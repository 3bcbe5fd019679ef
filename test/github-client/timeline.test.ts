/** The timeline of an issue, asked of servers of every age. */
import { expect, test } from '@jest/globals';
import type { Client } from '../../src/github/clients.ts';
import { readTimeline } from '../../src/github/read-timeline.ts';

/** A server that answers each query with these events. */
function clientOf(answer: (query: string) => object[]): Client {
  const graphql = async (query: string): Promise<unknown> => ({ node: { lastEditedAt: null, timelineItems: { pageInfo: { hasPreviousPage: false }, nodes: answer(query) } } });
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
    { __typename: 'IssueFieldChangedEvent', createdAt: '2026-11-26T11:02:00Z', issueField: null },
    { __typename: 'SomethingNewEvent' },
  ];
  expect((await readTimeline(clientOf(() => nodes), 'I_5', '2026-11-26T10:00:00Z', new Set()))?.events).toEqual([
    { at: '2026-11-26T11:00:00Z', by: 'lockstep[bot]', kind: 'retyped', from: null, to: '' },
    { at: '2026-11-26T11:01:00Z', by: 'olivia', kind: 'retyped', from: 'Bug', to: null },
    { at: '2026-11-26T11:02:00Z', kind: 'filled', field: null },
  ]);
});
