import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BudgetWait } from '../../src/github/errors.ts';
import { linksOfProject, type Link } from '../../src/store/projects.ts';
import { discover } from '../../src/sync/discover.ts';
import type { Cause } from '../../src/sync/engine.ts';
import { planPolls, poll } from '../../src/sync/poll.ts';
import { compareProject } from '../support/compare.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
const OTHER = 'acme/gadgets';
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** GitHub is a day behind this machine and the database, so that windows by any other clock than its own would miss everything (I14). */
const BEHIND = 24 * 60 * MINUTE;

/** GitHub's clock stands still unless moved. */
let now = Date.now() - BEHIND;
let stack: Stack;
let projectId: number;
let links: Link[];

beforeAll(async () => {
  stack = await startStack({ clock: () => now });
  stack.github.control.createRepository({ by: 'olivia', owner: 'acme', name: 'gadgets' });
  await discover(stack.engine);
  projectId = await stack.project([REPOSITORY, OTHER]);
  links = await linksOfProject(stack.database.db, projectId);
  stack.github.control.addDeliveryFault({ fault: { kind: 'lose' } });
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  now += MINUTE;
  stack.github.control.clearRequestFaults();
  await pollAll();
  stack.github.control.resetCounters();
});

const cause = (): Cause => ({ trigger: 'poll', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });

async function pollOne(name: string): Promise<void> {
  const link = links.find((one) => one.name === name);
  if (link) await poll(stack.engine, link.integrationId, link.repositoryId, cause());
}

async function pollAll(): Promise<void> {
  for (const { name } of links) await pollOne(name);
  await stack.quiet();
}

const issues = () => [REPOSITORY, OTHER].flatMap((repository) => stack.github.control.issues({ repository }));
const differences = async () => (await compareProject(stack.database.db, projectId, issues())).differences;
const asked = (operation: string): number => stack.github.control.counters()[`GraphQL ${operation}`] ?? 0;
const stored = (name: string) => stack.database.db('github_polls').where({ repository_id: links.find((one) => one.name === name)?.repositoryId }).first();

describe('I3, I4: what no webhook told is found by the next poll', () => {
  test('edits of every kind, new issues and issues that moved in', async () => {
    const { control } = stack.github;
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Untold', body: 'Nobody said so.\r\n', addLabels: ['P1'] });
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 2, state: 'closed', stateReason: 'not_planned', assignees: [], milestone: 1 });
    control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Unannounced' });
    const { number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Moves on' });
    control.transferIssue({ by: 'olivia', repository: REPOSITORY, number, to: OTHER });
    expect((await differences()).length).toBeGreaterThan(5);
    await pollAll();
    expect(await differences()).toEqual([]);
  });

  test('a second edit within the second that was seen already', async () => {
    const { control } = stack.github;
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'First of this second' });
    await pollAll();
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Second of this second' });
    expect(await differences()).toHaveLength(1);
    await pollAll();
    expect(await differences()).toEqual([]);
  });

  test.each(['deleteIssue', 'convertToDiscussion'] as const)('an issue that went: %s', async (wayOut) => {
    const { control } = stack.github;
    const { number, id } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Short-lived' });
    await pollAll();
    control[wayOut]({ by: 'olivia', repository: REPOSITORY, number });
    await pollAll();
    expect(await differences()).toEqual([]);
    expect(await stack.database.db('github_issue_mappings').where({ issue_id: id }).first()).toMatchObject({ state: 'detached' });
  });

  test('an issue that moved out and whose new place is polled first', async () => {
    const { control } = stack.github;
    const { number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Commuter' });
    await pollAll();
    control.transferIssue({ by: 'olivia', repository: REPOSITORY, number, to: OTHER });
    await pollOne('gadgets');
    await pollAll();
    expect(await differences()).toEqual([]);
  });

  test('a clock of GitHub that steps back hides nothing', async () => {
    now -= 10 * MINUTE;
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 2, title: 'Out of time' });
    await pollAll();
    now -= 4 * MINUTE;
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Further out of time' });
    await pollAll();
    now += 14 * MINUTE;
    expect(await differences()).toEqual([]);
  });
});

