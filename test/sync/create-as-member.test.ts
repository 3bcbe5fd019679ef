/** Issues that members ask for, and those of actions they delete: in their own name where the lead allows it, and still at most once (I7). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { findCreation } from '../../src/store/issue-creations.ts';
import { createAsMember } from '../../src/sync/access/as-member.ts';
import { createAction } from '../../src/sync/create-action.ts';
import { createIssue } from '../../src/sync/create-issue.ts';
import { deleteAction } from '../../src/sync/delete-action.ts';
import type { Cause, Engine } from '../../src/sync/engine.ts';
import { SETTLE_SECONDS } from '../../src/sync/seek-issue.ts';
import { startWorld, type World } from '../security/world.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
const APP = expect.stringMatching(/\[bot\]$/);

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await db()('github_integrations').where({ project_id: world.own }).update({ act_as_members: true, settings: JSON.stringify({ deletedActions: 'close' }) });
});
afterAll(() => world.stack.stop());
beforeEach(() => world.stack.github.control.clearRequestFaults({}));

const db = () => world.stack.database.db;
const control = () => world.stack.github.control;
const loginOf = (id: number) => world.stack.github.state.accounts.get(id)?.login ?? '';
const cause = (): Cause => ({ trigger: 'push', deliveryGuid: null, actor: null, startedAt: performance.now(), receivedAt: null });
const creation = (actionId: number) => findCreation(db(), actionId);

/** Who created issues of this title, by the stand-in's history. */
const created = (title: string): string[] =>
  control().history().filter(({ action, changes }) => action === 'issue.create' && changes['title']?.to === title).map(({ actorId }) => loginOf(actorId));

const lastLog = (actionId: number) => db()('github_sync_logs').where({ action_id: actionId, outcome: 'created' }).orderBy('id', 'desc').first();

async function make(values: FieldValues, engine: Pick<Engine, 'db' | 'jobs'> = world.stack.engine): Promise<number> {
  const made = await createAction(engine, { projectId: world.own, values, actor: 'walter', repositoryId: world.repositories.widgets });
  if (made.outcome !== 'created') throw new Error(JSON.stringify(made));
  return made.actionId;
}

async function made(values: FieldValues): Promise<number> {
  const id = await make(values);
  await until('it is made', async () => (await creation(id))?.state === 'made');
  await world.stack.quiet();
  return id;
}

const issueOf = async (actionId: number) => {
  const mapping = await db()('github_issue_mappings').where({ action_id: actionId }).first();
  return control().issue({ repository: REPOSITORY, number: mapping.issue_number });
};

/** An engine that plans no creation job: the test takes each step itself. */
function byHand(): Engine {
  const { engine, app } = world.stack;
  if (!app.people) throw new Error('nobody can sign in');
  return { ...engine, asMember: createAsMember(engine.github, app.people.tokens), jobs: { ...engine.jobs, send: async (name, ...rest) => (name === 'create' ? undefined : engine.jobs.send(name, ...rest)) } };
}

