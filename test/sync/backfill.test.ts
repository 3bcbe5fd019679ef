import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { watchSync } from '../../src/commands/watch-sync.ts';
import { linksOfProject, type Link } from '../../src/store/projects.ts';
import { catchUp } from '../../src/sync/catch-up.ts';
import { haltPulls, pauseProject, resumeHeldPulls, resumeProject } from '../../src/sync/halt.ts';
import { editAction } from '../../src/sync/edit.ts';
import { syncNow } from '../../src/sync/integration/control.ts';
import { planBackfill } from '../../src/sync/link.ts';
import { pauseReason } from '../../src/sync/reach.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'northwind/bench';
const ISSUES = 250;

let stack: Stack;
let projectId: number;

beforeAll(async () => {
  stack = await startStack({ seed: `bench:${ISSUES}` });
  const { control } = stack.github;
  const person = control.accounts().find(({ type }) => type === 'User')?.login ?? '';
  control.install({ by: person, account: 'northwind' });
  await until('the repository is known', async () => (await stack.database.db('repositories')).length > 0);
});

afterAll(async () => {
  await stack.stop();
});

const link = async () => {
  const [found] = await linksOfProject(stack.database.db, projectId);
  if (!found) throw new Error('no link');
  return found;
};
const actions = async () => (await stack.database.db('actions').where({ project_id: projectId })).length;
const pullAgain = async () => planBackfill(stack.database.db, stack.engine.jobs, (await link()).integrationId, (await link()).repositoryId);
/** Lets GitHub's answer to the n-th page from now wait. @returns what lets it go */
const holdPage = (nth: number): (() => void) => {
  const { id } = stack.github.control.addRequestFault({ operation: 'lockstepBackfill', nth, fault: { kind: 'held' } });
  return () => stack.github.control.clearRequestFaults({ id });
};
const pulled = () => until('the pull has ended', async () => (await link()).backfill.state === 'live');

describe('a pull never gets stuck', () => {
  test('a page GitHub cannot compute is asked for in halves, then issue by issue', async () => {
    stack.github.control.addRequestFault({ operation: 'lockstepBackfill', fault: { kind: 'resource-limits', above: 0 }, count: 8 });
    projectId = await stack.project([REPOSITORY]);
    expect(await actions()).toBe(ISSUES);
    expect(stack.github.control.counters()['GraphQL lockstepHead']).toBe(1);
    stack.github.control.clearRequestFaults();
  });

  test('I9: a wait GitHub asks for costs no retry, and the pull goes on from its cursor', async () => {
    stack.github.control.resetCounters();
    stack.github.control.addRequestFault({ operation: 'lockstepBackfill', fault: { kind: 'limited', status: 403, retryAfterSeconds: 1 }, count: 1 });
    await pullAgain();
    await pulled();
    expect(await actions()).toBe(ISSUES);
    const { rows } = await stack.database.db.raw("SELECT max(retry_count) AS retries FROM pgboss.job WHERE name = 'backfill'");
    expect(rows[0].retries).toBe(0);
    stack.github.control.clearRequestFaults();
  });

  test('errors on the way are retried from the cursor: no issue becomes two actions (I7)', async () => {
    stack.github.control.addRequestFault({ operation: 'lockstepBackfill', fault: { kind: 'status', status: 502 }, count: 2 });
    await pullAgain();
    await pulled();
    expect(await actions()).toBe(ISSUES);
    stack.github.control.clearRequestFaults();
  });
});

