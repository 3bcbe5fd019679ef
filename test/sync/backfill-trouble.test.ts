/** A pull in trouble half way: what cannot be read is left out with its reason, what is gone ends its own part, and nobody starts over. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { linkExtras } from '../../src/store/integrations.ts';
import { createProject, linksOfProject, type Link } from '../../src/store/projects.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import { discover } from '../../src/sync/discover.ts';
import { linkByName } from '../../src/sync/link.ts';
import { poll } from '../../src/sync/poll.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const ISSUES = 130;
const OTHER = 'acme/widgets';

let stack: Stack;
let projectId: number;
let tests = 0;
let repository = '';

beforeAll(async () => {
  stack = await startStack();
  // Nobody tells of anything: the pull finds out by itself.
  stack.github.control.setWebhookUrl({ url: null });
});
afterAll(() => stack.stop());

beforeEach(async () => {
  const { control } = stack.github;
  control.clearRequestFaults();
  tests += 1;
  repository = `acme/large-${tests}`;
  control.createRepository({ by: 'olivia', owner: 'acme', name: `large-${tests}`, private: true });
  for (let number = 1; number <= ISSUES; number += 1) control.createIssue({ by: 'olivia', repository, title: `Issue ${number}` });
  await discover(stack.engine);
  projectId = (await createProject(stack.database.db, 'Trouble', defaultSettings().statuses)).id;
});

const pullOf = async (name: string): Promise<Link['backfill'] | undefined> => (await linksOfProject(stack.database.db, projectId)).find((link) => `${link.owner}/${link.name}` === name)?.backfill;
const pull = async (...names: string[]): Promise<void> => {
  for (const name of names) expect(await linkByName(stack.engine, projectId, name)).toMatchObject({ outcome: 'linked' });
};
const ended = (name: string, state: string) => until(`the pull is ${state}`, async () => (await pullOf(name))?.state === state);
const titles = async (): Promise<number> => (await stack.database.db('actions').where({ project_id: projectId }).whereLike('title', 'Issue %')).length;

/** As the page shows it. */
const unread = async (): Promise<number | undefined> => [...(await linkExtras(stack.database.db, projectId)).values()][0]?.unreadable;

async function polled(): Promise<void> {
  const [link] = await linksOfProject(stack.database.db, projectId);
  await poll(stack.engine, link?.integrationId ?? 0, link?.repositoryId ?? 0, { trigger: 'poll', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
}

/** The first page comes in, the second one breaks off and is tried again in a second. */
async function halfWay(): Promise<void> {
  stack.github.control.addRequestFault({ operation: 'lockstepBackfill', nth: 2, fault: { kind: 'status', status: 502 } });
  await pull(repository);
  await until('one page is in', async () => ((await pullOf(repository))?.pulled ?? 0) >= 100);
}

test('I11: an issue that nobody can read is left out with its reason, and the rest is pulled; read later, it is taken in', async () => {
  const { control } = stack.github;
  control.addRequestFault({ operation: 'lockstepBackfill', fault: { kind: 'resource-limits', above: 0 }, count: 7 });
  control.addRequestFault({ method: 'GET', path: '/issues/1$', fault: { kind: 'status', status: 500 } });
  await pull(repository);
  await ended(repository, 'live');
  expect(await pullOf(repository)).toMatchObject({ pulled: ISSUES - 1, error: null });
  expect(await unread()).toBe(1);
  expect(await titles()).toBe(ISSUES - 1);
  expect(await stack.database.db('github_sync_logs').where({ project_id: projectId, outcome: 'failed' })).toMatchObject([{ issue_number: 1, error: expect.stringContaining('could not be read') }]);
  // Nobody changes it, so that no page has it again: the polls come back to it by themselves.
  await polled();
  expect(await stack.database.db('unread_issues').first()).toMatchObject({ issue_number: 1, tries: 1 });
  await stack.database.db('unread_issues').update({ next_at: new Date(0) });
  control.clearRequestFaults();
  await polled();
  expect(await titles()).toBe(ISSUES);
  expect(await unread()).toBe(0);
});

test('a pull that GitHub refused for a while is taken up with the next poll', async () => {
  const { control } = stack.github;
  control.addRequestFault({ operation: 'lockstepBackfill', count: 1, fault: { kind: 'status', status: 403 } });
  await pull(repository);
  await ended(repository, 'failed');
  await polled();
  await ended(repository, 'live');
  expect(await titles()).toBe(ISSUES);
});

test('renamed in the middle, the pull goes on from where it was', async () => {
  await halfWay();
  stack.github.control.renameRepository({ by: 'olivia', repository, name: `renamed-${tests}` });
  await ended(repository, 'live');
  expect(await titles()).toBe(ISSUES);
  expect((await pullOf(repository))?.pulled).toBe(ISSUES);
});

test('taken from the installation in the middle, it ends with a reason, the other pull goes on, and what is back is pulled on', async () => {
  const { control } = stack.github;
  await halfWay();
  control.setInstallationRepositories({ by: 'olivia', account: 'acme', repositories: [OTHER] });
  await pull(OTHER);
  await ended(repository, 'failed');
  expect((await pullOf(repository))?.error).toMatch(/installation/);
  await ended(OTHER, 'live');
  await until('it is known to be out of reach', async () => (await stack.database.db('repositories').where({ name: repository.slice('acme/'.length) }).first()).state === 'removed');
  control.setInstallationRepositories({ by: 'olivia', account: 'acme', repositories: [OTHER, repository] });
  await discover(stack.engine);
  await ended(repository, 'live');
  expect(await titles()).toBe(ISSUES);
});
