import { describe, expect, test } from '@jest/globals';
import { repositoriesOfActions } from '../../src/store/repository-access.ts';
import { editAction } from '../../src/sync/edit.ts';
import { pushMapping } from '../../src/sync/push.ts';
import { refreshMappings } from '../../src/sync/refresh.ts';
import { by, cause, lifecycleStand } from '../support/lifecycle.ts';
import { until } from '../support/until.ts';

const stand = lifecycleStand();
const { actionOf, control, edit, inStep, listed, mappingOf, mappings, pullAgain, titles, view } = stand;

describe('I3, I7: a transferred issue is followed to a linked repository', () => {
  test.each([
    ['transferred first', (names: string[]) => names],
    ['opened first', (names: string[]) => names.toReversed()],
  ])('%s', async (_name, order) => {
    const action = await actionOf(1);
    control().setDeliveryMode({ mode: 'manual' });
    const moved = control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
    for (const name of order(['transferred', 'opened'])) {
      const index = control().listPending().findIndex((delivery) => delivery.action === name);
      await control().releaseDelivery({ index });
      await until('it is processed', async () => (await stand.stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
    }
    control().setDeliveryMode({ mode: 'auto' });
    await stand.stack.quiet();
    expect(await mappingOf(action)).toMatchObject({ issue_id: moved.id, issue_number: moved.number, state: 'live' });
    expect(await view(action)).toMatchObject({ github: { repository: stand.B, number: moved.number, error: null } });
    await inStep(stand.A, stand.B);
    await edit(action, 'Edited after the move');
    await stand.stack.quiet();
    expect(titles(stand.B)).toEqual(['Edited after the move']);
  });

  test('by no event: the redirect tells', async () => {
    const action = await actionOf(1);
    control().addDeliveryFault({ event: 'issues', fault: { kind: 'lose' } });
    const moved = control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
    await edit(action, 'Edited not knowing of the move');
    await until('it is followed', async () => (await mappingOf(action))?.issue_id === moved.id);
    control().clearDeliveryFaults({});
    await stand.stack.quiet();
    expect(titles(stand.B)).toEqual(['Edited not knowing of the move']);
    await inStep(stand.A, stand.B);
  });

  test('while an edit is on its way to it: the issue that has its new number at the old place is left alone', async () => {
    const action = await actionOf(1);
    control().createIssue({ by, repository: stand.B, title: 'There before' });
    await stand.stack.quiet();
    const { engine } = stand.stack;
    const unsent = { ...engine, jobs: { ...engine.jobs, send: async () => {} } };
    await editAction(unsent, { actionId: action, changes: { title: 'Edited before the move' }, actor: 'walter' });
    const mapping = await mappingOf(action);
    let moved: { id: number; number: number } | undefined;
    const asInstallation = async (id: number) => {
      moved ??= control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
      await until('it is followed', async () => (await mappingOf(action))?.issue_id === moved?.id);
      return engine.github.asInstallation(id);
    };
    await pushMapping({ ...engine, github: { ...engine.github, asInstallation } }, mapping?.id ?? 0, cause());
    await stand.stack.quiet();
    expect(moved?.number).toBe(2);
    expect(titles(stand.A)).toEqual(['Paint the widget']);
    expect(titles(stand.B).toSorted()).toEqual(['Edited before the move', 'There before']);
    await inStep(stand.A, stand.B);
  });

  test('while the App is out of reach for a moment: the pair waits and does not end', async () => {
    const action = await actionOf(1);
    control().addDeliveryFault({ event: 'issues', fault: { kind: 'lose' } });
    const moved = control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
    for (const path of [`/repos/${stand.B}/issues/1$`, `/repos/${stand.A}$`]) control().addRequestFault({ method: 'GET', path, count: 1, fault: { kind: 'status', status: 404 } });
    await edit(action, 'Edited meanwhile');
    await until('it waits', async () => (await mappingOf(action))?.['error'] !== null);
    expect(await mappingOf(action)).toMatchObject({ state: 'live', pending: true });
    await edit(action, 'Edited again');
    await until('it is followed', async () => (await mappingOf(action))?.issue_id === moved.id);
    control().clearDeliveryFaults({});
    await stand.stack.quiet();
    expect(titles(stand.B)).toEqual(['Edited again']);
    await inStep(stand.A, stand.B);
  });

  test('a pull met it at its new place first: the second action it made is dissolved', async () => {
    const action = await actionOf(1);
    const before = await listed();
    control().setDeliveryMode({ mode: 'manual' });
    const moved = control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
    await pullAgain(stand.B);
    await until('a second action', async () => (await mappings()).some(({ issue_id: id }) => id === moved.id));
    control().setDeliveryMode({ mode: 'auto' });
    await control().releaseAll();
    await stand.stack.quiet();
    expect(await mappingOf(action)).toMatchObject({ issue_id: moved.id, state: 'live' });
    expect(await listed()).toBe(before);
    await inStep(stand.A, stand.B);
  });

  test('I5: a second action that somebody edited here meanwhile stays, without an issue', async () => {
    const action = await actionOf(1);
    const before = await listed();
    control().setDeliveryMode({ mode: 'manual' });
    const moved = control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
    await pullAgain(stand.B);
    const second = await until('a second action', async () => (await mappings()).find(({ issue_id: id }) => id === moved.id));
    await edit(second.action_id, 'Words of a person');
    control().setDeliveryMode({ mode: 'auto' });
    await control().releaseAll();
    await stand.stack.quiet();
    expect(await listed()).toBe(before + 1);
    expect(await view(second.action_id)).toMatchObject({ title: 'Words of a person', github: null });
    // I12: it still holds the texts of that repository.
    expect((await repositoriesOfActions(stand.stack.database.db, [Number(second.action_id)])).get(Number(second.action_id))).toEqual([Number(second.repository_id)]);
    expect(await mappingOf(action)).toMatchObject({ issue_id: moved.id });
  });

  test('to a repository that is not linked: the pair ends, the action stays', async () => {
    const action = await actionOf(1);
    control().transferIssue({ by, repository: stand.A, number: 1, to: stand.OTHER });
    await stand.stack.quiet();
    expect(await mappingOf(action)).toMatchObject({ state: 'detached', error: expect.stringMatching(/transferred to a repository that this project has not linked/) });
    expect((await view(action))?.title).toBe('Widget falls over');
  });

  test('twice in a row, told in the wrong order', async () => {
    const action = await actionOf(1);
    control().setDeliveryMode({ mode: 'manual' });
    const there = control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
    const back = control().transferIssue({ by, repository: stand.B, number: there.number, to: stand.A });
    const waiting = control().listPending().length;
    for (let index = waiting - 1; index >= 0; index -= 1) await control().releaseDelivery({ index });
    control().setDeliveryMode({ mode: 'auto' });
    await until('it is followed', async () => (await mappingOf(action))?.issue_id === back.id);
    await inStep(stand.A, stand.B);
  });

  test('twice in a row, and followed to its last place before the first transfer is told: the second action made on its way is dissolved', async () => {
    const action = await actionOf(1);
    const before = await listed();
    control().setDeliveryMode({ mode: 'manual' });
    const there = control().transferIssue({ by, repository: stand.A, number: 1, to: stand.B });
    const back = control().transferIssue({ by, repository: stand.B, number: there.number, to: stand.A });
    await refreshMappings(stand.stack.engine, [(await mappingOf(action))?.id ?? 0], cause());
    expect(await mappingOf(action)).toMatchObject({ issue_id: back.id });
    await edit(action, 'Words of a person');
    while (control().listPending().length > 0) {
      await control().releaseDelivery({ index: 0 });
      await until('it is processed', async () => (await stand.stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
    }
    control().setDeliveryMode({ mode: 'auto' });
    await stand.stack.quiet();
    expect(await mappingOf(action)).toMatchObject({ issue_id: back.id, state: 'live' });
    expect(await listed()).toBe(before);
    expect(titles(stand.A)).toContain('Words of a person');
    await inStep(stand.A, stand.B);
  });
});

describe('issues that go or close', () => {
  test('converted to a discussion, without an event: the next look ends the pair', async () => {
    const action = await actionOf(1);
    control().convertToDiscussion({ by, repository: stand.A, number: 1 });
    await refreshMappings(stand.stack.engine, [(await mappingOf(action))?.id ?? 0], cause());
    expect(await mappingOf(action)).toMatchObject({ state: 'detached', error: expect.stringMatching(/turned into a discussion/) });
  });

  test('a locked issue is shown as locked, and can be written all the same', async () => {
    const action = await actionOf(1);
    control().editIssue({ by, repository: stand.A, number: 1, title: 'Locked', locked: true });
    await until('it is known', async () => (await mappingOf(action))?.issue_locked);
    await edit(action, 'Written though locked');
    await stand.stack.quiet();
    expect(titles(stand.A)).toContain('Written though locked');
    control().editIssue({ by, repository: stand.A, number: 1, locked: false });
    await until('it is known', async () => !(await mappingOf(action))?.issue_locked);
  });

  test('pinned: nothing to do, and nothing parks', async () => {
    control().editIssue({ by, repository: stand.A, number: 1, pinned: true });
    await stand.stack.quiet();
    expect(await stand.stack.database.db('deliveries').where({ action: 'pinned' })).toMatchObject([{ state: 'ignored' }]);
  });
});
