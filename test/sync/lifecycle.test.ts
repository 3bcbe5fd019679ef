import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { viewOfAction } from '../../src/store/action-views.ts';
import { awaitBackfill, linksOfProject } from '../../src/store/projects.ts';
import { backfill } from '../../src/sync/backfill.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { Cause } from '../../src/sync/engine.ts';
import { planBackfill } from '../../src/sync/link.ts';
import { pauseReason, writeBarrier } from '../../src/sync/reach.ts';
import { refreshMappings } from '../../src/sync/refresh.ts';
import { compareProject } from '../support/compare.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const by = 'olivia';

let stack: Stack;
let projectId: number;
/** Linked repositories of the test, and one that is not. */
let A: string;
let B: string;
let OTHER: string;
let tests = 0;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack.stop();
});

beforeEach(async () => {
  tests += 1;
  const names = ['widgets', 'gadgets', 'elsewhere'].map((name) => `${name}-${tests}`);
  [A, B, OTHER] = names.map((name) => `acme/${name}`) as [string, string, string];
  for (const name of names) control().createRepository({ by, owner: 'acme', name });
  for (const title of ['Widget falls over', 'Paint the widget']) control().createIssue({ by, repository: A, title });
  await until('the repositories are known', async () => (await stack.database.db('repositories').where({ state: 'accessible' }).whereIn('name', names)).length === names.length);
  projectId = await stack.project([A, B]);
  await stack.quiet();
});

afterEach(async () => {
  control().clearDeliveryFaults({});
  control().clearRequestFaults({});
  // What other tests linked is not to be caught up with in the next one.
  await stack.database.db('projects').delete();
});

