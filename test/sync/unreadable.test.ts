/** I11: an issue that GitHub cannot compute, or that comes in a form nobody can read, holds up no other. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findMapping } from '../../src/store/mappings.ts';
import type { Client } from '../../src/github/clients.ts';
import { linksOfProject } from '../../src/store/projects.ts';
import { discover } from '../../src/sync/discover.ts';
import type { Cause, Engine } from '../../src/sync/engine.ts';
import { poll } from '../../src/sync/poll.ts';
import { refreshMappings } from '../../src/sync/refresh.ts';
import { verifyMappings } from '../../src/sync/verify-mappings.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/many';
const ISSUES = 9;
/** The one in trouble. */
const ODD = 4;

let stack: Stack;
let projects: number[];
let round = 0;

beforeAll(async () => {
  stack = await startStack();
  const { control } = stack.github;
  control.setWebhookUrl({ url: null });
  control.createRepository({ by: 'olivia', owner: 'acme', name: 'many' });
  for (let number = 1; number <= ISSUES; number += 1) control.createIssue({ by: 'olivia', repository: REPOSITORY, title: `Issue ${number}` });
  await discover(stack.engine);
  projects = [await stack.project([REPOSITORY]), await stack.project([REPOSITORY])];
});
afterAll(() => stack.stop());

beforeEach(() => {
  stack.github.control.clearRequestFaults();
  round += 1;
  for (let number = 1; number <= ISSUES; number += 1) stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: titleOf(number) });
});

const titleOf = (number: number): string => `Issue ${number}, round ${round}`;
const cause = (trigger: Cause['trigger']): Cause => ({ trigger, deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
const tooWide = (operation: string) => stack.github.control.addRequestFault({ operation, fault: { kind: 'resource-limits', above: 0 } });

/** Mapping ids of a project, by issue number. */
async function mappingIds(project: number): Promise<Map<number, number>> {
  const found = await stack.database.db('github_issue_mappings').where({ project_id: projects[project] }).orderBy('issue_number');
  return new Map(found.map(({ issue_number, id }) => [issue_number, Number(id)]));
}

/** Numbers of the issues whose newest title a project has. */
async function taken(project: number): Promise<number[]> {
  const titles = new Set((await stack.database.db('actions').where({ project_id: projects[project] })).map(({ title }) => title));
  return Array.from({ length: ISSUES }, (_, index) => index + 1).filter((number) => titles.has(titleOf(number)));
}

const all = Array.from({ length: ISSUES }, (_, index) => index + 1);
const others = all.filter((number) => number !== ODD);

/** An engine to which one issue comes without a title, however it is asked for. */
function garbling(engine: Engine): Engine {
  const garble = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_key, node: { number?: number } | null) => (node?.number === ODD ? { ...node, title: null } : node));
  const asInstallation = async (id: number): Promise<Client> => {
    const client = await engine.github.asInstallation(id);
    return new Proxy(client, {
      get(target, name) {
        if (name === 'graphql') return async (...given: Parameters<Client['graphql']>) => garble(await target.graphql(...given));
        if (name === 'request') return async (...given: Parameters<Client['request']>) => garble(await target.request(...given));
        return target[name as keyof Client];
      },
    });
  };
  return { ...engine, github: { ...engine.github, asInstallation } };
}

test('what GitHub cannot compute together is read in halves', async () => {
  stack.github.control.addRequestFault({ operation: 'lockstepIssues', fault: { kind: 'resource-limits', above: 4 } });
  expect(await refreshMappings(stack.engine, [...(await mappingIds(0)).values()], cause('refresh'))).toEqual(new Map());
  expect(await taken(0)).toEqual(all);
});

test('what it cannot compute even alone is read by REST, and where that fails for one, that one alone is tried again', async () => {
  tooWide('lockstepIssues');
  stack.github.control.addRequestFault({ method: 'GET', path: `/issues/${ODD}$`, fault: { kind: 'status', status: 500 } });
  const ids = await mappingIds(0);
  expect([...(await refreshMappings(stack.engine, [...ids.values()], cause('refresh'))).keys()]).toEqual([ids.get(ODD)]);
  expect(await taken(0)).toEqual(others);
});

test('an issue in a form that nobody can read says so, keeps what is to be written, and the others are taken in', async () => {
  const ids = await mappingIds(0);
  const odd = ids.get(ODD) ?? 0;
  await stack.database.db('github_issue_mappings').where({ id: odd }).update({ pending: true, braked: true });
  expect(await refreshMappings(garbling(stack.engine), [...ids.values()], cause('refresh'))).toEqual(new Map());
  expect(await taken(0)).toEqual(others);
  expect(await findMapping(stack.database.db, odd)).toMatchObject({ pending: true, error: expect.stringContaining('The issue could not be read') });
  const { findings } = await verifyMappings(garbling(stack.engine), [...ids.values()]);
  expect(findings).toMatchObject([{ mappingId: odd, field: 'issue' }]);
  await refreshMappings(stack.engine, [odd], cause('refresh'));
  expect(await taken(0)).toEqual(all);
});

test('broken settings of one project fail its own issues alone', async () => {
  const [sound, broken] = [await mappingIds(0), await mappingIds(1)];
  await stack.database.db('github_integrations').where({ project_id: projects[1] }).update({ settings: { direction: 'sideways' } });
  const failures = await refreshMappings(stack.engine, [...broken.values(), ...sound.values()], cause('refresh'));
  await stack.database.db('github_integrations').where({ project_id: projects[1] }).update({ settings: {} });
  expect([...failures.keys()].toSorted((a, b) => a - b)).toEqual([...broken.values()]);
  expect(await taken(0)).toEqual(all);
  expect(await taken(1)).not.toContain(1);
});

test('a poll goes past an issue that GitHub cannot compute', async () => {
  const [link] = await linksOfProject(stack.database.db, projects[0] ?? 0);
  tooWide('lockstepPoll');
  stack.github.control.addRequestFault({ method: 'GET', path: `/issues/${ODD}$`, fault: { kind: 'status', status: 500 } });
  await poll(stack.engine, link?.integrationId ?? 0, link?.repositoryId ?? 0, cause('poll'));
  // What was edited twice in a second is read once more.
  await until('the others are taken in', async () => (await taken(0)).length === others.length);
  expect(await taken(0)).toEqual(others);
  expect(await stack.database.db('github_sync_logs').where({ project_id: projects[0], issue_number: ODD, outcome: 'failed' }).whereNull('mapping_id')).toMatchObject([{ error: expect.stringContaining('could not be read') }]);
  stack.github.control.clearRequestFaults();
  await poll(stack.engine, link?.integrationId ?? 0, link?.repositoryId ?? 0, cause('poll'));
  await until('all are taken in', async () => (await taken(0)).length === ISSUES);
});
