import { describe, expect, test } from '@jest/globals';
import { closedBy, graphqlPull, pullFromGraphql } from '../../src/core/pulls.ts';
import { parseSettings } from '../../src/core/settings.ts';

describe('closing keywords', () => {
  test.each([
    ['Fixes #12', [{ number: 12 }]],
    ['This closes: #1, resolves #2 and fixed #3.', [{ number: 1 }, { number: 2 }, { number: 3 }]],
    ['FIX acme/widgets#4', [{ owner: 'acme', name: 'widgets', number: 4 }]],
    ['Resolve https://github.example.com/acme/widgets/issues/5', [{ owner: 'acme', name: 'widgets', number: 5 }]],
    ['see #6, prefixes #7, closes 8, fixes #9a', []],
    ['`fixes #1`\n```\ncloses #2\n```\n<!-- resolves #3 -->\nfixes #4', [{ number: 4 }]],
  ])('%j', (text, issues) => {
    expect(closedBy(text)).toEqual(issues);
  });
});

describe('how far a pull request is', () => {
  const base = { id: 'PR_1', number: 3, state: 'OPEN', isDraft: false, baseRefName: 'main', reviewDecision: null };
  test.each([
    [{}, 'open'],
    [{ isDraft: true, reviewRequests: { totalCount: 1 } }, 'draft'],
    [{ reviewRequests: { totalCount: 1 } }, 'review_requested'],
    [{ latestOpinionatedReviews: { nodes: [{ state: 'APPROVED' }] } }, 'approved'],
    [{ latestOpinionatedReviews: { nodes: [{ state: 'APPROVED' }, { state: 'CHANGES_REQUESTED' }] } }, 'open'],
    [{ reviewDecision: 'REVIEW_REQUIRED', latestOpinionatedReviews: { nodes: [{ state: 'APPROVED' }] } }, 'open'],
    [{ reviewDecision: 'APPROVED', reviewRequests: { totalCount: 1 } }, 'approved'],
    [{ state: 'MERGED' }, 'merged'],
    [{ state: 'CLOSED', isDraft: true }, 'closed'],
  ])('%j is %s', (parts, stage) => {
    expect(pullFromGraphql(graphqlPull.parse({ ...base, ...parts }))).toEqual({ nodeId: 'PR_1', number: 3, branch: 'main', stage });
  });
});

test('rows that cannot hold are named with their path', () => {
  const parsed = parseSettings({
    mappings: {
      status: { sources: [{ from: 'pullRequests', rows: [{ on: 'merged', status: 'done' }, { on: 'open', status: 'unheard of' }] }] },
      priority: { sources: [{ from: 'pullRequests', rows: [] }] },
    },
  });
  expect(parsed).toEqual({
    ok: false,
    problems: [
      { path: 'mappings.status.sources.0.rows.1.status', message: 'the project has no status "unheard of"' },
      { path: 'mappings.status.sources.0.rows.0.status', message: '"done" is a closed status: pull requests refine open issues' },
      { path: 'mappings.priority.sources.0.from', message: 'pull requests say nothing about the priority' },
    ],
  });
});
