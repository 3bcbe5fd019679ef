/** What is called off, or waits behind the brake, while its pair of issue and action ends and comes back: it stays called off, and waits again. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JobWithMetadata } from 'pg-boss';
import type { FieldValues } from '../../src/core/action.ts';
import { refreshAlerts } from '../../src/store/alerts.ts';
import { brakedMappings } from '../../src/store/brakes.ts';
import { calledOffUnderWay } from '../../src/store/call-offs.ts';
import { rows, type Db } from '../../src/store/db.ts';
import { linksOfProject, type Link } from '../../src/store/projects.ts';
import { bury } from '../../src/sync/bury.ts';
import { callOffWrites, discardBrake } from '../../src/sync/call-off.ts';
import { deleteAction, undeleteAction } from '../../src/sync/delete-action.ts';
import { editAction } from '../../src/sync/edit.ts';
import { giveUpCalledOff } from '../../src/sync/give-up.ts';
import { unlink } from '../../src/sync/integration/unlink.ts';
import { linkByName } from '../../src/sync/link.ts';
import { pushMapping } from '../../src/sync/push.ts';
import { rightBefore } from '../support/between.ts';
import { cause } from '../support/lifecycle.ts';
import { startStack, type Stack } from '../support/stack.ts';

const REPOSITORY = 'acme/widgets';
const actor = 'walter';
const IN_STEP = { pending: false, braked: false, called_off_at: null, pushing: null, edited: {}, error: null };

let stack: Stack;
let projectId: number;
let link: Link;
let pairs: { id: number; action_id: number; issue_number: number }[];

beforeAll(async () => {
  stack = await startStack();
  for (let index = 0; index < 7; index += 1) stack.github.control.createIssue({ by: actor, repository: REPOSITORY, title: `Issue ${index}`, body: 'As it was' });
  projectId = await stack.project([REPOSITORY]);
  await stack.quiet();
  // Pushes and what is called off are worked by hand, in an order of the test's own.
  for (const queue of ['push', 'calloff', 'refresh', 'poll', 'verify']) await stack.engine.jobs.boss.offWork(queue);
  stack.github.control.setDeliveryMode({ mode: 'manual' });
  link = (await linksOfProject(db(), projectId))[0] as Link;
  pairs = await db()('github_issue_mappings').where({ project_id: projectId }).whereRaw("base ->> 'title' LIKE 'Issue %'").orderBy('id');
});
afterAll(() => stack.stop());

const db = (): Db => stack.database.db;
const engine = () => stack.engine;
const callOff = (): Promise<number> => callOffWrites(engine(), { projectId: projectId, repositoryIds: [link.repositoryId], by: 'olivia' });
const discard = (): Promise<number> => discardBrake(engine(), { id: link.integrationId, projectId: projectId }, 'olivia');
const giveUp = (): Promise<void> => giveUpCalledOff(engine(), link.integrationId);

/** The next pair, that no other test has. */
let next = 0;
function pair() {
  const { id, action_id: actionId, issue_number: number } = pairs[next++] as (typeof pairs)[number];
  return {
    id, actionId, number,
    mapping: () => db()('github_issue_mappings').where({ id }).first(),
    action: () => db()('actions').where({ id: actionId }).first(),
    issue: () => stack.github.control.issue({ repository: REPOSITORY, number }),
    edit: async (changes: FieldValues) => expect(await editAction(engine(), { actionId, changes, actor })).toMatchObject({ outcome: 'updated' }),
    push: () => pushMapping(engine(), id, cause()),
    remove: () => deleteAction(engine(), { actionId, actor }),
    restore: async () => expect(await undeleteAction(engine(), actionId, actor)).toMatchObject({ outcome: 'updated' }),
  };
}

