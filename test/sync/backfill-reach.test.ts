/**
 * I5, I7: rights that are lost between two pages of a pull, whether GitHub tells of it or not. The repository's part ends with its
 * reason, the rest of the project goes on, and once it is in reach again the pull goes on from where it was, with what changed meanwhile.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultSettings } from '../../src/core/settings.ts';
import { createProject, linksOfProject, type Link } from '../../src/store/projects.ts';
import { discover } from '../../src/sync/discover.ts';
import { haltPulls, resumeHeldPulls } from '../../src/sync/halt.ts';
import { updateIntegration } from '../../src/sync/integration/update.ts';
import { linkByName } from '../../src/sync/link.ts';
import { pauseReason } from '../../src/sync/reach.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const ISSUES = 230;
const OTHER = 'acme/widgets';
const by = 'olivia';

let stack: Stack;
let projectId: number;
let tests = 0;
/** Where it is now. */
let repository = '';
let permissions: Record<string, 'read' | 'write' | 'admin'> = {};

beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const control = () => stack.github.control;

beforeEach(async () => {
  control().clearRequestFaults();
  control().clearDeliveryFaults({});
  tests += 1;
  repository = `acme/large-${tests}`;
  for (const { account } of control().installations()) if (account === 'walter') control().uninstall({ by: 'walter', account });
  permissions = control().installations().find(({ account }) => account === 'acme')?.permissions ?? {};
  control().setWebhookUrl({ url: null });
  // What is done later is done in another second.
  control().advanceClock({ ms: -3_600_000 });
  control().createRepository({ by, owner: 'acme', name: `large-${tests}`, private: true });
  for (let number = 1; number <= ISSUES; number += 1) control().createIssue({ by, repository, title: `Issue ${number}` });
  control().advanceClock({ ms: 3_600_000 });
  await discover(stack.engine);
  control().setWebhookUrl({ url: `${stack.app.address}/api/webhooks/github` });
  await stack.database.db('projects').delete();
  projectId = (await createProject(stack.database.db, 'Trouble', defaultSettings().statuses)).id;
});

const linkOf = async (name: string): Promise<Link | undefined> => (await linksOfProject(stack.database.db, projectId)).find((link) => `${link.owner}/${link.name}` === name);
const pull = async (...names: string[]): Promise<void> => {
  for (const name of names) expect(await linkByName(stack.engine, projectId, name)).toMatchObject({ outcome: 'linked' });
};
const ended = (name: string, state: string) => until(`the pull of ${name} is ${state}`, async () => (await linkOf(name))?.backfill.state === state);
const titles = async (): Promise<string[]> => (await stack.database.db('actions').where({ project_id: projectId }).whereLike('title', 'Issue %')).map(({ title }) => title).toSorted();
const pages = (): number => control().counters()['GraphQL lockstepBackfill'] ?? 0;

/** The first page comes in, and GitHub answers the second one only after `change`. */
async function between(change: () => unknown): Promise<void> {
  const { id } = control().addRequestFault({ operation: 'lockstepBackfill', nth: 2, fault: { kind: 'held' } });
  await pull(repository);
  await until('one page is in', async () => ((await linkOf(repository))?.backfill.pulled ?? 0) >= 100);
  change();
  control().clearRequestFaults({ id });
}

interface Loss {
  lose: () => unknown;
  regain: () => unknown;
  reason: RegExp;
  /** Nothing else of the account is in reach either. */
  isAll?: true;
  /** What comes back is read again in every repository. */
  othersToo?: true;
}

const LOSSES: Record<string, Loss> = {
  'taken out of the installation': {
    lose: () => control().setInstallationRepositories({ by, account: 'acme', repositories: [OTHER] }),
    regain: () => control().setInstallationRepositories({ by, account: 'acme', repositories: 'all' }),
    reason: /installation/,
  },
  'made unreadable': {
    lose: () => control().setInstallationPermissions({ by, account: 'acme', permissions: Object.fromEntries(Object.entries(permissions).filter(([name]) => name !== 'issues')) }),
    regain: () => control().setInstallationPermissions({ by, account: 'acme', permissions }),
    reason: /may not read this/,
    othersToo: true,
  },
  'given to an owner without the App': {
    lose: () => {
      control().transferRepository({ by, repository, to: 'walter' });
      repository = repository.replace('acme/', 'walter/');
    },
    regain: () => control().install({ by: 'walter', account: 'walter' }),
    reason: /installation/,
  },
  suspended: {
    lose: () => control().setSuspended({ by, account: 'acme', suspended: true }),
    regain: () => control().setSuspended({ by, account: 'acme', suspended: false }),
    reason: /suspended|cannot reach/,
    isAll: true,
  },
  uninstalled: {
    lose: () => control().uninstall({ by, account: 'acme' }),
    regain: () => control().install({ by, account: 'acme' }),
    reason: /installation/,
    isAll: true,
  },
};

