import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { viewOfAction } from '../../src/store/action-views.ts';
import { editAction } from '../../src/sync/edit.ts';
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

async function actionOf(number: number) {
  const [mapping] = await stack.database.db('github_issue_mappings').where({ project_id: projectId, issue_number: number });
  return mapping ? viewOfAction(stack.database.db, mapping.action_id) : undefined;
}

const issue = (number: number) => stack.github.control.issue({ repository: REPOSITORY, number });

describe('pull', () => {
  test('the first pull makes an action of every issue', async () => {
    expect(await actionOf(1)).toMatchObject({ title: 'Widget falls over', description: 'It does.', status: 'open', category: 'bug' });
    expect(await actionOf(2)).toMatchObject({ title: 'Paint the widget', assignees: ['walter'], github: { repository: REPOSITORY, number: 2, state: 'open' } });
  });

  test('an issue opened on GitHub becomes an action', async () => {
    const { number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'New one 🚀', body: 'Line\r\nLine ', labels: ['P1', 'in progress'], milestone: 1 });
    const action = await until('the new action', () => actionOf(number));
    expect(action).toMatchObject({ title: 'New one 🚀', description: 'Line\r\nLine ', status: 'in_progress', priority: 'high', milestone: 'v1.0' });
  });

  test.each([
    ['title', { title: 'Widget stands' }, { title: 'Widget stands' }],
    ['body', { body: 'Now it stands.\n' }, { description: 'Now it stands.\n' }],
    ['closed as not planned', { state: 'closed', stateReason: 'not_planned' }, { status: 'cancelled' }],
    ['reopened', { state: 'open' }, { status: 'open' }],
    ['closed', { state: 'closed', stateReason: 'completed' }, { status: 'done' }],
    ['labeled', { addLabels: ['needs design'] }, { tags: expect.arrayContaining(['needs design']) }],
    ['assigned', { addAssignees: ['walter'] }, { assignees: ['walter'] }],
    ['milestoned', { milestone: 1 }, { milestone: 'v1.0' }],
  ] as const)('an issue edited on GitHub: %s', async (_name, edit, expected) => {
    stack.github.control.editIssue({ by: 'olivia', repository: REPOSITORY, number: 1, ...edit } as never);
    await stack.quiet();
    expect(await actionOf(1)).toMatchObject(expected);
  });

  test('a deleted issue detaches its action, which stays', async () => {
    const { number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Short-lived' });
    const action = await until('the action', () => actionOf(number));
    stack.github.control.deleteIssue({ by: 'olivia', repository: REPOSITORY, number });
    await until('it is detached', async () => (await actionOf(number))?.github?.error);
    expect((await actionOf(number))?.title).toBe(action.title);
  });
});

describe('push', () => {
  test.each([
    ['title', { title: 'Paint the widget green' }, { title: 'Paint the widget green' }],
    ['description', { description: 'Green:\r\n\r\n- [ ] primer  \n- [x] paint 🎨' }, { body: 'Green:\r\n\r\n- [ ] primer  \n- [x] paint 🎨' }],
    ['status in progress', { status: 'in_progress' }, { labels: ['in progress'] }],
    ['status done', { status: 'done' }, { state: 'closed', stateReason: 'completed', labels: [] }],
    ['status open', { status: 'open' }, { state: 'open', labels: [] }],
    ['status cancelled', { status: 'cancelled' }, { state: 'closed', stateReason: 'not_planned' }],
    ['tags', { tags: ['a tag', 'another'] }, { labels: ['a tag', 'another'] }],
    ['priority', { priority: 'high' }, { labels: ['a tag', 'another', 'P1'] }],
    ['assignees', { assignees: ['olivia'] }, { assignees: ['olivia'] }],
  ] as const)('I6: an action edited here: %s; the echo writes nothing', async (_name, changes, expected) => {
    const action = await actionOf(2);
    const before = stack.github.control.history().length;
    const edited = await editAction(stack.engine, { actionId: Number(action?.id), changes: changes as never, actor: 'walter' });
    expect(edited.outcome).toBe('updated');
    await stack.quiet();
    const pushed = stack.github.control.history({ after: before });
    expect(issue(2)).toMatchObject(expected);
    // One cause, each write once: an echo that wrote would stand here too.
    const written = pushed.map(({ action: kind, changes: properties }) => JSON.stringify([kind, properties]));
    expect(new Set(written).size).toBe(written.length);
    expect(await actionOf(2)).toMatchObject({ ...(changes as object), github: { pending: false, error: null } });
    const version = (await actionOf(2))?.version;
    await stack.quiet();
    expect((await actionOf(2))?.version).toBe(version);
  });

  test('a body nobody edited here is never written back', async () => {
    expect(stack.github.control.history().filter(({ via, changes }) => via === 'rest' && 'body' in changes)).toHaveLength(1);
  });

  test('what GitHub drops silently is named on the action and asked for once only', async () => {
    const action = await actionOf(2);
    await editAction(stack.engine, { actionId: Number(action?.id), changes: { assignees: ['olivia', 'nobody-here'] }, actor: 'walter' });
    await stack.quiet();
    expect(issue(2).assignees).toEqual(['olivia']);
    const now = await actionOf(2);
    expect(now?.github?.error).toMatch(/did not take the assignees/);
    expect(now?.assignees).toEqual(['olivia', 'nobody-here']);
  });
});
