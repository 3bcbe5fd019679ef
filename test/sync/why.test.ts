import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseReference, whyNot } from '../../src/sync/why.ts';
import { startStack, type Stack } from '../support/stack.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
  await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify({ filters: { exclude: { labels: ['wontfix'] } } }) });
});

afterAll(async () => {
  await stack.stop();
});

test.each([
  ['https://github.com/acme/widgets/issues/12', { owner: 'acme', name: 'widgets', number: 12 }],
  ['https://ghe.example/acme/widgets/issues/12#issuecomment-1', { owner: 'acme', name: 'widgets', number: 12 }],
  ['acme/widgets#12', { owner: 'acme', name: 'widgets', number: 12 }],
  ['#12', { owner: 'only', name: 'one', number: 12 }],
  ['nonsense', undefined],
])('reads %s', (text, expected) => {
  expect(parseReference(text, { owner: 'only', name: 'one' })).toEqual(expected);
});

test('an issue in step', async () => {
  expect(await whyNot(stack.engine, projectId, { owner: 'acme', name: 'widgets', number: 1 })).toEqual({ synced: true, rule: 'synced', sentence: 'acme/widgets#1 is synced.' });
});

test('an issue that a filter keeps out names the filter', async () => {
  const { number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Out', labels: ['wontfix'] });
  await stack.quiet();
  const answer = await whyNot(stack.engine, projectId, { owner: 'acme', name: 'widgets', number });
  expect(answer).toMatchObject({ synced: false, rule: 'filters.exclude.labels', sentence: expect.stringContaining('"wontfix" is excluded') });
});

test.each([['transferred'], ['opened']])('an issue transferred in and kept out is judged at once, also where only %s tells of it', async (heard) => {
  const { control } = stack.github;
  const from = `acme/elsewhere-${heard}`;
  control.createRepository({ by: 'olivia', owner: 'acme', name: `elsewhere-${heard}` });
  const { number } = control.createIssue({ by: 'walter', repository: from, title: 'Moves in', labels: ['wontfix'] });
  await stack.quiet();
  control.addDeliveryFault({ event: 'issues', action: heard === 'opened' ? 'transferred' : 'opened', fault: { kind: 'lose' } });
  const moved = control.transferIssue({ by: 'olivia', repository: from, number, to: REPOSITORY });
  await stack.quiet();
  control.clearDeliveryFaults({});
  const { outcome, state } = await stack.database.db('deliveries').where({ event: 'issues', action: heard }).orderBy('received_at', 'desc').first();
  expect({ outcome, state }).toEqual({ state: 'processed', outcome: expect.stringMatching(/kept out by the integration's filters: .*"wontfix" is excluded/) });
  expect(await whyNot(stack.engine, projectId, { owner: 'acme', name: 'widgets', number: moved.number })).toMatchObject({ synced: false, rule: 'filters.exclude.labels' });
});

test('a deleted issue, a number nobody used, and a repository nobody linked', async () => {
  const { number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Short-lived' });
  stack.github.control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number });
  await stack.quiet();
  expect(await whyNot(stack.engine, projectId, { owner: 'acme', name: 'widgets', number })).toMatchObject({ synced: false, rule: 'issue.deleted' });
  expect(await whyNot(stack.engine, projectId, { owner: 'acme', name: 'widgets', number: 4000 })).toMatchObject({ synced: false, rule: 'issue.missing' });
  expect(await whyNot(stack.engine, projectId, { owner: 'somebody', name: 'else', number: 1 })).toMatchObject({ synced: false, rule: 'installation' });
});

test('an archived action that a filter took out', async () => {
  stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 2, addLabels: ['wontfix'] });
  await stack.quiet();
  expect(await whyNot(stack.engine, projectId, { owner: 'acme', name: 'widgets', number: 2 })).toMatchObject({ synced: false, rule: 'filters.exclude.labels' });
});

describe('what the database knows', () => {
  const ask = (number: number) => whyNot(stack.engine, projectId, { owner: 'acme', name: 'widgets', number });
  const db = () => stack.database.db;

  test('a write behind the brake, and a pair that waits or was ended', async () => {
    const mapping = () => db()('github_issue_mappings').where({ project_id: projectId, issue_number: 1 });
    await mapping().update({ braked: true });
    expect(await ask(1)).toMatchObject({ synced: true, rule: 'brake' });
    await mapping().update({ called_off_at: new Date() });
    expect(await ask(1)).toMatchObject({ synced: true, rule: 'calling off' });
    await mapping().update({ called_off_at: null });
    await mapping().update({ braked: false, state: 'parked', error: 'The issue is locked.' });
    expect(await ask(1)).toMatchObject({ synced: false, rule: 'mapping.parked', sentence: expect.stringContaining('The issue is locked.') });
    await mapping().update({ state: 'detached', error: 'The action was deleted here.' });
    expect(await ask(1)).toMatchObject({ synced: false, rule: 'mapping.detached', sentence: expect.stringContaining('The action was deleted here.') });
    await mapping().update({ state: 'live', error: null });
  });

  test('an issue that has no action yet: its pull was ended, it could not be read, or it may be our own', async () => {
    stack.github.control.addDeliveryFault({ event: 'issues', action: 'opened', fault: { kind: 'lose' } });
    const { number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Unheard of' });
    stack.github.control.clearDeliveryFaults({});
    const { id: repositoryId } = await db()('repositories').where({ name: 'widgets' }).first();
    const link = () => db()('github_integration_repositories').where({ project_id: projectId });
    const { integration_id: integrationId } = await link().first();
    expect(await ask(number)).toMatchObject({ rule: 'pending' });
    await link().update({ backfill_state: 'cancelled' });
    expect(await ask(number)).toMatchObject({ rule: 'pull.cancelled' });
    await db()('github_sync_logs').insert({ project_id: projectId, repository_id: repositoryId, issue_number: number, direction: 'pull', trigger: 'backfill', outcome: 'failed', duration_ms: 0, error: 'The issue could not be read: too wide.' });
    expect(await ask(number)).toMatchObject({ rule: 'unreadable', sentence: expect.stringContaining('too wide.') });
    const [{ id: actionId }] = await db()('actions').where({ project_id: projectId }).limit(1);
    await db()('issue_creations').insert({ action_id: actionId, project_id: projectId, integration_id: integrationId, repository_id: repositoryId, state: 'sent', held: [number] });
    expect(await ask(number)).toMatchObject({ rule: 'creation' });
    await link().update({ backfill_state: 'live' });
  });

  test('issues that are switched off', async () => {
    stack.github.control.setHasIssues({ by: 'olivia', repository: REPOSITORY, hasIssues: false });
    expect(await ask(1)).toMatchObject({ synced: false, rule: 'repository.issues' });
  });
});
