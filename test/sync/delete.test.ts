import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findAction } from '../../src/store/actions.ts';
import { historyOfAction, viewOfAction, viewsOfActions } from '../../src/store/action-views.ts';
import { deleteAction, undeleteAction } from '../../src/sync/delete-action.ts';
import { editAction } from '../../src/sync/edit.ts';
import { linksOfProject } from '../../src/store/projects.ts';
import { unlink } from '../../src/sync/integration/unlink.ts';
import { linkByName, planBackfill } from '../../src/sync/link.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
});

afterAll(async () => {
  await stack.stop();
});

const issue = (number: number) => stack.github.control.issue({ repository: REPOSITORY, number });
const actionsTitled = async (title: string): Promise<number> => (await stack.database.db('actions').where({ project_id: projectId, title })).length;

async function opened(title: string): Promise<{ actionId: number; number: number }> {
  const { number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title });
  const mapping = await until('the action', () => stack.database.db('github_issue_mappings').where({ project_id: projectId, issue_number: number }).first());
  return { actionId: mapping.action_id, number };
}

async function deletedWith(policy: string | null, title: string) {
  const { db } = stack.database;
  const made = await opened(title);
  await stack.quiet();
  await db('github_integrations').where({ project_id: projectId }).update({ settings: policy === null ? '{}' : JSON.stringify({ deletedActions: policy }) });
  expect(await deleteAction(stack.engine, { actionId: made.actionId, actor: 'walter' })).toMatchObject({ outcome: 'updated' });
  await stack.quiet();
  return made;
}

/** Everything that could bring a deleted action back: an edit's webhook and a full pull. */
async function stirred(number: number): Promise<void> {
  stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, addLabels: ['stirred'] });
  const [link] = await stack.database.db('github_integration_repositories').where({ project_id: projectId });
  await planBackfill(stack.database.db, stack.engine.jobs, link.integration_id, link.repository_id);
  await stack.quiet();
}

const isListed = async (actionId: number): Promise<boolean> => (await viewsOfActions(stack.database.db, [actionId])).length > 0;

describe('I7, I5: a deleted action', () => {
  test.each([[null], ['detach']])('with %p leaves its issue as it is, and does not come back with the next pull', async (policy) => {
    const title = `Left by ${policy}`;
    const { actionId, number } = await deletedWith(policy, title);
    const before = stack.github.control.history().length;
    await stirred(number);
    expect(issue(number).state).toBe('open');
    expect(stack.github.control.history({ after: before }).filter(({ via }) => via === 'rest')).toEqual([]);
    expect(await actionsTitled(title)).toBe(1);
    expect(await isListed(actionId)).toBe(false);
  });

  test('with close closes its issue as not planned, once, also where GitHub fails in between', async () => {
    stack.github.control.addRequestFault({ method: 'PATCH', path: '/issues/', count: 1, fault: { kind: 'status', status: 502, when: 'after' } });
    const { actionId, number } = await deletedWith('close', 'To be closed');
    await until('it is closed', async () => !(await stack.database.db('github_issue_mappings').where({ action_id: actionId }).first()).closing);
    expect(issue(number)).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    const closed = stack.github.control.history({ issueId: issue(number).id }).filter(({ changes }) => 'state' in changes);
    expect(closed).toHaveLength(1);
    await stirred(number);
    expect(await actionsTitled('To be closed')).toBe(1);
    expect(await isListed(actionId)).toBe(false);
  });

  test('with close waits where the repository is archived, and closes it afterwards', async () => {
    const { actionId, number } = await opened('Closed later');
    await stack.database.db('github_integrations').where({ project_id: projectId }).update({ settings: JSON.stringify({ deletedActions: 'close' }) });
    stack.github.control.setArchived({ by: 'olivia', repository: REPOSITORY, archived: true });
    await stack.quiet();
    await deleteAction(stack.engine, { actionId, actor: 'walter' });
    await stack.quiet();
    expect(issue(number).state).toBe('open');
    stack.github.control.setArchived({ by: 'olivia', repository: REPOSITORY, archived: false });
    await until('it is closed', () => issue(number).state === 'closed');
    await stack.quiet();
  });

  test('with leave stays in step unseen, and is up to date when it comes back', async () => {
    const { actionId, number } = await deletedWith('leave', 'Kept unseen');
    await stirred(number);
    expect(await isListed(actionId)).toBe(false);
    await undeleteAction(stack.engine, actionId, 'walter');
    await stack.quiet();
    expect(await isListed(actionId)).toBe(true);
    expect((await viewOfAction(stack.database.db, actionId))?.tags).toEqual(['stirred']);
  });

  test('is kept with its values and history, and comes back in step with its issue', async () => {
    const { actionId, number } = await deletedWith('detach', 'Comes back');
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'Changed meanwhile' });
    await stack.quiet();
    expect((await findAction(stack.database.db, actionId))?.values.title).toBe('Comes back');
    expect(await undeleteAction(stack.engine, actionId, 'walter')).toMatchObject({ outcome: 'updated' });
    await stack.quiet();
    expect(await viewOfAction(stack.database.db, actionId)).toMatchObject({ title: 'Changed meanwhile', github: { number, pending: false, error: null } });
    await editAction(stack.engine, { actionId, changes: { title: 'And pushed again' }, actor: 'walter' });
    await stack.quiet();
    expect(issue(number).title).toBe('And pushed again');
    expect((await historyOfAction(stack.database.db, actionId, 10)).map(({ kind, by }) => [kind, by])).toEqual(
      expect.arrayContaining([['deleted', 'walter'], ['unarchived', 'walter'], ['changed', null]]));
  });

  test('that comes back while its repository is not linked is in step again once that is linked again', async () => {
    const { db } = stack.database;
    const { actionId, number } = await opened('Comes back unlinked');
    await stack.quiet();
    const { repository_id: repositoryId } = await db('github_issue_mappings').where({ action_id: actionId }).first();
    await unlink(stack.engine, null, { projectId, repositoryId, actions: 'keep' });
    await deleteAction(stack.engine, { actionId, actor: 'walter' });
    await undeleteAction(stack.engine, actionId, 'walter');
    await stack.quiet();
    expect(await isListed(actionId)).toBe(true);
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number, title: 'Changed meanwhile' });
    await linkByName(stack.engine, projectId, REPOSITORY);
    await until('it is pulled', async () => (await linksOfProject(db, projectId)).every(({ backfill }) => backfill.state === 'live'));
    await stack.quiet();
    expect(await viewOfAction(db, actionId)).toMatchObject({ title: 'Changed meanwhile', github: { number, pending: false, error: null } });
  });

  test('deleted twice, or by somebody who saw an older version, is refused', async () => {
    const { actionId } = await opened('Stale');
    expect(await deleteAction(stack.engine, { actionId, expectedVersion: 99, actor: 'walter' })).toMatchObject({ outcome: 'stale' });
    await deleteAction(stack.engine, { actionId, actor: 'walter' });
    expect(await deleteAction(stack.engine, { actionId, actor: 'walter' })).toEqual({ outcome: 'missing' });
  });
});
