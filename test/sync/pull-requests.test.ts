/** Linked pull requests refine the status of an open issue. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { viewOfAction } from '../../src/store/action-views.ts';
import { editAction } from '../../src/sync/edit.ts';
import { linkPull } from '../../src/sync/link-pull.ts';
import { poll } from '../../src/sync/poll.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
const BY = { by: 'walter', repository: REPOSITORY };

const STATUSES = [
  { key: 'open', name: 'Open', category: 'todo' },
  { key: 'building', name: 'Building', category: 'in_progress' },
  { key: 'review', name: 'In review', category: 'in_progress' },
  { key: 'ready', name: 'Ready', category: 'in_progress' },
  { key: 'backport', name: 'To backport', category: 'in_progress' },
  { key: 'done', name: 'Done', category: 'done' },
  { key: 'cancelled', name: 'Cancelled', category: 'cancelled' },
];

const ROWS = [
  { on: 'approved', status: 'backport', branch: 'release/*' },
  { on: 'approved', status: 'ready' },
  { on: 'review_requested', status: 'review' },
  { on: 'open', status: 'building' },
  { on: 'draft', status: 'building', active: false },
  { on: 'merged', status: 'ready' },
];

let stack: Stack;
let projectId: number;
let number: number;
let actionId: number;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
  const { db } = stack.database;
  await db('projects').where({ id: projectId }).update({ statuses: JSON.stringify(STATUSES) });
  const settings = { mappings: { status: { sources: [{ from: 'pullRequests', rows: ROWS }, { from: 'labels', rules: [{ label: 'wip', value: 'building' }] }] } } };
  await db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify(settings) });
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  const issue = stack.github.control.createIssue({ ...BY, title: 'To be built' });
  ({ number } = issue);
  actionId = (await until('the action', async () => (await stack.database.db('github_issue_mappings').where({ issue_id: issue.id }))[0])).action_id;
  await stack.quiet();
});

const status = async () => (await viewOfAction(stack.database.db, actionId))?.status;
const error = async () => (await viewOfAction(stack.database.db, actionId))?.github?.error;

function pullRequest(parts: { body: string; baseRef?: string; draft?: boolean }) {
  return stack.github.control.createPullRequest({ ...BY, title: 'A change', ...parts });
}

test('a pull request that closes the issue carries it from stage to stage; a row can be off', async () => {
  const { control } = stack.github;
  const pull = pullRequest({ body: `Fixes #${number}`, draft: true });
  await stack.quiet();
  expect(await status()).toBe('open');
  control.editPullRequest({ ...BY, number: pull.number, draft: false });
  await stack.quiet();
  expect(await status()).toBe('building');
  control.editPullRequest({ ...BY, number: pull.number, reviewers: ['tara'] });
  await stack.quiet();
  expect(await status()).toBe('review');
  control.reviewPullRequest({ ...BY, by: 'tara', number: pull.number, state: 'changes_requested' });
  await stack.quiet();
  expect(await status()).toBe('building');
  control.reviewPullRequest({ ...BY, by: 'tara', number: pull.number, state: 'approved' });
  await stack.quiet();
  expect(await status()).toBe('ready');
  control.closePullRequest({ ...BY, number: pull.number, merged: false });
  await stack.quiet();
  expect(await status()).toBe('open');
});

test('the issue itself still closes and opens, from both sides', async () => {
  const { control } = stack.github;
  pullRequest({ body: `Closes #${number}` });
  control.editIssue({ ...BY, number, state: 'closed', stateReason: 'completed' });
  await stack.quiet();
  expect(await status()).toBe('done');
  control.editIssue({ ...BY, number, state: 'open' });
  await stack.quiet();
  expect(await status()).toBe('building');
  await editAction(stack.engine, { actionId, changes: { status: 'cancelled' }, actor: 'walter' });
  await stack.quiet();
  expect(control.issue({ repository: REPOSITORY, number })).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
  expect(await status()).toBe('cancelled');
});

test('a status that contradicts the pull request is named, not written', async () => {
  pullRequest({ body: `Resolves #${number}` });
  await stack.quiet();
  await editAction(stack.engine, { actionId, changes: { status: 'review', title: 'Titled' }, actor: 'walter' });
  await stack.quiet();
  expect(stack.github.control.issue({ repository: REPOSITORY, number })).toMatchObject({ title: 'Titled', labels: [] });
  expect(await error()).toMatch(/follows a linked pull request, which says "Building"/);
});

test('a status that only pull requests say is named where none says it', async () => {
  await editAction(stack.engine, { actionId, changes: { status: 'ready' }, actor: 'walter' });
  await stack.quiet();
  expect(await error()).toMatch(/"Ready" comes from linked pull requests only/);
});

test('a keyword counts for any branch, and a row may ask for one', async () => {
  const { control } = stack.github;
  const pull = pullRequest({ body: `Backport.\n\nFixes #${number}`, baseRef: 'release/1.x' });
  await stack.quiet();
  expect(await status()).toBe('building');
  control.reviewPullRequest({ ...BY, by: 'tara', number: pull.number, state: 'approved' });
  await stack.quiet();
  expect(await status()).toBe('backport');
  control.editPullRequest({ ...BY, number: pull.number, body: 'Fixes nothing any more' });
  await stack.quiet();
  expect(await status()).toBe('open');
});

test('a link by hand counts until it is taken back', async () => {
  const pull = pullRequest({ body: 'Says nothing of it' });
  await stack.quiet();
  expect(await status()).toBe('open');
  const reference = { owner: 'acme', name: 'widgets', number: pull.number };
  expect(await linkPull(stack.engine, actionId, reference, true, 'walter')).toEqual({ outcome: 'linked' });
  await stack.quiet();
  expect(await status()).toBe('building');
  expect(await linkPull(stack.engine, actionId, reference, false, 'walter')).toEqual({ outcome: 'unlinked' });
  await stack.quiet();
  expect(await status()).toBe('open');
  expect(await linkPull(stack.engine, actionId, { ...reference, number: 99_999 }, true, 'walter')).toMatchObject({ outcome: 'refused' });
  expect(await linkPull(stack.engine, actionId, reference, false, 'walter')).toMatchObject({ outcome: 'refused' });
});

test('I3: a poll finds what no webhook told of a pull request', async () => {
  const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
  const look = () => poll(stack.engine, link.integration_id, link.repository_id, { trigger: 'refresh', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
  await look();
  stack.github.control.setDeliveryMode({ mode: 'manual' });
  const pull = pullRequest({ body: `Fixes #${number}` });
  stack.github.control.editPullRequest({ ...BY, number: pull.number, reviewers: ['tara'] });
  expect(await status()).toBe('open');
  await look();
  await until('the status', async () => (await status()) === 'review');
  stack.github.control.setDeliveryMode({ mode: 'auto' });
  await stack.github.control.releaseAll();
  await stack.quiet();
  expect(await status()).toBe('review');
});