describe('people hold it', () => {
  test('paused in the middle, resumed from the cursor; cancelled, started anew', async () => {
    const go = holdPage(2);
    await pullAgain();
    await until('one page is in', async () => (await link()).backfill.state === 'pulling' && (await link()).backfill.pulled >= 100);
    expect(await haltPulls(stack.engine, projectId, 'paused')).toBe(1);
    const held = await link();
    expect(held.backfill).toMatchObject({ state: 'paused', cursor: expect.any(String) });
    go();
    await until('its job has ended', async () => (await stack.database.db.raw("SELECT 1 FROM pgboss.job WHERE name = 'backfill' AND state IN ('created', 'active', 'retry')")).rows.length === 0);
    expect((await link()).backfill.pulled).toBe(held.backfill.pulled);
    // Nothing but a person's word on the pull itself lets it go on.
    await pauseProject(stack.engine, projectId, 'For a moment.');
    await resumeProject(stack.engine, projectId);
    await stack.database.db.transaction((trx) => catchUp(trx, stack.engine.jobs, held.repositoryId));
    expect(await syncNow(stack.engine, { projectId, direction: 'both' })).toMatchObject({ repositories: 0, held: [`${REPOSITORY}: Its pull is paused: resume the pull.`] });
    expect(await syncNow(stack.engine, { projectId, direction: 'push' })).toMatchObject({ held: [] });
    await stack.quiet();
    expect((await link()).backfill).toEqual(held.backfill);
    expect(await resumeHeldPulls(stack.engine, projectId)).toBe(1);
    await pulled();
    expect((await link()).backfill.pulled).toBe(ISSUES);
    const goOn = holdPage(1);
    await pullAgain();
    await until('it runs', async () => (await link()).backfill.state === 'pulling');
    await haltPulls(stack.engine, projectId, 'cancelled');
    goOn();
    expect((await link()).backfill).toMatchObject({ state: 'cancelled', cursor: null });
  });

  test('a paused project stops its pull before the next page, also over a retry, and goes on from the cursor when resumed', async () => {
    await stack.quiet();
    const go = holdPage(2);
    await pullAgain();
    await until('one page is in', async () => (await link()).backfill.state === 'pulling' && (await link()).backfill.pulled >= 100);
    await pauseProject(stack.engine, projectId, 'The lead is on holiday.');
    go();
    const none = () => until('its job has ended', async () => (await stack.database.db.raw("SELECT 1 FROM pgboss.job WHERE name = 'backfill' AND state IN ('created', 'active', 'retry')")).rows.length === 0);
    await none();
    const held: Link = await link();
    const { backfill } = held;
    expect(backfill).toMatchObject({ state: 'paused', cursor: expect.any(String), error: null });
    expect(backfill.pulled).toBeLessThan(ISSUES);
    expect(pauseReason(held)).toBe('The lead is on holiday.');
    await stack.engine.jobs.send('backfill', { integrationId: held.integrationId, repositoryId: held.repositoryId }, { key: `${held.integrationId}/${held.repositoryId}` });
    await none();
    expect((await link()).backfill).toEqual(backfill);
    // Who watches at the terminal is not kept waiting for what stands still.
    await watchSync(stack.engine as never, projectId, [], true);
    const asked = stack.github.control.counters()['GraphQL lockstepBackfill'] ?? 0;
    await resumeProject(stack.engine, projectId);
    await pulled();
    expect((await link()).backfill).toMatchObject({ pulled: ISSUES, error: null });
    expect((stack.github.control.counters()['GraphQL lockstepBackfill'] ?? 0) - asked).toBe(Math.ceil((ISSUES - backfill.pulled) / 100));
  });

  test('a paused project owes nothing, keeps edits of both sides, and catches up when resumed (I5)', async () => {
    await stack.quiet();
    const [mapping] = await stack.database.db('github_issue_mappings').where({ project_id: projectId }).orderBy('id');
    await pauseProject(stack.engine, projectId, 'The lead is on holiday.');
    stack.github.control.editIssue({ by: stack.github.control.accounts().find(({ type }) => type === 'User')?.login ?? '', repository: REPOSITORY, number: mapping.issue_number, body: 'Edited there while paused' });
    await editAction(stack.engine, { actionId: mapping.action_id, changes: { title: 'Edited here while paused' }, actor: 'lead' });
    await until('nothing runs', async () => (await stack.database.db.raw("SELECT 1 FROM pgboss.job WHERE name IN ('push', 'delivery') AND state IN ('created', 'active', 'retry')")).rows.length === 0);
    const issue = () => stack.github.control.issue({ repository: REPOSITORY, number: mapping.issue_number });
    expect(issue().title).not.toBe('Edited here while paused');
    await resumeProject(stack.engine, projectId);
    await stack.quiet();
    expect(issue()).toMatchObject({ title: 'Edited here while paused', body: 'Edited there while paused' });
    const [action] = await stack.database.db('actions').where({ id: mapping.action_id });
    expect(action).toMatchObject({ title: 'Edited here while paused', description: 'Edited there while paused' });
  });
});
