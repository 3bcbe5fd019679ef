import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { viewOfAction } from '../../src/store/action-views.ts';
import { findCreation, type CreationState } from '../../src/store/issue-creations.ts';
import { createAction, createIssueForAction } from '../../src/sync/create-action.ts';
import { createIssue } from '../../src/sync/create-issue.ts';
import { deleteAction } from '../../src/sync/delete-action.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { Cause, Engine } from '../../src/sync/engine.ts';
import { SETTLE_SECONDS } from '../../src/sync/seek-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
let repositoryId: number;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
  repositoryId = stack.github.control.repositories().find(({ fullName }) => fullName === REPOSITORY)?.id as number;
});

afterAll(async () => {
  await stack.stop();
});

const cause = (): Cause => ({ trigger: 'push', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
const view = (actionId: number) => viewOfAction(stack.database.db, actionId);
const creation = (actionId: number) => findCreation(stack.database.db, actionId);

/** Issues GitHub ever created with this title, by the stand-in's history. */
const created = (title: string) => stack.github.control.history().filter(({ action, changes }) => action === 'issue.create' && changes['title']?.to === title);
const actionsTitled = async (title: string): Promise<number> => (await stack.database.db('actions').where({ project_id: projectId, title })).length;

async function make(values: FieldValues, engine: Pick<Engine, 'db' | 'jobs'> = stack.engine): Promise<number> {
  const made = await createAction(engine, { projectId, values, actor: 'walter', repositoryId });
  if (made.outcome !== 'created') throw new Error(JSON.stringify(made));
  return made.actionId;
}

/** An engine that plans no creation job: the test takes each step itself. */
const byHand = (): Engine => ({ ...stack.engine, jobs: { ...stack.engine.jobs, send: async (name, ...rest) => (name === 'create' ? undefined : stack.engine.jobs.send(name, ...rest)) } });

/** As `byHand`, killed at the n-th transaction it begins. */
function killedAt(nth: number): Engine {
  let begun = 0;
  const engine = byHand();
  const transaction: Engine['db']['transaction'] = (async (work: never) => {
    begun += 1;
    if (begun >= nth) throw new Error('killed');
    return stack.engine.db.transaction(work);
  }) as never;
  return { ...engine, db: new Proxy(engine.db, { get: (db, key) => (key === 'transaction' ? transaction : Reflect.get(db, key)) }) };
}

async function reached(actionId: number, state: CreationState): Promise<void> {
  await until(`the creation is ${state}`, async () => (await creation(actionId))?.state === state);
}

describe('an action made here', () => {
  test('gets an issue with what it says; what a new issue cannot hold follows', async () => {
    const id = await make({ title: 'Grease the widget', description: 'Line\r\nLine', status: 'done', priority: 'high', tags: ['a tag'], assignees: ['walter'], milestone: 'v1.0' });
    await stack.quiet();
    const [only, ...more] = created('Grease the widget');
    expect(more).toEqual([]);
    expect(only?.actorId).toBe(stack.github.state.accounts.get(stack.github.app.botId)?.id);
    const number = (await view(id))?.github?.number as number;
    expect(stack.github.control.issue({ repository: REPOSITORY, number })).toMatchObject({
      title: 'Grease the widget', body: 'Line\r\nLine', state: 'closed', stateReason: 'completed', labels: expect.arrayContaining(['a tag', 'P1']), assignees: ['walter'], milestoneTitle: 'v1.0',
    });
    expect(await view(id)).toMatchObject({ status: 'done', priority: 'high', tags: ['a tag'], assignees: ['walter'], github: { pending: false, error: null } });
  });

  test('people GitHub refuses cost the issue nothing and are named on the action', async () => {
    const id = await make({ title: 'Ask nobody', assignees: ['nobody-here', 'walter'] });
    await stack.quiet();
    expect(created('Ask nobody')).toHaveLength(1);
    expect(await view(id)).toMatchObject({ assignees: ['nobody-here', 'walter'], github: { error: expect.stringMatching(/did not take the assignees/) } });
  });

  test.each([
    ['no title', { title: ' ' }, undefined, /needs a title/],
    ['an unknown status', { title: 'T', status: 'nope' }, undefined, /no status "nope"/],
    ['a repository that is not linked', { title: 'T' }, 4711, /not linked/],
  ])('%s is refused in words, and nothing is written', async (_name, values, where, reason) => {
    const refused = await createAction(stack.engine, { projectId, values, actor: 'walter', ...(where !== undefined && { repositoryId: where }) });
    expect(refused).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(reason) });
    expect(await actionsTitled('T')).toBe(0);
  });

  test("goes where the lead chose; without a choice it stays here", async () => {
    const { db } = stack.database;
    const chosen = { newActionsRepository: repositoryId };
    const here = await createAction(stack.engine, { projectId, values: { title: 'Stays here' }, actor: 'walter' });
    expect(here).toMatchObject({ outcome: 'created', repositoryId: null });
    await db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify(chosen) });
    const there = await createAction(stack.engine, { projectId, values: { title: 'Goes there' }, actor: 'walter' });
    await db('github_integrations').where({ project_id: projectId }).update({ settings: '{}' });
    expect(there).toMatchObject({ outcome: 'created', repositoryId });
    await stack.quiet();
    expect([created('Stays here').length, created('Goes there').length]).toEqual([0, 1]);
  });
});