describe('what a poll costs', () => {
  test('one query where nothing changed, and the search for vanished issues only where one vanished', async () => {
    const { control } = stack.github;
    const { number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Counted' });
    now += 20 * MINUTE;
    await pollOne('widgets');
    now += 20 * MINUTE;
    control.resetCounters();
    await pollOne('widgets');
    expect(control.counters()).toEqual({ 'GraphQL lockstepPoll': 1 });
    expect((await stored('widgets')).since).toEqual(new Date(Math.floor(now / SECOND) * SECOND));
    control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number });
    await pollAll();
    expect(asked('lockstepPresent')).toBe(1);
    await pollAll();
    await pollAll();
    expect(asked('lockstepPresent')).toBe(1);
  });

  test('nothing where a quiet repository stays as it was: its tag is asked for, until something changes or an hour is over', async () => {
    const { control } = stack.github;
    const untilQuiet = async (): Promise<void> => {
      for (let polls = 0; polls < 3; polls += 1) {
        now += 20 * MINUTE;
        await pollOne('widgets');
      }
    };
    const queries = (): number => asked('lockstepPoll');
    const { number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'The last word' });
    const silent = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'To go in silence' });
    await untilQuiet();
    control.resetCounters();
    for (let polls = 0; polls < 3; polls += 1) await pollOne('widgets');
    expect(control.counters()).toEqual({ 'GET /repos/:owner/:repo/issues': 3 });
    expect((await stored('widgets')).error).toBeNull();
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'Not the last word' });
    await pollOne('widgets');
    expect(queries()).toBe(1);
    expect(await differences()).toEqual([]);
    // While the last change is within the window, what changed before it may change once more in its second.
    await pollOne('widgets');
    expect(queries()).toBe(2);
    await untilQuiet();
    control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number: silent.number });
    control.resetCounters();
    await pollOne('widgets');
    expect(queries()).toBe(0);
    await stack.database.db('github_polls').update({ whole_at: stack.database.db.raw("now() - interval '61 minutes'") });
    await pollAll();
    expect(await differences()).toEqual([]);
  });

  test('an issue that vanished is searched for also where one that is kept out appears in its place', async () => {
    const { control } = stack.github;
    const integrations = () => stack.database.db('github_integrations');
    const { number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'To vanish' });
    now += 20 * MINUTE;
    await pollOne('widgets');
    await integrations().update({ settings: JSON.stringify({ filters: { exclude: { labels: ['P1'] } } }) });
    now += 20 * MINUTE;
    control.resetCounters();
    control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number });
    const kept = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Kept out', labels: ['P1'] });
    await pollOne('widgets');
    expect(asked('lockstepPresent')).toBe(1);
    control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number: kept.number });
    await integrations().update({ settings: '{}' });
    await pollAll();
  });

  test('also where the one in its place was transferred in: it is older than the last poll, but its number is new', async () => {
    const { control } = stack.github;
    const integrations = () => stack.database.db('github_integrations');
    control.createRepository({ by: 'olivia', owner: 'acme', name: 'elsewhere' });
    const old = control.createIssue({ by: 'otto', repository: 'acme/elsewhere', title: 'To be transferred' });
    const { number } = control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'To vanish, too' });
    now += 20 * MINUTE;
    await pollOne('widgets');
    await integrations().update({ settings: JSON.stringify({ filters: { exclude: { authors: ['otto'] } } }) });
    now += 20 * MINUTE;
    control.resetCounters();
    control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number });
    const moved = control.transferIssue({ by: 'olivia', repository: 'acme/elsewhere', number: old.number, to: REPOSITORY });
    await pollOne('widgets');
    expect(asked('lockstepPresent')).toBe(1);
    // Changed once more it is no newcomer any longer.
    control.editIssue({ by: 'olivia', repository: REPOSITORY, number: moved.number, title: 'Looked at' });
    await pollAll();
    expect(asked('lockstepPresent')).toBe(1);
    control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number: moved.number });
    await integrations().update({ settings: '{}' });
    await pollAll();
  });

  test('I9: no call before the time GitHub named', async () => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Waited for' });
    stack.github.control.addRequestFault({ operation: 'lockstepPoll', count: 1, fault: { kind: 'limited', retryAfterSeconds: 60 } });
    await expect(pollOne('widgets')).rejects.toThrow(BudgetWait);
    await expect(pollOne('widgets')).rejects.toThrow(BudgetWait);
    expect(asked('lockstepPoll')).toBe(1);
    await stack.database.db('api_budgets').del();
    // Each process trusts its last look at the table for a second.
    await until('the wait is over', async () => pollOne('widgets').then(() => true, () => false));
  });
});

