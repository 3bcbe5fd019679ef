import { buildSchema, parse, validate } from 'graphql';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { issueFromGraphql, issueFromRest, issueFromWebhook, ISSUE_SELECTION } from '../../src/core/issue.ts';

const require = createRequire(import.meta.url);

const SCHEMA = new URL('../../node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url);

interface Example {
  name: string;
  examples: { action: string; issue?: object; repository?: { id: number } }[];
}

const REST = {
  id: 9, node_id: 'I_9', number: 3, title: 'T', body: null, state: 'closed', state_reason: 'duplicate',
  labels: [{ name: 'bug' }, 'api'], assignees: [{ id: 5, login: 'mona', site_admin: false }],
  milestone: { number: 1, title: 'v1', due_on: '2026-12-01T08:00:00Z', state: 'open' },
  type: { id: 1, name: 'Bug' },
  issue_field_values: [
    { issue_field_name: 'Priority', data_type: 'single_select', value: 12, single_select_option: { id: 12, name: 'High' } },
    { issue_field_name: 'Points', data_type: 'number', value: 3 },
  ],
  user: { id: 1, login: 'dependabot[bot]' }, locked: true, html_url: 'https://github.com/o/r/issues/3',
  created_at: '2026-11-01T10:00:00Z', updated_at: '2026-11-02T10:00:00Z', closed_at: '2026-11-02T10:00:00Z',
};

const GRAPHQL = {
  id: 'I_9', fullDatabaseId: '9', number: 3, title: 'T', body: '', state: 'CLOSED', stateReason: 'DUPLICATE', locked: true,
  url: 'https://github.com/o/r/issues/3', createdAt: '2026-11-01T10:00:00Z', updatedAt: '2026-11-02T10:00:00Z', closedAt: '2026-11-02T10:00:00Z',
  repository: { databaseId: 42 }, author: { accountType: 'Bot', login: 'dependabot', databaseId: 1 },
  labels: { nodes: [{ name: 'bug' }, { name: 'api' }] }, assignees: { nodes: [{ login: 'mona', databaseId: 5 }] },
  milestone: { number: 1, title: 'v1', dueOn: '2026-12-01T08:00:00Z' }, issueType: { name: 'Bug' },
  issueFieldValues: { nodes: [{ option: 'High', field: { name: 'Priority' } }, { number: 3, field: { name: 'Points' } }] },
};

test('REST and GraphQL give the same snapshot', () => {
  expect(issueFromRest(REST, 42)).toEqual(issueFromGraphql(GRAPHQL));
  expect(issueFromRest(REST, 42)).toMatchObject({
    body: '', stateReason: 'duplicate', labels: ['bug', 'api'], issueType: 'Bug', fields: { Priority: 'High', Points: 3 },
    author: { id: 1, login: 'dependabot[bot]' }, repositoryId: 42,
  });
});

test('what a source does not say stays unknown, and none is said as none', () => {
  const { type: _type, issue_field_values: _values, ...bare } = REST;
  expect(issueFromRest(bare, 42)).not.toHaveProperty('issueType');
  expect(issueFromRest(bare, 42)).not.toHaveProperty('fields');
  expect(issueFromRest({ ...REST, type: null }, 42).issueType).toBeNull();
  expect(issueFromRest({ ...REST, issue_field_values: [{ issue_field_id: 1, value: 'x' }] }, 42)).not.toHaveProperty('fields');
  const { issueType: _issueType, issueFieldValues: _fieldValues, ...node } = GRAPHQL;
  expect(issueFromGraphql(node)).not.toHaveProperty('issueType');
});

test('a body keeps every byte', () => {
  const body = 'a\r\n  b \t\n\n<b>x</b> 👩‍💻 שלום \u2028';
  expect(issueFromRest({ ...REST, body }, 42).body).toBe(body);
  expect(issueFromGraphql({ ...GRAPHQL, body }).body).toBe(body);
});

test('what is no issue is refused', () => {
  expect(() => issueFromRest({ message: 'Not Found' }, 42)).toThrow('Invalid input');
  expect(() => issueFromGraphql(null)).toThrow('Invalid input');
});

describe('published material', () => {
  test('every example webhook of the issues event reads, or is known to be partial', () => {
    const published = require('@octokit/webhooks-examples') as Example[];
    const payloads = published.filter(({ name }) => name === 'issues').flatMap(({ examples }) => examples);
    expect(payloads.length).toBeGreaterThan(10);
    const read = payloads.map(({ action, issue, repository }) => [action, issueFromWebhook(issue, repository?.id ?? 0)] as const);
    // GitHub publishes these two without state and labels: read as empty, they would clear the action.
    expect(read.filter(([, issue]) => issue === null).map(([action]) => action)).toEqual(['pinned', 'unpinned']);
  });

  test('the selection is valid against GitHub\'s published schema', () => {
    const query = `query { repository(owner: "o", name: "r") { issue(number: 1) { ${ISSUE_SELECTION} } } }`;
    // The published text defines two fields twice, which the schema itself survives.
    const schema = buildSchema(readFileSync(SCHEMA, 'utf8'), { assumeValidSDL: true });
    expect(validate(schema, parse(query))).toEqual([]);
  });
});

test('projects are numbered by owner: those of others, where the issue stands too, are not taken for the owner\'s', () => {
  const item = (login: string, option: string) => ({
    updatedAt: '2026-11-02T00:00:00.500Z', project: { number: 1, owner: { login } }, f0: { name: option, updatedAt: '2026-11-01T00:00:00.500Z', field: { name: 'Status' } }, f1: null,
  });
  const node = {
    id: 'I_1', fullDatabaseId: '1', number: 1, title: 'One', body: '', state: 'OPEN', url: 'https://github.com/Acme/widgets/issues/1', createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z',
    projectItems: { nodes: [item('somebody', 'Done'), item('acme', 'Doing')] },
  };
  expect(issueFromGraphql(node, 5).projectItems).toEqual([{ project: 1, values: { Status: 'Doing' }, setAt: { Status: '2026-11-01T00:00:00Z' }, updatedAt: '2026-11-02T00:00:00Z' }]);
});
