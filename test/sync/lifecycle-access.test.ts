import { describe, expect, test } from '@jest/globals';
import { awaitBackfill } from '../../src/store/projects.ts';
import { backfill } from '../../src/sync/backfill.ts';
import { pauseReason, writeBarrier } from '../../src/sync/reach.ts';
import { by, cause, lifecycleStand } from '../support/lifecycle.ts';
import { until } from '../support/until.ts';

const stand = lifecycleStand();
const { actionOf, control, edit, inStep, linkOf, listed, mappingOf, pullAgain, titles, view } = stand;

/** Loses access, edits on both sides meanwhile, regains it: nothing is lost and nothing doubled. */
async function pausedAndBack(lose: () => unknown, regain: () => unknown, reason: RegExp, options: { githubEdits?: boolean } = {}): Promise<void> {
  const action = await actionOf(2);
  const before = await listed();
  lose();
  await until('it is paused with a reason', async () => {
    const link = await linkOf(stand.A);
    return link && reason.test(writeBarrier(link) ?? '');
  });
  await stand.stack.quiet();
  await edit(action, 'Edited here meanwhile');
  await until('the action says why it waits', async () => reason.test((await view(action))?.github?.error ?? ''));
  expect((await mappingOf(action))?.pending).toBe(true);
  expect(titles(stand.A)).not.toContain('Edited here meanwhile');
  if (options.githubEdits !== false) {
    control().editIssue({ by, repository: stand.A, number: 1, title: 'Edited there meanwhile' });
    control().createIssue({ by, repository: stand.A, title: 'Opened there meanwhile' });
  }
  regain();
  await until('the edit arrives', () => titles(stand.A).includes('Edited here meanwhile'));
  await inStep(stand.A, stand.B);
  const link = await linkOf(stand.A);
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
    const before = await linkOf(stand.A);
    await pausedAndBack(
      () => control().uninstall({ by, account: 'acme' }),
      () => control().install({ by, account: 'acme' }), /uninstalled/);
    const [installation] = control().installations();
    expect(installation?.id).not.toBe(before?.installationId);
    expect((await linkOf(stand.A))?.installationId).toBe(installation?.id);
  });

  test('installed again, told in the wrong order', async () => {
    control().setDeliveryMode({ mode: 'manual' });
    control().uninstall({ by, account: 'acme' });
    const { id } = control().install({ by, account: 'acme' });
    const waiting = control().listPending().length;
    for (let index = waiting - 1; index >= 0; index -= 1) {
      await control().releaseDelivery({ index });
      await until('it is processed', async () => (await stand.stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
    }
    control().setDeliveryMode({ mode: 'auto' });
    await until('the link follows', async () => {
      const link = await linkOf(stand.A);
      return link?.installationId === id && pauseReason(link) === null;
    });
    await edit(await actionOf(2), 'Under the new installation');
    await inStep(stand.A, stand.B);
    expect(titles(stand.A)).toContain('Under the new installation');
  });

  test.each([['its end is known', true], ['nobody told of its end', false]])('an event of the old installation comes last: the new one stays (%s)', async (_name, told) => {
    const renamed = `acme/late-${stand.A.slice('acme/'.length)}`;
    control().setDeliveryMode({ mode: 'manual' });
    control().renameRepository({ by, repository: stand.A, name: renamed.slice('acme/'.length) });
    if (!told) control().addDeliveryFault({ event: 'installation', count: 1, fault: { kind: 'lose' } });
    control().uninstall({ by, account: 'acme' });
    const { id } = control().install({ by, account: 'acme' });
    while (control().listPending().length > 1) await control().releaseDelivery({ index: 1 });
    const followed = async () => {
      const link = await linkOf(renamed);
      return link?.installationId === id && link.backfill.state === 'live' && pauseReason(link) === null;
    };
    await until('the link follows', followed);
    await stand.stack.quiet();
    control().setDeliveryMode({ mode: 'auto' });
    await stand.stack.quiet();
    await until('it is in reach', followed);
    await edit(await actionOf(2), 'After the late event');
    await inStep(renamed, stand.B);
    expect(titles(renamed)).toContain('After the late event');
  });

  test('no event at all told of the new installation: the next discovery finds it', async () => {
    control().addDeliveryFault({ event: 'installation', fault: { kind: 'lose' } });
    control().uninstall({ by, account: 'acme' });
    control().install({ by, account: 'acme' });
    const action = await actionOf(2);
    await edit(action, 'Through the gap');
    await stand.stack.engine.jobs.send('discover', {});
    await until('the edit arrives', () => titles(stand.A).includes('Through the gap'));
    await inStep(stand.A, stand.B);
  });

  test('repository taken out of the installation and added again', async () => {
    await pausedAndBack(
      () => control().setInstallationRepositories({ by, account: 'acme', repositories: [stand.B] }),
      () => control().setInstallationRepositories({ by, account: 'acme', repositories: 'all' }), /taken out of the installation/);
  });

  test('repository archived and unarchived', async () => {
    await pausedAndBack(
      () => control().setArchived({ by, repository: stand.A, archived: true }),
      () => control().setArchived({ by, repository: stand.A, archived: false }), /archived/, { githubEdits: false });
  });

  test('issues switched off and on', async () => {
    await pausedAndBack(
      () => control().setHasIssues({ by, repository: stand.A, hasIssues: false }),
      () => control().setHasIssues({ by, repository: stand.A, hasIssues: true }), /switched off/, { githubEdits: false });
  });

  test.each([['organization_projects', 'write'], ['pull_requests', 'read']] as const)('a permission that a mapping may use, granted later (%s), leads to a catch-up; one that stays or goes does not', async (name, level) => {
    const [installation] = control().installations();
    const id = installation?.id;
    const { [name]: _gone, ...without } = installation?.permissions ?? {};
    const pulls = async () => (await stand.stack.database.db('github_integration_repositories').orderBy('repository_id')).map(({ started_at }) => String(started_at.getTime()));
    const grant = async (now: typeof without) => {
      control().setInstallationPermissions({ by, account: 'acme', permissions: now });
      await until('it is known', async () => JSON.stringify(Object.entries((await stand.stack.database.db('installations').where({ id }).first()).permissions).toSorted()) === JSON.stringify(Object.entries(now).toSorted()));
      await stand.stack.quiet();
      return pulls();
    };
    const before = await grant(without);
    expect(await grant(without)).toEqual(before);
    expect(await grant({ ...without, [name]: level })).not.toEqual(before);
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
    control().setArchived({ by, repository: stand.A, archived: true });
    await edit(action, 'Into the archive');
    await until('the action says why it waits', async () => /archived/.test((await view(action))?.github?.error ?? ''));
    expect(await mappingOf(action)).toMatchObject({ pending: true, state: 'live' });
    control().clearDeliveryFaults({});
    control().setArchived({ by, repository: stand.A, archived: false });
    await until('the edit arrives', () => titles(stand.A).includes('Into the archive'));
    await inStep(stand.A, stand.B);
  });

  test('issues switched off without a word: 410 is not taken for deleted issues', async () => {
    const action = await actionOf(2);
    control().addDeliveryFault({ event: 'repository', fault: { kind: 'lose' } });
    control().setHasIssues({ by, repository: stand.A, hasIssues: false });
    await edit(action, 'Into the void');
    await until('the action says why it waits', async () => /switched off/.test((await view(action))?.github?.error ?? ''));
    expect(await mappingOf(action)).toMatchObject({ pending: true, state: 'live' });
    expect(await stand.stack.database.db('issue_tombstones').where({ repository_id: (await linkOf(stand.A))?.repositoryId })).toEqual([]);
  });
});