const control = () => stack.github.control;
const cause = (): Cause => ({ trigger: 'refresh', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
const mappings = () => stack.database.db('github_issue_mappings').where({ project_id: projectId });
const mappingOf = async (actionId: number) => (await mappings()).find(({ action_id: id }) => id === actionId);
const actionOf = async (number: number): Promise<number> => (await stack.database.db('github_issue_mappings').where({ project_id: projectId, issue_number: number }).orderBy('id').first()).action_id;
const view = (actionId: number) => viewOfAction(stack.database.db, actionId);
const edit = (actionId: number, title: string) => editAction(stack.engine, { actionId, changes: { title }, actor: 'walter' });
const listed = async (): Promise<number> => (await stack.database.db('actions').where({ project_id: projectId, archived_at: null })).length;
const linkOf = async (name: string) => (await linksOfProject(stack.database.db, projectId)).find((link) => `${link.owner}/${link.name}` === name);
const titles = (repository: string) => control().issues({ repository }).map(({ title }) => title);

async function pullAgain(name: string): Promise<void> {
  const link = await linkOf(name);
  if (!link) throw new Error(`${name} is not linked`);
  await planBackfill(stack.database.db, stack.engine.jobs, link.integrationId, link.repositoryId);
}

/** I4: at rest both sides agree, and there is one action an issue. */
async function inStep(...repositories: string[]): Promise<void> {
  await stack.quiet();
  const issues = repositories.flatMap((repository) => control().issues({ repository }));
  expect((await compareProject(stack.database.db, projectId, issues)).differences).toEqual([]);
}

describe('I3, I7: a transferred issue is followed to a linked repository', () => {
  test.each([
    ['transferred first', (names: string[]) => names],
    ['opened first', (names: string[]) => names.toReversed()],
  ])('%s', async (_name, order) => {
    const action = await actionOf(1);
    control().setDeliveryMode({ mode: 'manual' });
    const moved = control().transferIssue({ by, repository: A, number: 1, to: B });
    for (const name of order(['transferred', 'opened'])) {
      const index = control().listPending().findIndex((delivery) => delivery.action === name);
      await control().releaseDelivery({ index });
      await until('it is processed', async () => (await stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
    }
    control().setDeliveryMode({ mode: 'auto' });
    await stack.quiet();
    expect(await mappingOf(action)).toMatchObject({ issue_id: moved.id, issue_number: moved.number, state: 'live' });
    expect(await view(action)).toMatchObject({ github: { repository: B, number: moved.number, error: null } });
    await inStep(A, B);
    await edit(action, 'Edited after the move');
    await stack.quiet();
    expect(titles(B)).toEqual(['Edited after the move']);
  });

  test('by no event: the redirect tells', async () => {
    const action = await actionOf(1);
    control().addDeliveryFault({ event: 'issues', fault: { kind: 'lose' } });
    const moved = control().transferIssue({ by, repository: A, number: 1, to: B });
    await edit(action, 'Edited not knowing of the move');
    await until('it is followed', async () => (await mappingOf(action))?.issue_id === moved.id);
    control().clearDeliveryFaults({});
    await stack.quiet();
    expect(titles(B)).toEqual(['Edited not knowing of the move']);
    await inStep(A, B);
  });

  test('a pull met it at its new place first: the second action it made is dissolved', async () => {
    const action = await actionOf(1);
    const before = await listed();
    control().setDeliveryMode({ mode: 'manual' });
    const moved = control().transferIssue({ by, repository: A, number: 1, to: B });
    await pullAgain(B);
    await until('a second action', async () => (await mappings()).some(({ issue_id: id }) => id === moved.id));
    control().setDeliveryMode({ mode: 'auto' });
    await control().releaseAll();
    await stack.quiet();
    expect(await mappingOf(action)).toMatchObject({ issue_id: moved.id, state: 'live' });
    expect(await listed()).toBe(before);
    await inStep(A, B);
  });

  test('I5: a second action that somebody edited here meanwhile stays, without an issue', async () => {
    const action = await actionOf(1);
    const before = await listed();
    control().setDeliveryMode({ mode: 'manual' });
    const moved = control().transferIssue({ by, repository: A, number: 1, to: B });
    await pullAgain(B);
    const second = await until('a second action', async () => (await mappings()).find(({ issue_id: id }) => id === moved.id));
    await edit(second.action_id, 'Words of a person');
    control().setDeliveryMode({ mode: 'auto' });
    await control().releaseAll();
    await stack.quiet();
    expect(await listed()).toBe(before + 1);
    expect(await view(second.action_id)).toMatchObject({ title: 'Words of a person', github: null });
    expect(await mappingOf(action)).toMatchObject({ issue_id: moved.id });
  });

  test('to a repository that is not linked: the pair ends, the action stays', async () => {
    const action = await actionOf(1);
    control().transferIssue({ by, repository: A, number: 1, to: OTHER });
    await stack.quiet();
    expect(await mappingOf(action)).toMatchObject({ state: 'detached', error: expect.stringMatching(/transferred to a repository that this project has not linked/) });
    expect((await view(action))?.title).toBe('Widget falls over');
  });

  test('twice in a row, told in the wrong order', async () => {
    const action = await actionOf(1);
    control().setDeliveryMode({ mode: 'manual' });
    const there = control().transferIssue({ by, repository: A, number: 1, to: B });
    const back = control().transferIssue({ by, repository: B, number: there.number, to: A });
    const waiting = control().listPending().length;
    for (let index = waiting - 1; index >= 0; index -= 1) await control().releaseDelivery({ index });
    control().setDeliveryMode({ mode: 'auto' });
    await until('it is followed', async () => (await mappingOf(action))?.issue_id === back.id);
    await inStep(A, B);
  });
});

describe('issues that go or close', () => {
  test('converted to a discussion, without an event: the next look ends the pair', async () => {
    const action = await actionOf(1);
    control().convertToDiscussion({ by, repository: A, number: 1 });
    await refreshMappings(stack.engine, [(await mappingOf(action))?.id], cause());
    expect(await mappingOf(action)).toMatchObject({ state: 'detached', error: expect.stringMatching(/turned into a discussion/) });
  });

  test('a locked issue is shown as locked, and can be written all the same', async () => {
    const action = await actionOf(1);
    control().editIssue({ by, repository: A, number: 1, title: 'Locked', locked: true });
    await until('it is known', async () => (await mappingOf(action))?.issue_locked);
    await edit(action, 'Written though locked');
    await stack.quiet();
    expect(titles(A)).toContain('Written though locked');
    control().editIssue({ by, repository: A, number: 1, locked: false });
    await until('it is known', async () => !(await mappingOf(action))?.issue_locked);
  });

  test('pinned: nothing to do, and nothing parks', async () => {
    control().editIssue({ by, repository: A, number: 1, pinned: true });
    await stack.quiet();
    expect(await stack.database.db('deliveries').where({ action: 'pinned' })).toMatchObject([{ state: 'ignored' }]);
  });
});

/** Loses access, edits on both sides meanwhile, regains it: nothing is lost and nothing doubled. */
async function pausedAndBack(lose: () => unknown, regain: () => unknown, reason: RegExp, options: { githubEdits?: boolean } = {}): Promise<void> {
  const action = await actionOf(2);
  const before = await listed();
  lose();
  await until('it is paused with a reason', async () => {
    const link = await linkOf(A);
    return link && reason.test(writeBarrier(link) ?? '');
  });
  await stack.quiet();
  await edit(action, 'Edited here meanwhile');
  await until('the action says why it waits', async () => reason.test((await view(action))?.github?.error ?? ''));
  expect((await mappingOf(action))?.pending).toBe(true);
  expect(titles(A)).not.toContain('Edited here meanwhile');
  if (options.githubEdits !== false) {
    control().editIssue({ by, repository: A, number: 1, title: 'Edited there meanwhile' });
    control().createIssue({ by, repository: A, title: 'Opened there meanwhile' });
  }
  regain();
  await until('the edit arrives', () => titles(A).includes('Edited here meanwhile'));
  await inStep(A, B);
  const link = await linkOf(A);
  expect(link && pauseReason(link)).toBeNull();
  expect((await view(action))?.github).toMatchObject({ pending: false, error: null });
  expect(await listed()).toBe(before + (options.githubEdits === false ? 0 : 1));
}

describe('I5, I7: access lost pauses with a reason, access regained catches up', () => {
  test('installation suspended and unsuspended', async () => {
    await pausedAndBack(
      () => control().setSuspended({ by, account: 'acme', suspended: true }),
      () => control().setSuspended({ by, account: 'acme', suspended: false }), /suspended/);
  });

  test('installation deleted, and installed again with a new id', async () => {
    const before = await linkOf(A);
    await pausedAndBack(
      () => control().uninstall({ by, account: 'acme' }),
      () => control().install({ by, account: 'acme' }), /uninstalled/);
    const [installation] = control().installations();
    expect(installation?.id).not.toBe(before?.installationId);
    expect((await linkOf(A))?.installationId).toBe(installation?.id);
  });

  test('installed again, told in the wrong order', async () => {
    control().setDeliveryMode({ mode: 'manual' });
    control().uninstall({ by, account: 'acme' });
    const { id } = control().install({ by, account: 'acme' });
    const waiting = control().listPending().length;
    for (let index = waiting - 1; index >= 0; index -= 1) {
      await control().releaseDelivery({ index });
      await until('it is processed', async () => (await stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
    }
    control().setDeliveryMode({ mode: 'auto' });
    await until('the link follows', async () => {
      const link = await linkOf(A);
      return link?.installationId === id && pauseReason(link) === null;
    });
    await edit(await actionOf(2), 'Under the new installation');
    await inStep(A, B);
    expect(titles(A)).toContain('Under the new installation');
  });

  test('no event at all told of the new installation: the next discovery finds it', async () => {
    control().addDeliveryFault({ event: 'installation', fault: { kind: 'lose' } });
    control().uninstall({ by, account: 'acme' });
    control().install({ by, account: 'acme' });
    const action = await actionOf(2);
    await edit(action, 'Through the gap');
    await stack.engine.jobs.send('discover', {});
    await until('the edit arrives', () => titles(A).includes('Through the gap'));
    await inStep(A, B);
  });

  test('repository taken out of the installation and added again', async () => {
    await pausedAndBack(
      () => control().setInstallationRepositories({ by, account: 'acme', repositories: [B] }),
      () => control().setInstallationRepositories({ by, account: 'acme', repositories: 'all' }), /taken out of the installation/);
  });

  test('repository archived and unarchived', async () => {
    await pausedAndBack(
      () => control().setArchived({ by, repository: A, archived: true }),
      () => control().setArchived({ by, repository: A, archived: false }), /archived/, { githubEdits: false });
  });

  test('issues switched off and on', async () => {
    await pausedAndBack(
      () => control().setHasIssues({ by, repository: A, hasIssues: false }),
      () => control().setHasIssues({ by, repository: A, hasIssues: true }), /switched off/, { githubEdits: false });
  });

  test('permission to write withdrawn and granted again', async () => {
    const [installation] = control().installations();
    const permissions = installation?.permissions ?? {};
    await pausedAndBack(
      () => control().setInstallationPermissions({ by, account: 'acme', permissions: { ...permissions, issues: 'read' } }),
      () => control().setInstallationPermissions({ by, account: 'acme', permissions }), /may not write issues/);
  });

  test('archived without a word: the answer to a push tells, and the edit waits', async () => {
    const action = await actionOf(2);
    control().addDeliveryFault({ event: 'repository', fault: { kind: 'lose' } });
    control().setArchived({ by, repository: A, archived: true });
    await edit(action, 'Into the archive');
    await until('the action says why it waits', async () => /archived/.test((await view(action))?.github?.error ?? ''));
    expect(await mappingOf(action)).toMatchObject({ pending: true, state: 'live' });
    control().clearDeliveryFaults({});
    control().setArchived({ by, repository: A, archived: false });
    await until('the edit arrives', () => titles(A).includes('Into the archive'));
    await inStep(A, B);
  });

  test('issues switched off without a word: 410 is not taken for deleted issues', async () => {
    const action = await actionOf(2);
    control().addDeliveryFault({ event: 'repository', fault: { kind: 'lose' } });
    control().setHasIssues({ by, repository: A, hasIssues: false });
    await edit(action, 'Into the void');
    await until('the action says why it waits', async () => /switched off/.test((await view(action))?.github?.error ?? ''));
    expect(await mappingOf(action)).toMatchObject({ pending: true, state: 'live' });
    expect(await stack.database.db('issue_tombstones').where({ repository_id: (await linkOf(A))?.repositoryId })).toEqual([]);
  });
});

test('access regained while a pull still fails for its loss: the catch-up follows it', async () => {
  control().addDeliveryFault({ fault: { kind: 'lose' } });
  control().editIssue({ by, repository: A, number: 1, title: 'Unheard' });
  control().addRequestFault({ path: '/graphql', count: 1, fault: { kind: 'latency', ms: 1000 } });
  control().addRequestFault({ path: '/graphql', count: 1, fault: { kind: 'status', status: 404, body: { message: 'Not Found' }, when: 'before' } });
  await pullAgain(A);
  await until('the pull is under way', async () => (await linkOf(A))?.backfill.state === 'pulling');
  await pullAgain(A);
  await inStep(A, B);
  expect(await linkOf(A)).toMatchObject({ backfill: { state: 'live', error: null } });
});

test('access regained the moment a pull begins that fails for its loss: one still waits', async () => {
  const link = await linkOf(A);
  const { integrationId, repositoryId } = link as NonNullable<typeof link>;
  const { db } = stack.database;
  const ask = () => awaitBackfill(db, integrationId, repositoryId);
  control().addRequestFault({ path: '/graphql', count: 1, fault: { kind: 'status', status: 404, body: { message: 'Not Found' }, when: 'before' } });
  await ask();
  const asks = [ask];
  // Asked for again right after its first statement, which begins the pull.
  const raced = new Proxy(db, {
    get: (target, name) => (name !== 'raw' ? Reflect.get(target, name) as unknown : async (sql: string, values: never) => {
      const result = (await target.raw(sql, values)) as unknown;
      await asks.pop()?.();
      return result;
    }),
  });
  await backfill({ ...stack.engine, db: raced }, integrationId, repositoryId, cause());
  expect(await linkOf(A)).toMatchObject({ backfill: { state: 'waiting' } });
  await pullAgain(A);
  await inStep(A, B);
});

describe('repositories that change', () => {
  test('renamed: everything goes on, before and after the event', async () => {
    const action = await actionOf(2);
    control().setDeliveryMode({ mode: 'manual' });
    control().renameRepository({ by, repository: A, name: 'sprockets' });
    await edit(action, 'Under the old name');
    await until('the edit arrives', () => titles('acme/sprockets').includes('Under the old name'));
    control().setDeliveryMode({ mode: 'auto' });
    await control().releaseAll();
    await inStep('acme/sprockets', B);
    expect((await linkOf('acme/sprockets'))?.name).toBe('sprockets');
  });

  test('made private: goes on', async () => {
    control().setPrivate({ by, repository: A, private: true });
    await until('it is known', async () => (await linkOf(A))?.private);
    await edit(await actionOf(2), 'In private');
    await inStep(A, B);
    expect(titles(A)).toContain('In private');
  });

  test('deleted: paused with a reason, the actions stay', async () => {
    const before = await listed();
    control().deleteRepository({ by, repository: A });
    await until('it is paused', async () => {
      const link = await linkOf(A);
      return link && /deleted on GitHub/.test(pauseReason(link) ?? '');
    });
    expect(await listed()).toBe(before);
  });

  test.each([['both events'], ['in the wrong order']])('given to another owner who has the App: followed (%s)', async (order) => {
    if (!control().installations().some(({ account }) => account === 'walter')) control().install({ by: 'walter', account: 'walter' });
    await stack.quiet();
    const there = A.replace('acme/', 'walter/');
    control().setDeliveryMode({ mode: 'manual' });
    control().transferRepository({ by, repository: A, to: 'walter' });
    const waiting = control().listPending().length;
    for (let left = waiting; left > 0; left -= 1) {
      await control().releaseDelivery({ index: order === 'both events' ? 0 : left - 1 });
      await until('it is processed', async () => (await stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
    }
    control().setDeliveryMode({ mode: 'auto' });
    await until('it is followed', async () => {
      const link = await linkOf(there);
      return link && pauseReason(link) === null;
    });
    await edit(await actionOf(2), 'With a new owner');
    await until('the edit arrives', () => titles(there).includes('With a new owner'));
    await inStep(there, B);
  });
});