describe('an action that is deleted', () => {
  test.each([['after', true], ['before', false]])('while its write is called off is not written when it comes back %s that was given up', async (_when, first) => {
    const { actionId, action, mapping, issue, edit, push, remove, restore } = pair();
    const { title } = issue();
    await edit({ title: 'Called off', description: 'Called off' });
    await callOff();
    await edit({ description: 'Edited since' });
    const { version } = await action();
    expect(await remove()).toEqual({ outcome: 'updated', version: version + 2 });
    if (first) await giveUp();
    await restore();
    if (!first) await giveUp();
    await push();
    expect(issue()).toMatchObject({ title, body: 'Edited since' });
    expect(await action()).toMatchObject({ title, description: 'Edited since' });
    expect(await mapping()).toMatchObject(IN_STEP);
    const given = await db()('action_events').where({ action_id: actionId, kind: 'changed', actor: 'olivia' });
    expect(given).toMatchObject([{ side: 'lockstep', changes: { title: { from: 'Called off', to: title } } }]);
  });

  test('while what is called off is being written comes back with what arrived, and no more', async () => {
    const { action, mapping, issue, edit, push, remove, restore } = pair();
    const { body } = issue();
    await edit({ title: 'Arrived at last' });
    rightBefore(engine(), 'PATCH /repos', async () => {
      await edit({ description: 'Comes next' });
      await callOff();
      await remove();
    });
    await push();
    await giveUp();
    await restore();
    await push();
    expect(issue()).toMatchObject({ title: 'Arrived at last', body });
    expect(await action()).toMatchObject({ title: 'Arrived at last', description: body });
    expect(await mapping()).toMatchObject(IN_STEP);
  });

  test('while it waits behind the brake is neither listed nor discarded there, and waits again when it comes back', async () => {
    const [deleted, listed] = [pair(), pair()];
    const brake = async () => (await db()('github_integrations').where({ id: link.integrationId }).first()).braked_at;
    const waiting = async (): Promise<number[]> => (await brakedMappings(db(), link.integrationId)).map(({ mappingId }) => mappingId);
    const alerted = async (): Promise<number> => {
      await db().transaction((trx) => refreshAlerts(trx));
      return (await db()('alerts').where({ project_id: projectId, kind: 'brake.on', closed_at: null })).length;
    };
    for (const { id, actionId } of [deleted, listed]) {
      await db()('actions').where({ id: actionId }).update({ title: 'By a rule' });
      await db()('github_issue_mappings').where({ id }).update({ pending: true, braked: true, braked_loss: 'closing' });
    }
    await db()('github_integrations').where({ id: link.integrationId }).update({ braked_at: new Date(), brake_closing_limit: 1 });
    await deleted.remove();
    expect(await waiting()).toEqual([listed.id]);
    expect(await discard()).toBe(1);
    expect(await alerted()).toBe(0);
    await giveUp();
    expect(await brake()).toBeNull();

    // One closing was let through just now, which is all that may.
    await db()('github_issue_mappings').where({ id: listed.id }).update({ released_at: new Date(), braked_loss: 'closing' });
    await deleted.restore();
    await deleted.push();
    expect(deleted.issue().title).not.toBe('By a rule');
    expect(await waiting()).toEqual([deleted.id]);
    expect(await brake()).not.toBeNull();
    expect(await alerted()).toBe(1);
    // With nothing left behind it, the brake holds nobody up.
    await deleted.remove();
    expect(await brake()).toBeNull();
    // And what comes back when few were let through goes out.
    await db()('github_issue_mappings').where({ id: listed.id }).update({ released_at: null });
    await deleted.restore();
    await deleted.push();
    expect(deleted.issue().title).toBe('By a rule');
  });
});

test('what nobody could read is read at once when it is called off, and once an hour where that fails again', async () => {
  const { id, number, mapping, edit, push } = pair();
  const buried = () => bury(engine(), { mappingId: id }, { sourceName: 'push', sourceRetryCount: 30 } as JobWithMetadata<object>);
  await edit({ title: 'Nobody knows' });
  stack.github.control.addRequestFault({ method: 'PATCH', path: `/issues/${number}$`, count: 1, fault: { kind: 'status', status: 502, when: 'after' } });
  await expect(push()).rejects.toThrow('502');
  await buried();
  await callOff();
  expect(await calledOffUnderWay(db(), link.integrationId)).toEqual([id]);
  await buried();
  await db().transaction(async (trx) => {
    const [now] = await rows<{ isItsMinute: boolean }>(trx, 'SELECT ?::bigint % 60 = extract(minute FROM now()) AS "isItsMinute"', [id]);
    expect((await calledOffUnderWay(trx, link.integrationId)).includes(id)).toBe(now?.isItsMinute);
  });
  await push();
  expect(await mapping()).toMatchObject(IN_STEP);
});

test('with the repository unlinked, nothing is called off any more, and nothing of it is written once that is linked again', async () => {
  const { action, mapping, issue, edit, push } = pair();
  const { title } = issue();
  await edit({ title: 'Waits' });
  await callOff();
  await unlink(engine(), null, { projectId: projectId, repositoryId: link.repositoryId, actions: 'keep' });
  expect(await mapping()).toMatchObject({ state: 'detached', braked: false, called_off_at: null });
  await linkByName(engine(), projectId, REPOSITORY);
  await push();
  expect(issue().title).toBe(title);
  expect(await action()).toMatchObject({ title });
});
