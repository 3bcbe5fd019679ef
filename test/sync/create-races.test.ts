import { describe, expect, test } from '@jest/globals';
import { createIssue } from '../../src/sync/create-issue.ts';
import { deleteAction } from '../../src/sync/delete-action.ts';
import { discover } from '../../src/sync/discover.ts';
import { editAction } from '../../src/sync/edit.ts';
import { unlink } from '../../src/sync/integration/unlink.ts';
import { linkByName } from '../../src/sync/link.ts';
import { SETTLE_SECONDS } from '../../src/sync/seek-issue.ts';
import { cause, creationStand, REPOSITORY } from '../support/creations.ts';
import { until } from '../support/until.ts';

const stand = creationStand();
const { actionsTitled, byHand, created, creation, killedAt, make, reached, view } = stand;

describe('I7: one issue for one action, whoever comes first', () => {
  test('two workers that take the same one make one', async () => {
    const title = 'Taken twice';
    const id = await make({ title }, byHand());
    await Promise.all([1, 2, 3].map(() => createIssue(byHand(), id, cause())));
    await until('it is made', async () => {
      await createIssue(byHand(), id, cause());
      return (await creation(id))?.state === 'made';
    });
    expect(created(title)).toHaveLength(1);
  });

  test('two actions with one title get one issue each, each its own, though both answers are lost', async () => {
    const title = 'Same title';
    stand.stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 2, fault: { kind: 'reset', when: 'after' } });
    const [first, second] = [await make({ title, description: 'the first' }), await make({ title, description: 'the second' })];
    await reached(first, 'made');
    await reached(second, 'made');
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(2);
    expect(await actionsTitled(title)).toBe(2);
    for (const [id, body] of [[first, 'the first'], [second, 'the second']] as const) {
      const number = (await view(id))?.github?.number as number;
      expect(stand.stack.github.control.issue({ repository: REPOSITORY, number }).body).toBe(body);
    }
    expect(stand.stack.github.control.history().filter(({ action, changes }) => action === 'issue.update' && changes['body'])).toEqual([]);
  });

  test('I3: the webhook comes before the answer is noted: no second action, and none after it', async () => {
    const title = 'Webhook first';
    const id = await make({ title }, byHand());
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    // The delivery is processed while the creation is undecided.
    await until('the webhook is processed', async () => ((await creation(id))?.held.length ?? 0) > 0 || (await creation(id))?.state === 'made');
    expect(await actionsTitled(title)).toBe(1);
    await reached(id, 'made');
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
  });

  describe('what happens on GitHub before its answer was noted', () => {
    /** Makes an issue; right before the transaction that notes it, and once GitHub told of it, something happens to it. */
    async function madeThen(title: string, act: (number: number) => void): Promise<{ id: number; issueId: number }> {
      const engine = byHand();
      const { control } = stand.stack.github;
      let issueId = 0;
      const transaction: typeof engine.db.transaction = (async (work: never) => {
        const [made] = created(title);
        if (issueId === 0 && made?.issueId != null) {
          issueId = made.issueId;
          act(control.issues({ repository: REPOSITORY }).find((issue) => issue.id === issueId)?.number ?? 0);
          await until('its end is known', async () => (await engine.db('issue_tombstones').where({ issue_id: issueId })).length > 0);
        }
        return engine.db.transaction(work);
      }) as never;
      const id = await make({ title }, engine);
      await createIssue({ ...engine, db: new Proxy(engine.db, { get: (db, key) => (key === 'transaction' ? transaction : Reflect.get(db, key)) }) }, id, cause());
      await stand.stack.quiet();
      expect((await creation(id))?.state).toBe('made');
      expect(created(title)).toHaveLength(1);
      return { id, issueId };
    }
    const pair = (id: number) => stand.stack.database.db('github_issue_mappings').where({ action_id: id });

    test('deleted: the pair ends at once', async () => {
      const { id, issueId } = await madeThen('Gone at once', (number) => stand.stack.github.control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number }));
      expect(await pair(id)).toMatchObject([{ issue_id: issueId, state: 'detached', pending: false, error: expect.stringContaining('deleted on GitHub') }]);
    });

    test('transferred to a linked repository: its action follows, and there is no second one', async () => {
      const { control } = stand.stack.github;
      control.createRepository({ by: 'olivia', owner: 'acme', name: 'elsewhere' });
      await discover(stand.stack.engine);
      expect(await linkByName(stand.stack.engine, stand.projectId, 'acme/elsewhere')).toMatchObject({ outcome: 'linked' });
      await stand.stack.quiet();
      const { id } = await madeThen('Moved at once', (number) => control.transferIssue({ by: 'olivia', repository: REPOSITORY, number, to: 'acme/elsewhere' }));
      const [moved] = control.issues({ repository: 'acme/elsewhere' });
      expect(await pair(id)).toMatchObject([{ issue_id: moved?.id, state: 'live', error: null }]);
      expect(await stand.stack.database.db('actions').where({ title: 'Moved at once' }).whereNull('archived_at')).toMatchObject([{ id }]);
    });
  });

  describe('what happens on GitHub after its answer was lost, and before it was found', () => {
    /** The issue is made, nobody here hears of that, and then something happens to it, of which GitHub tells in this order. */
    async function unheard(title: string, act: (number: number) => void, order: 'as sent' | 'turned round' = 'as sent'): Promise<{ id: number; number: number }> {
      const { control } = stand.stack.github;
      control.setDeliveryMode({ mode: 'manual' });
      const engine = byHand();
      const id = await make({ title }, engine);
      await createIssue(killedAt(1), id, cause()).catch(() => {});
      expect((await creation(id))?.state).toBe('sent');
      const number = control.issues({ repository: REPOSITORY }).find((issue) => issue.title === title)?.number as number;
      act(number);
      for (let left = control.listPending().length; left > 0; left -= 1) {
        await control.releaseDelivery({ index: order === 'as sent' ? 0 : left - 1 });
        await until('it is processed', async () => (await stand.stack.database.db('deliveries').where({ state: 'queued' })).length === 0);
      }
      control.setDeliveryMode({ mode: 'auto' });
      await reached(id, 'made');
      await stand.stack.quiet();
      await createIssue(engine, id, cause());
      expect(created(title)).toHaveLength(1);
      expect(await actionsTitled(title)).toBe(1);
      return { id, number };
    }
    const pair = (id: number) => stand.stack.database.db('github_issue_mappings').where({ action_id: id });

    test('deleted: its event tells whose it was, and none is made in its place', async () => {
      const { id, number } = await unheard('Gone unheard', (given) => stand.stack.github.control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number: given }));
      expect(await pair(id)).toMatchObject([{ issue_number: number, state: 'detached', error: expect.stringContaining('deleted on GitHub') }]);
      expect((await creation(id))?.note).toMatch(/was recognized as it/);
    });

    test.each(['as sent', 'turned round'] as const)('transferred to a linked repository, told %s: its action follows', async (order) => {
      const { control } = stand.stack.github;
      const there = `acme/further-${order === 'as sent' ? 1 : 2}`;
      control.createRepository({ by: 'olivia', owner: 'acme', name: there.slice('acme/'.length) });
      await discover(stand.stack.engine);
      expect(await linkByName(stand.stack.engine, stand.projectId, there)).toMatchObject({ outcome: 'linked' });
      await stand.stack.quiet();
      const { id } = await unheard(`Moved unheard, told ${order}`, (number) => control.transferIssue({ by: 'olivia', repository: REPOSITORY, number, to: there }), order);
      expect(await pair(id)).toMatchObject([{ issue_id: control.issues({ repository: there })[0]?.id, state: 'live', error: null }]);
    });

    test('the end of somebody else\'s issue of that title decides nothing', async () => {
      const { control } = stand.stack.github;
      const title = 'Never arrived';
      const engine = byHand();
      control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'reset', when: 'before' } });
      const id = await make({ title }, engine);
      await createIssue(engine, id, cause());
      control.addDeliveryFault({ event: 'issues', action: 'opened', count: 1, fault: { kind: 'lose' } });
      const { number } = control.createIssue({ by: 'olivia', repository: REPOSITORY, title });
      control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number });
      await stand.stack.quiet();
      expect((await creation(id))?.state).toBe('sent');
      control.advanceClock({ ms: SETTLE_SECONDS * 1000 });
      await createIssue(engine, id, cause());
      await createIssue(engine, id, cause());
      expect(await creation(id)).toMatchObject({ state: 'made', attempts: 2 });
      expect(created(title)).toHaveLength(2);
    });
  });

  test('its repository is taken out of the project before its answer was noted: linked again, it is found', async () => {
    const title = 'Unlinked meanwhile';
    const engine = byHand();
    const id = await make({ title }, engine);
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    await unlink(engine, null, { projectId: stand.projectId, repositoryId: stand.repositoryId, actions: 'keep' });
    expect((await creation(id))?.state).toBe('sent');
    expect(await linkByName(stand.stack.engine, stand.projectId, REPOSITORY)).toMatchObject({ outcome: 'linked' });
    await stand.stack.engine.jobs.send('create', { actionId: id }, { key: String(id) });
    await reached(id, 'made');
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
  });

  test('I3: a poll or pull that sees it first makes no second action either', async () => {
    const title = 'Page first';
    stand.stack.github.control.addDeliveryFault({ event: 'issues', action: 'opened', count: 1, fault: { kind: 'lose' } });
    const id = await make({ title }, byHand());
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    await stand.stack.database.db('github_integration_repositories').where({ project_id: stand.projectId }).update({ backfill_state: 'waiting' });
    const [link] = await stand.stack.database.db('github_integration_repositories').where({ project_id: stand.projectId });
    await stand.stack.engine.jobs.send('backfill', { integrationId: link.integration_id, repositoryId: stand.repositoryId }, { key: `${link.integration_id}/${stand.repositoryId}` });
    await reached(id, 'made');
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
  });

  test('renamed on GitHub before it was recognized: taken all the same, and the new title stands (I5)', async () => {
    const engine = byHand();
    stand.stack.github.control.addDeliveryFault({ event: 'issues', count: 2, fault: { kind: 'lose' } });
    const id = await make({ title: 'Old name' }, engine);
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    const number = Math.max(...stand.stack.github.control.issues({ repository: REPOSITORY }).map((issue) => issue.number));
    stand.stack.github.control.advanceClock({ ms: 5_000 });
    stand.stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'New name' });
    await createIssue(engine, id, cause());
    expect((await creation(id))?.state).toBe('sent');
    stand.stack.github.control.advanceClock({ ms: SETTLE_SECONDS * 1000 });
    await createIssue(engine, id, cause());
    await stand.stack.quiet();
    expect(created('Old name')).toHaveLength(1);
    expect(await view(id)).toMatchObject({ title: 'New name', github: { number } });
    expect(stand.stack.github.control.issue({ repository: REPOSITORY, number }).title).toBe('New name');
  });

  test('I5: edited here while it was being made: the issue gets the edit', async () => {
    const engine = byHand();
    const id = await make({ title: 'Before' }, engine);
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    await editAction(stand.stack.engine, { actionId: id, changes: { title: 'After', status: 'cancelled' }, actor: 'walter' });
    await createIssue(engine, id, cause());
    await stand.stack.quiet();
    const number = (await view(id))?.github?.number as number;
    expect(stand.stack.github.control.issue({ repository: REPOSITORY, number })).toMatchObject({ title: 'After', state: 'closed', stateReason: 'not_planned' });
  });

  test('deleted here before it was sent: none is made; while it was being made: it is not left to become an action', async () => {
    const engine = byHand();
    const early = await make({ title: 'Deleted early' }, engine);
    await deleteAction(stand.stack.engine, { actionId: early, actor: 'walter' });
    await createIssue(engine, early, cause());
    expect(await creation(early)).toMatchObject({ state: 'dropped' });
    const late = await make({ title: 'Deleted late' }, engine);
    await createIssue(killedAt(1), late, cause()).catch(() => {});
    await deleteAction(stand.stack.engine, { actionId: late, actor: 'walter' });
    await createIssue(engine, late, cause());
    await stand.stack.quiet();
    expect([created('Deleted early').length, created('Deleted late').length]).toEqual([0, 1]);
    expect(await actionsTitled('Deleted late')).toBe(1);
    expect(await stand.stack.database.db('github_issue_mappings').where({ action_id: late })).toMatchObject([{ state: 'detached' }]);
  });

  test.each([
    ['archived', (on: boolean) => stand.stack.github.control.setArchived({ by: 'olivia', repository: REPOSITORY, archived: on }), /archived/],
    ['without issues', (on: boolean) => stand.stack.github.control.setHasIssues({ by: 'olivia', repository: REPOSITORY, hasIssues: !on }), /switched off/],
  ])('a repository that is %s: it waits with a sentence, and is made once it can be', async (name, set, sentence) => {
    const title = `Waits while ${name}`;
    set(true);
    const id = await make({ title });
    await until('the reason is shown', async () => sentence.test((await creation(id))?.note ?? ''));
    expect(created(title)).toHaveLength(0);
    set(false);
    await reached(id, 'made');
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
  });

  test('I9: told to wait, it was surely not made: it is sent once when GitHub wants it', async () => {
    const title = 'Limited';
    stand.stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'limited', retryAfterSeconds: 1 } });
    const id = await make({ title });
    await reached(id, 'made');
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect((await creation(id))?.attempts).toBe(2);
  });
});
