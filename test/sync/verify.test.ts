import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BudgetWait } from '../../src/github/errors.ts';
import { findingsOf, latestVerification } from '../../src/store/verifications.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { Cause } from '../../src/sync/engine.ts';
import { accuracyOf, planVerifications, verifyProject } from '../../src/sync/verify.ts';
import { compareProject } from '../support/compare.ts';
import { environmentFor, startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
  stack.github.control.addDeliveryFault({ fault: { kind: 'lose' } });
});

afterAll(async () => {
  await stack.stop();
});

const cause = (): Cause => ({ trigger: 'verify', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
const verify = (fix: boolean) => verifyProject(stack.engine, projectId, { trigger: 'command', fix, patienceMs: 10_000 }, cause());
const issue = (number: number) => stack.github.control.issue({ repository: REPOSITORY, number });
const mappingOf = (number: number) => stack.database.db('github_issue_mappings').where({ project_id: projectId, issue_number: number }).first();
const asked = (operation: string): number => stack.github.control.counters()[`GraphQL ${operation}`] ?? 0;
const differences = async () => (await compareProject(stack.database.db, projectId, stack.github.control.issues({ repository: REPOSITORY }))).differences;

async function findings(id: number) {
  return (await findingsOf(stack.database.db, id)).map(({ issue: name, field, kind, github, lockstep }) => ({ issue: name, field, kind, github, lockstep }));
}

beforeEach(async () => {
  await stack.quiet();
  await verify(true);
  stack.github.control.clearRequestFaults();
  stack.github.control.resetCounters();
});

describe('I4: every mapped field of every live mapping is compared', () => {
  test('in step: full accuracy, one query for the issues, one for the list, one for the names that settings hold', async () => {
    const done = await verify(false);
    expect(done).toMatchObject({ state: 'done', mappings: 2, differences: 0, explained: 0, skipped: 0 });
    expect(done.fields).toBeGreaterThanOrEqual(16);
    expect(accuracyOf(done)).toBe(1);
    expect(stack.github.control.counters()).toEqual({ 'GraphQL lockstepIssues': 1, 'GraphQL lockstepList': 1, 'GraphQL lockstepNames': 1 });
  });

  test('a difference on either side is named with both values, and stays', async () => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Changed unheard', addLabels: ['P1'] });
    const { action_id: actionId } = await mappingOf(2);
    await stack.database.db('actions').where({ id: actionId }).update({ milestone: 'v1.0' });
    const done = await verify(false);
    expect(await findings(done.id)).toEqual([
      { issue: `${REPOSITORY}#1`, field: 'priority', kind: 'difference', github: 'high', lockstep: null },
      { issue: `${REPOSITORY}#1`, field: 'title', kind: 'difference', github: 'Changed unheard', lockstep: 'Widget falls over' },
      { issue: `${REPOSITORY}#2`, field: 'milestone', kind: 'difference', github: null, lockstep: 'v1.0' },
    ]);
    expect(accuracyOf(done)).toBeCloseTo(1 - 3 / done.fields, 10);
    expect((await latestVerification(stack.database.db, projectId))?.differences).toBe(3);
    expect(await differences()).toHaveLength(2);
  });

  test('I3: fixed, GitHub’s side is read and this side is pushed', async () => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, body: 'Nobody heard.' });
    const { action_id: actionId } = await mappingOf(2);
    await stack.database.db('actions').where({ id: actionId }).update({ title: 'Never sent' });
    const done = await verify(true);
    expect(done).toMatchObject({ differences: 0, mended: 2 });
    expect((await findings(done.id)).map(({ kind, field }) => [kind, field])).toEqual([['mended', 'description'], ['mended', 'title']]);
    expect(issue(2).title).toBe('Never sent');
    expect(await differences()).toEqual([]);
    expect(await verify(false)).toMatchObject({ differences: 0, mended: 0 });
  });

  test('an issue that is gone, and one that has no action', async () => {
    const { control } = stack.github;
    control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Unheard of' });
    const { number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Doomed' });
    await verify(true);
    control.convertToDiscussion({ by: 'olivia', repository: REPOSITORY, number });
    const unheard = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Unheard of, too' });
    const found = await verify(false);
    expect(await findings(found.id)).toEqual([
      { issue: `${REPOSITORY}#${number}`, field: 'issue', kind: 'difference', github: null, lockstep: 'Doomed' },
      { issue: `${REPOSITORY}#${unheard.number}`, field: 'action', kind: 'difference', github: 'Unheard of, too', lockstep: null },
    ]);
    expect(await verify(true)).toMatchObject({ differences: 0, mended: 2 });
    expect(await mappingOf(number)).toMatchObject({ state: 'detached' });
    expect(await differences()).toEqual([]);
  });

  test('what the filters keep out is not missing', async () => {
    const { db } = stack.database;
    await db('github_integrations').update({ settings: { filters: { exclude: { labels: ['internal'] } } } });
    stack.github.control.createIssue({ by: 'olivia', repository: REPOSITORY, title: 'Ours alone', labels: ['internal'] });
    expect(await verify(false)).toMatchObject({ differences: 0, explained: 0 });
    await db('github_integrations').update({ settings: {} });
    expect(await verify(true)).toMatchObject({ mended: 1 });
  });

  test('a conflict that is open by name is no difference', async () => {
    const { db } = stack.database;
    await db('github_integrations').update({ settings: { conflictPolicy: 'ask' } });
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Said there' });
    const { action_id: actionId } = await mappingOf(1);
    await editAction(stack.engine, { actionId, changes: { title: 'Said here' }, actor: 'walter' });
    await stack.quiet();
    const done = await verify(true);
    expect(done).toMatchObject({ differences: 0, explained: 1 });
    expect(await findings(done.id)).toEqual([{ issue: `${REPOSITORY}#1`, field: 'title', kind: 'explained', github: 'Said there', lockstep: 'Said here' }]);
    await editAction(stack.engine, { actionId, changes: { title: 'Said there' }, actor: 'walter' });
    await db('github_integrations').update({ settings: {} });
    await stack.quiet();
  });

  test('what is paused or archived owes nothing', async () => {
    const { db } = stack.database;
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'While paused' });
    await db('github_integrations').update({ state: 'paused' });
    const done = await verify(false);
    await db('github_integrations').update({ state: 'active' });
    expect(done).toMatchObject({ fields: 0, differences: 0, skipped: done.mappings });
  });
});