describe('creating', () => {
  test('the issue is the member’s, with all that follows', async () => {
    const id = await made({ title: 'Walter asks', status: 'done', priority: 'high' });
    expect(created('Walter asks')).toEqual(['walter']);
    const issue = await issueOf(id);
    expect(issue).toMatchObject({ state: 'closed', labels: ['P1'], author: 'walter' });
    expect(control().history({ issueId: issue.id }).map(({ actorId }) => loginOf(actorId)).filter((login) => login !== 'walter')).toEqual([]);
    expect(await lastLog(id)).toMatchObject({ error: null });
  });

  test.each([
    ['a reset connection', { kind: 'reset', when: 'after' }],
    ['half an answer', { kind: 'truncate' }],
  ] as const)('%s, though the issue was made: it is found by its author and taken', async (name, fault) => {
    const title = `Lost: ${name}`;
    control().addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault });
    const id = await made({ title });
    expect(created(title)).toEqual(['walter']);
    expect((await creation(id))?.note).toMatch(/opened by walter .* was recognized as it/);
    expect(await db()('actions').where({ title })).toHaveLength(1);
  });

  test('what the member opens by hand meanwhile is not taken for it', async () => {
    const title = 'Never made at first';
    const engine = byHand();
    control().addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'status', status: 503, when: 'before' } });
    const id = await make({ title }, engine);
    await createIssue(engine, id, cause());
    expect(await creation(id)).toMatchObject({ state: 'sent', author: 'walter' });
    control().addDeliveryFault({ event: 'issues', action: 'opened', count: 1, fault: { kind: 'lose' } });
    const { id: byWalter } = control().createIssue({ by: 'walter', repository: REPOSITORY, title: 'By hand' });
    control().advanceClock({ ms: SETTLE_SECONDS * 1000 });
    await createIssue(engine, id, cause());
    expect(await creation(id)).toMatchObject({ state: 'planned' });
    await createIssue(engine, id, cause());
    await world.stack.quiet();
    expect(created(title)).toEqual(['walter']);
    expect((await issueOf(id)).id).not.toBe(byWalter);
    expect(await db()('actions').where({ title })).toHaveLength(1);
  });

  test('GitHub does not let them: the App makes it, once, and the sync log says why', async () => {
    control().addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'status', status: 403, when: 'before' } });
    const id = await made({ title: 'Not theirs' });
    expect(created('Not theirs')).toEqual([APP]);
    expect(await lastLog(id)).toMatchObject({ error: expect.stringMatching(/does not let the member/) });
  });

  test('I9: GitHub asks them to wait: the App makes it', async () => {
    control().addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'limited', retryAfterSeconds: 3600 } });
    const id = await made({ title: 'Limited' });
    expect(created('Limited')).toEqual([APP]);
    expect(await lastLog(id)).toMatchObject({ error: expect.stringMatching(/to wait/) });
    await db()('api_budgets').where({ owner: `user:${world.ids.walter}` }).delete();
  });

  test('a token that died is renewed, and the issue sent once more in their name', async () => {
    control().addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault: { kind: 'status', status: 401, when: 'before' } });
    await made({ title: 'Renewed' });
    expect(created('Renewed')).toEqual(['walter']);
  });
});

describe('closing the issue of a deleted action', () => {
  async function deleted(title: string): Promise<string[]> {
    const id = await made({ title });
    const issue = await issueOf(id);
    const from = control().history().length;
    await deleteAction(world.stack.engine, { actionId: id, actor: 'walter' });
    await until('it is closed', async () => !(await db()('github_issue_mappings').where({ action_id: id }).first()).closing);
    expect((await issueOf(id)).state).toBe('closed');
    return control().history({ issueId: issue.id, after: from }).map(({ actorId }) => loginOf(actorId));
  }

  test('is the member’s, once, though the answer was lost', async () => {
    control().addRequestFault({ method: 'PATCH', path: '/issues/', count: 1, fault: { kind: 'reset', when: 'after' } });
    expect(await deleted('Deleted by Walter')).toEqual(['walter']);
  });

  test('is the App’s where GitHub does not let them', async () => {
    control().addRequestFault({ method: 'PATCH', path: '/issues/', count: 1, fault: { kind: 'status', status: 403, when: 'before' } });
    expect(await deleted('Deleted for Walter')).toEqual([APP]);
  });
});

test('a token that GitHub takes no more: the App makes the issue, once, and the member is asked to sign in', async () => {
  control().addRequestFault({ method: 'POST', path: '/issues$', count: 2, fault: { kind: 'status', status: 401, when: 'before' } });
  const id = await made({ title: 'Refused twice' });
  expect(created('Refused twice')).toEqual([APP]);
  expect(await lastLog(id)).toMatchObject({ error: expect.stringMatching(/sign in to Lockstep again/) });
});