test('access regained while a pull still fails for its loss: the catch-up follows it', async () => {
  control().addDeliveryFault({ fault: { kind: 'lose' } });
  control().editIssue({ by, repository: stand.A, number: 1, title: 'Unheard' });
  const { id: held } = control().addRequestFault({ operation: 'lockstepBackfill', nth: 1, fault: { kind: 'held' } });
  control().addRequestFault({ operation: 'lockstepBackfill', count: 1, fault: { kind: 'status', status: 404, body: { message: 'Not Found' }, when: 'before' } });
  await pullAgain(stand.A);
  await until('the pull is under way', async () => (await linkOf(stand.A))?.backfill.state === 'pulling');
  await pullAgain(stand.A);
  control().clearRequestFaults({ id: held });
  await inStep(stand.A, stand.B);
  expect(await linkOf(stand.A)).toMatchObject({ backfill: { state: 'live', error: null } });
});

test('access regained the moment a pull begins that fails for its loss: one still waits', async () => {
  const link = await linkOf(stand.A);
  const { integrationId, repositoryId } = link as NonNullable<typeof link>;
  const { db } = stand.stack.database;
  const ask = () => awaitBackfill(db, integrationId, repositoryId);
  control().addRequestFault({ operation: 'lockstepBackfill', count: 1, fault: { kind: 'status', status: 404, body: { message: 'Not Found' }, when: 'before' } });
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
  await backfill({ ...stand.stack.engine, db: raced }, integrationId, repositoryId, cause());
  expect(await linkOf(stand.A)).toMatchObject({ backfill: { state: 'waiting' } });
  await pullAgain(stand.A);
  await inStep(stand.A, stand.B);
});