describe('many issues', () => {
  test('100 a query; broken off, it goes on from where it was, also in another process', async () => {
    const { control } = stack.github;
    for (let count = 1; count <= 220; count += 1) control.createIssue({ by: 'walter', repository: REPOSITORY, title: `Part ${count}` });
    await verify(true);
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Seen before the break' });
    control.resetCounters();
    control.addRequestFault({ operation: 'lockstepIssues', nth: 3, fault: { kind: 'status', status: 502 } });
    await expect(verify(false)).rejects.toThrow('502');
    const done = await verify(false);
    expect(done).toMatchObject({ differences: 1, mappings: done.total });
    // Three batches, the broken one, and the second look at what differed.
    expect(asked('lockstepIssues')).toBe(5);
  });

  test('a batch too wide for GitHub is asked for in halves, and one issue by REST in the end', async () => {
    // 100, 50, 25, 13, 7, 4, 2 and 1 are too many.
    stack.github.control.addRequestFault({ operation: 'lockstepIssues', count: 8, fault: { kind: 'resource-limits', above: 0 } });
    const done = await verify(false);
    expect(done).toMatchObject({ differences: 0, explained: 0, mappings: done.total });
    expect(stack.github.control.counters()['GET /repos/:owner/:repo/issues/:number']).toBe(1);
  });

  test('I9: it stops where GitHub says so, and loses nothing', async () => {
    const { control } = stack.github;
    control.addRequestFault({ operation: 'lockstepIssues', nth: 2, fault: { kind: 'limited', retryAfterSeconds: 60 } });
    await expect(verify(false)).rejects.toThrow(BudgetWait);
    await expect(verify(false)).rejects.toThrow(BudgetWait);
    expect(asked('lockstepIssues')).toBe(2);
    await stack.database.db('api_budgets').del();
    const done = await until('the wait is over', async () => verify(false).catch(() => null));
    expect(done).toMatchObject({ differences: 0, mappings: done.total });
  });

  test('nightly, every project is verified and mended', async () => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 2, title: 'By night' });
    await planVerifications(stack.engine);
    const done = await until('the nightly verification', () => stack.database.db('verifications').where({ trigger: 'nightly', state: 'done' }).first());
    expect(done).toMatchObject({ project_id: projectId, differences: 0, mended: 1 });
    expect(await differences()).toEqual([]);
  });
});

describe('lockstep verify', () => {
  test('prints the accuracy to four places, and ends with status 1 while something differs', async () => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Told by the command' });
    const told = await lockstep('verify', String(projectId));
    expect(told.status).toBe(1);
    expect(told.output).toMatch(/acme\/widgets#1 title: "Told by the command" on GitHub, ".*" here\n/);
    expect(told.output).toMatch(/\n1 differences, 0 explained, 0 mended\.\nAccuracy: 99\.\d{4} %\n$/);
    const mended = await lockstep('verify', String(projectId), '--fix', '--json');
    expect(mended.status).toBe(0);
    expect(JSON.parse(mended.output)).toMatchObject({ accuracy: 1, differences: 0, mended: 1, findings: [{ issue: 'acme/widgets#1', field: 'title', kind: 'mended' }] });
  });
});

function lockstep(...args: string[]): Promise<{ status: number | null; output: string }> {
  const env = { PATH: process.env['PATH'], ...environmentFor(stack.github, stack.database.url) };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