describe('I7: one issue for one action', () => {
  const AFTER = { when: 'after' } as const;
  const BEFORE = { when: 'before' } as const;

  test.each([
    ['an answer that never comes', { kind: 'hang', ms: 50, ...AFTER }],
    ['a reset connection', { kind: 'reset', ...AFTER }],
    ['a bad gateway', { kind: 'status', status: 502, ...AFTER }],
    ['half an answer', { kind: 'truncate' }],
  ] as const)('%s, though the issue was made: it is found and taken', async (name, fault) => {
    const title = `Effect despite ${name}`;
    stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault });
    const id = await make({ title });
    await reached(id, 'made');
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
    expect((await creation(id))?.note).toMatch(/answer to creating the issue was lost; acme\/widgets#\d+/);
    const decisions = await stack.database.db('action_events').where({ action_id: id, kind: 'linked' });
    expect(decisions).toMatchObject([{ changes: { decision: { to: expect.stringMatching(/was recognized as it/) } } }]);
  });

  test.each([
    ['a bad gateway', { kind: 'status', status: 503, ...BEFORE }],
    ['an answer that never comes', { kind: 'hang', ms: 50, ...BEFORE }],
  ] as const)('%s, and no issue was made: it is looked for until none can appear, then made once', async (name, fault) => {
    const title = `No effect after ${name}`;
    const engine = byHand();
    stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault });
    const id = await make({ title }, engine);
    await createIssue(engine, id, cause());
    await createIssue(engine, id, cause());
    // However often it is looked for: not before GitHub's own clock says that it cannot appear.
    expect(await creation(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(created(title)).toHaveLength(0);
    stack.github.control.advanceClock({ ms: SETTLE_SECONDS * 1000 });
    await createIssue(engine, id, cause());
    expect(await creation(id)).toMatchObject({ state: 'planned', note: expect.stringMatching(/no issue .* appeared\. It is created again/) });
    await createIssue(engine, id, cause());
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
  });

  test('what GitHub surely did not make, by its refusal, is not looked for', async () => {
    const title = 'Refused';
    stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'status', status: 403, when: 'before' } });
    const engine = byHand();
    const id = await make({ title }, engine);
    await createIssue(engine, id, cause());
    expect(await creation(id)).toMatchObject({ state: 'refused', note: expect.stringMatching(/may not do this here/) });
    expect(created(title)).toHaveLength(0);
    // A person asks once more.
    expect(await createIssueForAction(stack.engine, id, 'walter', repositoryId)).toMatchObject({ outcome: 'created' });
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
  });

  test('killed after GitHub made it, before it was noted: taken over without a second one', async () => {
    const title = 'Killed after';
    const id = await make({ title }, byHand());
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    expect(created(title)).toHaveLength(1);
    expect((await creation(id))?.state).toBe('sent');
    await createIssue(byHand(), id, cause());
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
    expect((await creation(id))?.state).toBe('made');
  });

  test('killed between the note that it is sent and the sending: looked for, then made once', async () => {
    const title = 'Killed before';
    stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'status', status: 403, when: 'before' } });
    const engine = byHand();
    const id = await make({ title }, engine);
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    expect((await creation(id))?.state).toBe('sent');
    await createIssue(engine, id, cause());
    expect(created(title)).toHaveLength(0);
    stack.github.control.advanceClock({ ms: SETTLE_SECONDS * 1000 });
    await createIssue(engine, id, cause());
    await createIssue(engine, id, cause());
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect((await creation(id))?.state).toBe('made');
  });

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
    stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 2, fault: { kind: 'reset', when: 'after' } });
    const [first, second] = [await make({ title, description: 'the first' }), await make({ title, description: 'the second' })];
    await reached(first, 'made');
    await reached(second, 'made');
    await stack.quiet();
    expect(created(title)).toHaveLength(2);
    expect(await actionsTitled(title)).toBe(2);
    for (const [id, body] of [[first, 'the first'], [second, 'the second']] as const) {
      const number = (await view(id))?.github?.number as number;
      expect(stack.github.control.issue({ repository: REPOSITORY, number }).body).toBe(body);
    }
    expect(stack.github.control.history().filter(({ action, changes }) => action === 'issue.update' && changes['body'])).toEqual([]);
  });

  test('I3: the webhook comes before the answer is noted: no second action, and none after it', async () => {
    const title = 'Webhook first';
    const id = await make({ title }, byHand());
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    // The delivery is processed while the creation is undecided.
    await until('the webhook is processed', async () => ((await creation(id))?.held.length ?? 0) > 0 || (await creation(id))?.state === 'made');
    expect(await actionsTitled(title)).toBe(1);
    await reached(id, 'made');
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
  });

  test('I3: a poll or pull that sees it first makes no second action either', async () => {
    const title = 'Page first';
    stack.github.control.addDeliveryFault({ event: 'issues', action: 'opened', count: 1, fault: { kind: 'lose' } });
    const id = await make({ title }, byHand());
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    await stack.database.db('github_integration_repositories').where({ project_id: projectId }).update({ backfill_state: 'waiting' });
    const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
    await stack.engine.jobs.send('backfill', { integrationId: link.integration_id, repositoryId }, { key: `${link.integration_id}/${repositoryId}` });
    await reached(id, 'made');
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
  });

  test('renamed on GitHub before it was recognized: taken all the same, and the new title stands (I5)', async () => {
    const engine = byHand();
    stack.github.control.addDeliveryFault({ event: 'issues', count: 2, fault: { kind: 'lose' } });
    const id = await make({ title: 'Old name' }, engine);
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    const number = Math.max(...stack.github.control.issues({ repository: REPOSITORY }).map((issue) => issue.number));
    stack.github.control.advanceClock({ ms: 5_000 });
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'New name' });
    await createIssue(engine, id, cause());
    expect((await creation(id))?.state).toBe('sent');
    stack.github.control.advanceClock({ ms: SETTLE_SECONDS * 1000 });
    await createIssue(engine, id, cause());
    await stack.quiet();
    expect(created('Old name')).toHaveLength(1);
    expect(await view(id)).toMatchObject({ title: 'New name', github: { number } });
    expect(stack.github.control.issue({ repository: REPOSITORY, number }).title).toBe('New name');
  });

  test('I5: edited here while it was being made: the issue gets the edit', async () => {
    const engine = byHand();
    const id = await make({ title: 'Before' }, engine);
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    await editAction(stack.engine, { actionId: id, changes: { title: 'After', status: 'cancelled' }, actor: 'walter' });
    await createIssue(engine, id, cause());
    await stack.quiet();
    const number = (await view(id))?.github?.number as number;
    expect(stack.github.control.issue({ repository: REPOSITORY, number })).toMatchObject({ title: 'After', state: 'closed', stateReason: 'not_planned' });
  });

  test('deleted here before it was sent: none is made; while it was being made: it is not left to become an action', async () => {
    const engine = byHand();
    const early = await make({ title: 'Deleted early' }, engine);
    await deleteAction(stack.engine, { actionId: early, actor: 'walter' });
    await createIssue(engine, early, cause());
    expect(await creation(early)).toMatchObject({ state: 'dropped' });
    const late = await make({ title: 'Deleted late' }, engine);
    await createIssue(killedAt(1), late, cause()).catch(() => {});
    await deleteAction(stack.engine, { actionId: late, actor: 'walter' });
    await createIssue(engine, late, cause());
    await stack.quiet();
    expect([created('Deleted early').length, created('Deleted late').length]).toEqual([0, 1]);
    expect(await actionsTitled('Deleted late')).toBe(1);
    expect(await stack.database.db('github_issue_mappings').where({ action_id: late })).toMatchObject([{ state: 'detached' }]);
  });

  test.each([
    ['archived', (on: boolean) => stack.github.control.setArchived({ by: 'olivia', repository: REPOSITORY, archived: on }), /archived/],
    ['without issues', (on: boolean) => stack.github.control.setHasIssues({ by: 'olivia', repository: REPOSITORY, hasIssues: !on }), /switched off/],
  ])('a repository that is %s: it waits with a sentence, and is made once it can be', async (name, set, sentence) => {
    const title = `Waits while ${name}`;
    set(true);
    const id = await make({ title });
    await until('the reason is shown', async () => sentence.test((await creation(id))?.note ?? ''));
    expect(created(title)).toHaveLength(0);
    set(false);
    await reached(id, 'made');
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
  });

  test('I9: told to wait, it was surely not made: it is sent once when GitHub wants it', async () => {
    const title = 'Limited';
    stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'limited', retryAfterSeconds: 1 } });
    const id = await make({ title });
    await reached(id, 'made');
    await stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect((await creation(id))?.attempts).toBe(2);
  });
});