describe('broken off and gone on', () => {
  test('a poll goes on from the page it stopped at', async () => {
    const { control } = stack.github;
    for (let count = 1; count <= 220; count += 1) control.createIssue({ by: 'walter', repository: OTHER, title: `Gadget ${count}` });
    control.addRequestFault({ operation: 'lockstepPoll', nth: 3, fault: { kind: 'status', status: 502 } });
    await expect(pollOne('gadgets')).rejects.toThrow('502');
    const halfway = await stored('gadgets');
    expect(halfway.cursor).not.toBeNull();
    await pollOne('gadgets');
    expect(asked('lockstepPoll')).toBe(4);
    expect(await stored('gadgets')).toMatchObject({ cursor: null, since: halfway.window_to });
    expect(await differences()).toEqual([]);
  });

  test('a cursor GitHub no longer takes begins the window anew', async () => {
    await stack.database.db('github_polls').where({ repository_id: links.find(({ name }) => name === 'widgets')?.repositoryId }).update({ cursor: 'stale' });
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Behind a stale cursor' });
    await expect(pollOne('widgets')).rejects.toThrow('cursor');
    await pollAll();
    expect(await differences()).toEqual([]);
  });

  test('a repository out of reach ends its poll with a reason', async () => {
    const [link] = links;
    stack.github.control.addRequestFault({ operation: 'lockstepPoll', count: 1, fault: { kind: 'status', status: 404 } });
    await poll(stack.engine, link?.integrationId as number, link?.repositoryId as number, cause());
    expect((await stored(link?.name as string)).error).toMatch(/removed from the installation/);
    await pollAll();
    expect((await stored(link?.name as string)).error).toBeNull();
  });
});

describe('when a poll is due', () => {
  const jobs = () => stack.database.db('pgboss.job').where({ name: 'poll' });

  test('at the integration’s frequency, by the database’s clock', async () => {
    const { db } = stack.database;
    await planPolls(stack.engine);
    expect(await jobs()).toHaveLength(0);
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, title: 'Due' });
    await db('github_integrations').update({ poll_every: 60 });
    await db('github_polls').update({ polled_at: db.raw("now() - interval '61 seconds'") });
    await db('github_integration_repositories').update({ finished_at: db.raw("now() - interval '61 seconds'") });
    await planPolls(stack.engine);
    await until('the planned polls ran', async () => (await jobs().where({ state: 'completed' })).length >= 2);
    expect(await differences()).toEqual([]);
  });

  test('a paused integration and a day’s frequency wait', async () => {
    const { db } = stack.database;
    // In this order: what is planned each minute must find nothing that is due, either.
    await db('github_integrations').update({ poll_every: 86_400 });
    await db('github_polls').update({ polled_at: db.raw("now() - interval '23 hours'") });
    await db('github_integration_repositories').update({ finished_at: db.raw("now() - interval '23 hours'") });
    const before = (await jobs()).length;
    await planPolls(stack.engine);
    await db('github_integrations').update({ poll_every: 60, state: 'paused' });
    await planPolls(stack.engine);
    expect((await jobs()).length).toBe(before);
    await db('github_integrations').update({ state: 'active' });
  });
});