describe('repositories that change', () => {
  test('renamed: everything goes on, before and after the event', async () => {
    const action = await actionOf(2);
    control().setDeliveryMode({ mode: 'manual' });
    control().renameRepository({ by, repository: stand.A, name: 'sprockets' });
    await edit(action, 'Under the old name');
    await until('the edit arrives', () => titles('acme/sprockets').includes('Under the old name'));
    control().setDeliveryMode({ mode: 'auto' });
    await control().releaseAll();
    await inStep('acme/sprockets', stand.B);
    expect((await linkOf('acme/sprockets'))?.name).toBe('sprockets');
  });

  test('made private: goes on', async () => {
    control().setPrivate({ by, repository: stand.A, private: true });
    await until('it is known', async () => (await linkOf(stand.A))?.private);
    await edit(await actionOf(2), 'In private');
    await inStep(stand.A, stand.B);
    expect(titles(stand.A)).toContain('In private');
  });

  test('deleted: paused with a reason, the actions stay', async () => {
    const before = await listed();
    control().deleteRepository({ by, repository: stand.A });
    await until('it is paused', async () => {
      const link = await linkOf(stand.A);
      return link && /deleted on GitHub/.test(pauseReason(link) ?? '');
    });
    expect(await listed()).toBe(before);
  });

  test.each([['both events'], ['in the wrong order']])('given to another owner who has the App: followed (%s)', async (order) => {
    if (!control().installations().some(({ account }) => account === 'walter')) control().install({ by: 'walter', account: 'walter' });
    await stand.stack.quiet();
    const there = stand.A.replace('acme/', 'walter/');
    control().setDeliveryMode({ mode: 'manual' });
    control().transferRepository({ by, repository: stand.A, to: 'walter' });
    const waiting = control().listPending().length;
    for (let left = waiting; left > 0; left -= 1) {
      await control().releaseDelivery({ index: order === 'both events' ? 0 : left - 1 });
      await until('it is processed', async () => (await stand.stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
    }
    control().setDeliveryMode({ mode: 'auto' });
    await until('it is followed', async () => {
      const link = await linkOf(there);
      return link && pauseReason(link) === null;
    });
    await edit(await actionOf(2), 'With a new owner');
    await until('the edit arrives', () => titles(there).includes('With a new owner'));
    await inStep(there, stand.B);
  });
});
