import { describe, expect, test } from '@jest/globals';
import { createAction, createIssueForAction } from '../../src/sync/create-action.ts';
import { createIssue } from '../../src/sync/create-issue.ts';
import { SETTLE_SECONDS } from '../../src/sync/seek-issue.ts';
import { cause, creationStand, REPOSITORY } from '../support/creations.ts';

const stand = creationStand();
const { actionsTitled, byHand, created, creation, killedAt, make, reached, view } = stand;

describe('an action made here', () => {
  test('gets an issue with what it says; what a new issue cannot hold follows', async () => {
    const id = await make({ title: 'Grease the widget', description: 'Line\r\nLine', status: 'done', priority: 'high', tags: ['a tag'], assignees: ['walter'], milestone: 'v1.0' });
    await stand.stack.quiet();
    const [only, ...more] = created('Grease the widget');
    expect(more).toEqual([]);
    expect(only?.actorId).toBe(stand.stack.github.state.accounts.get(stand.stack.github.app.botId)?.id);
    const number = (await view(id))?.github?.number as number;
    expect(stand.stack.github.control.issue({ repository: REPOSITORY, number })).toMatchObject({
      title: 'Grease the widget', body: 'Line\r\nLine', state: 'closed', stateReason: 'completed', labels: expect.arrayContaining(['a tag', 'P1']), assignees: ['walter'], milestoneTitle: 'v1.0',
    });
    expect(await view(id)).toMatchObject({ status: 'done', priority: 'high', tags: ['a tag'], assignees: ['walter'], github: { pending: false, error: null } });
  });

  test('people GitHub refuses cost the issue nothing and are named on the action', async () => {
    const id = await make({ title: 'Ask nobody', assignees: ['nobody-here', 'walter'] });
    await stand.stack.quiet();
    expect(created('Ask nobody')).toHaveLength(1);
    expect(await view(id)).toMatchObject({ assignees: ['nobody-here', 'walter'], github: { error: expect.stringMatching(/did not take the assignees/) } });
  });

  test.each([
    ['no title', { title: ' ' }, undefined, /needs a title/],
    ['an unknown status', { title: 'T', status: 'nope' }, undefined, /no status "nope"/],
    ['a repository that is not linked', { title: 'T' }, 4711, /not linked/],
  ])('%s is refused in words, and nothing is written', async (_name, values, where, reason) => {
    const refused = await createAction(stand.stack.engine, { projectId: stand.projectId, values, actor: 'walter', ...(where !== undefined && { repositoryId: where }) });
    expect(refused).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(reason) });
    expect(await actionsTitled('T')).toBe(0);
  });

  test("goes where the lead chose; without a choice it stays here", async () => {
    const { db } = stand.stack.database;
    const chosen = { newActionsRepository: stand.repositoryId };
    const here = await createAction(stand.stack.engine, { projectId: stand.projectId, values: { title: 'Stays here' }, actor: 'walter' });
    expect(here).toMatchObject({ outcome: 'created', repositoryId: null });
    await db('github_integrations').where({ project_id: stand.projectId }).update({ settings: JSON.stringify(chosen) });
    const there = await createAction(stand.stack.engine, { projectId: stand.projectId, values: { title: 'Goes there' }, actor: 'walter' });
    await db('github_integrations').where({ project_id: stand.projectId }).update({ settings: '{}' });
    expect(there).toMatchObject({ outcome: 'created', repositoryId: stand.repositoryId });
    await stand.stack.quiet();
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
    stand.stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault });
    const id = await make({ title });
    await reached(id, 'made');
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
    expect((await creation(id))?.note).toMatch(/answer to creating the issue was lost; acme\/widgets#\d+/);
    const decisions = await stand.stack.database.db('action_events').where({ action_id: id, kind: 'linked' });
    expect(decisions).toMatchObject([{ changes: { decision: { to: expect.stringMatching(/was recognized as it/) } } }]);
  });

  test.each([
    ['a bad gateway', { kind: 'status', status: 503, ...BEFORE }],
    ['an answer that never comes', { kind: 'hang', ms: 50, ...BEFORE }],
  ] as const)('%s, and no issue was made: it is looked for until none can appear, then made once', async (name, fault) => {
    const title = `No effect after ${name}`;
    const engine = byHand();
    stand.stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault });
    const id = await make({ title }, engine);
    await createIssue(engine, id, cause());
    await createIssue(engine, id, cause());
    // However often it is looked for: not before GitHub's own clock says that it cannot appear.
    expect(await creation(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(created(title)).toHaveLength(0);
    stand.stack.github.control.advanceClock({ ms: SETTLE_SECONDS * 1000 });
    await createIssue(engine, id, cause());
    expect(await creation(id)).toMatchObject({ state: 'planned', note: expect.stringMatching(/no issue .* appeared\. It is created again/) });
    await createIssue(engine, id, cause());
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
  });

  test('what GitHub surely did not make, by its refusal, is not looked for', async () => {
    const title = 'Refused';
    stand.stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'status', status: 403, when: 'before' } });
    const engine = byHand();
    const id = await make({ title }, engine);
    await createIssue(engine, id, cause());
    expect(await creation(id)).toMatchObject({ state: 'refused', note: expect.stringMatching(/may not do this here/) });
    expect(created(title)).toHaveLength(0);
    // A person asks once more.
    expect(await createIssueForAction(stand.stack.engine, id, 'walter', stand.repositoryId)).toMatchObject({ outcome: 'created' });
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
  });

  test('killed after GitHub made it, before it was noted: taken over without a second one', async () => {
    const title = 'Killed after';
    const id = await make({ title }, byHand());
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    expect(created(title)).toHaveLength(1);
    expect((await creation(id))?.state).toBe('sent');
    await createIssue(byHand(), id, cause());
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect(await actionsTitled(title)).toBe(1);
    expect((await creation(id))?.state).toBe('made');
  });

  test('killed between the note that it is sent and the sending: looked for, then made once', async () => {
    const title = 'Killed before';
    stand.stack.github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'status', status: 403, when: 'before' } });
    const engine = byHand();
    const id = await make({ title }, engine);
    await createIssue(killedAt(1), id, cause()).catch(() => {});
    expect((await creation(id))?.state).toBe('sent');
    await createIssue(engine, id, cause());
    expect(created(title)).toHaveLength(0);
    stand.stack.github.control.advanceClock({ ms: SETTLE_SECONDS * 1000 });
    await createIssue(engine, id, cause());
    await createIssue(engine, id, cause());
    await stand.stack.quiet();
    expect(created(title)).toHaveLength(1);
    expect((await creation(id))?.state).toBe('made');
  });
});