describe.each(Object.keys(LOSSES))('%s between two pages', (name) => {
  const { lose, regain, reason, isAll = false, othersToo = false } = LOSSES[name] as Loss;

  test.each([['told', true], ['told by nobody', false]])('%s: it ends with its reason, and goes on from where it was', async (_how, told) => {
    if (!told) control().addDeliveryFault({ fault: { kind: 'lose' } });
    const before = repository;
    await between(lose);
    await ended(before, 'failed');
    expect((await linkOf(before))?.backfill.error).toMatch(reason);
    const pulled = (await linkOf(before))?.backfill.pulled ?? 0;
    expect(pulled).toBeLessThan(ISSUES);
    expect(await titles()).toHaveLength(pulled);
    if (!isAll) {
      await pull(OTHER);
      await ended(OTHER, 'live');
    }
    // What was read already changes meanwhile.
    control().editIssue({ by, repository, number: 1, title: 'Issue 1, renamed' });
    control().createIssue({ by, repository, title: 'Issue 0' });
    await stack.quiet();
    // One that still runs would see it back, and nothing to take up.
    await until('all is known that is out of reach', async () => (await stack.database.db.raw("SELECT 1 FROM pgboss.job WHERE name = 'discover' AND state IN ('created', 'active')")).rows.length === 0);
    const asked = pages();
    regain();
    if (!told) await stack.engine.jobs.send('discover', {});
    await ended(repository, 'live');
    await stack.quiet();
    const link = await linkOf(repository);
    expect(link && pauseReason(link)).toBeNull();
    expect(await titles()).toEqual(['Issue 0', 'Issue 1, renamed', ...Array.from({ length: ISSUES - 1 }, (_, index) => `Issue ${index + 2}`)].toSorted());
    expect(link?.backfill.error).toBeNull();
    // The two that are new, and the rest: nobody starts over.
    expect(pages() - asked).toBe(Math.ceil((ISSUES + 2 - pulled) / 100) + (othersToo ? 1 : 0));
  });
});

test.each([['told', true], ['told by nobody', false]])('given between two pages to another owner who has the App, %s: the pull goes on there', async (_how, told) => {
  control().install({ by: 'walter', account: 'walter' });
  if (!told) control().addDeliveryFault({ fault: { kind: 'lose' } });
  await between(() => {
    control().transferRepository({ by, repository, to: 'walter' });
    repository = repository.replace('acme/', 'walter/');
  });
  if (!told) {
    await ended(repository.replace('walter/', 'acme/'), 'failed');
    await stack.engine.jobs.send('discover', {});
  }
  await ended(repository, 'live');
  expect(await titles()).toHaveLength(ISSUES);
});

test('a place in the list that GitHub does not know any more ends the pull, and the next one begins from the start', async () => {
  await between(() => control().setInstallationRepositories({ by, account: 'acme', repositories: [OTHER] }));
  await ended(repository, 'failed');
  await stack.database.db('github_integration_repositories').update({ cursor: 'of another age' });
  control().setInstallationRepositories({ by, account: 'acme', repositories: 'all' });
  await until('it ends again', async () => /valid cursor/.test((await linkOf(repository))?.backfill.error ?? ''));
  expect((await linkOf(repository))?.backfill.cursor).toBeNull();
});

test('settings that change between two pages hold for every issue in the end', async () => {
  const { db } = stack.database;
  const { id } = control().addRequestFault({ operation: 'lockstepBackfill', nth: 2, fault: { kind: 'held' } });
  await pull(repository);
  await until('one page is in', async () => ((await linkOf(repository))?.backfill.pulled ?? 0) >= 100);
  const { version } = await db('github_integrations').where({ project_id: projectId }).first();
  const settings = { mappings: { priority: { sources: [{ from: 'labels', rules: [{ label: 'burning', value: 'urgent' }] }] } } };
  expect(await updateIntegration({ engine: stack.engine, reach: { live: async () => [] } }, null, { projectId, expectedVersion: version, settings })).toMatchObject({ outcome: 'saved' });
  control().clearRequestFaults({ id });
  await ended(repository, 'live');
  await stack.quiet();
  const { settings_version: now } = await db('github_integrations').where({ project_id: projectId }).first();
  expect(await db('github_issue_mappings').where({ project_id: projectId }).whereNot({ settings_version: now })).toEqual([]);
  expect(await titles()).toHaveLength(ISSUES);
});

test('settings that change while a person holds a pull leave it held; resumed, it begins anew', async () => {
  const { db } = stack.database;
  const { id } = control().addRequestFault({ operation: 'lockstepBackfill', nth: 2, fault: { kind: 'held' } });
  await pull(repository);
  await until('one page is in', async () => ((await linkOf(repository))?.backfill.pulled ?? 0) >= 100);
  await haltPulls(stack.engine, projectId, 'paused');
  control().clearRequestFaults({ id });
  await stack.quiet();
  const { version } = await db('github_integrations').where({ project_id: projectId }).first();
  const settings = { mappings: { priority: { sources: [{ from: 'labels', rules: [{ label: 'smoking', value: 'urgent' }] }] } } };
  expect(await updateIntegration({ engine: stack.engine, reach: { live: async () => [] } }, null, { projectId, expectedVersion: version, settings })).toMatchObject({ outcome: 'saved' });
  await stack.quiet();
  expect((await linkOf(repository))?.backfill).toMatchObject({ state: 'paused', cursor: null });
  expect(await resumeHeldPulls(stack.engine, projectId)).toBe(1);
  await ended(repository, 'live');
  await stack.quiet();
  const { settings_version: now } = await db('github_integrations').where({ project_id: projectId }).first();
  expect(await db('github_issue_mappings').where({ project_id: projectId }).whereNot({ settings_version: now })).toEqual([]);
});
