/** I5, I6: what was edited here is taken back before its push is known to have arrived, and somebody edits the same field on GitHub. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { FieldValues } from '../../src/core/action.ts';
import { editAction } from '../../src/sync/edit.ts';
import { pushMapping } from '../../src/sync/push.ts';
import { cause } from '../support/lifecycle.ts';
import { mapIssue, type PersonEdit } from '../support/mapped-issue.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';
const BODY = 'one\ntwo\nthree\nfour\nfive\n';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
  await stack.project([REPOSITORY]);
  for (const name of ['ui', 'slow']) stack.github.control.createLabel({ by: 'olivia', repository: REPOSITORY, name });
});
afterAll(() => stack.stop());

interface Case {
  here: FieldValues;
  back: FieldValues;
  there: PersonEdit;
  /** What both sides come to: the person's edit there, and not what was taken back. */
  end: FieldValues;
}

const CASES: [string, Case][] = [
  ['a label', { here: { tags: ['ui'] }, back: { tags: [] }, there: { addLabels: ['slow'] }, end: { tags: ['slow'] } }],
  ['a person', { here: { assignees: ['walter'] }, back: { assignees: [] }, there: { addAssignees: ['tara'] }, end: { assignees: ['tara'] } }],
  ['a line', { here: { description: `zero\n${BODY}` }, back: { description: BODY }, there: { body: `zero\n${BODY}six\n` }, end: { description: `${BODY}six\n` } }],
];

test.each(CASES)('%s', async (_name, { here, back, there, end }) => {
  const { control } = stack.github;
  const { db } = stack.database;
  const pair = await mapIssue(stack, REPOSITORY, { title: 'Agreed', body: BODY });
  const mapping = () => db('github_issue_mappings').where({ action_id: pair.actionId }).first();
  const unsent = { ...stack.engine, jobs: { ...stack.engine.jobs, send: async () => {} } };
  control.setDeliveryMode({ mode: 'manual' });
  await editAction(unsent, { actionId: pair.actionId, changes: here, actor: 'walter' });
  const method = here.description === undefined ? 'POST' : 'PATCH';
  control.addRequestFault({ method, path: `/issues/${pair.number}(/labels|/assignees)?$`, count: 1, fault: { kind: 'status', status: 502, when: 'after' } });
  await expect(pushMapping(unsent, (await mapping()).id, cause())).rejects.toThrow('502');
  control.editIssue({ by: 'olivia', repository: REPOSITORY, number: pair.number, ...there });
  await editAction(stack.engine, { actionId: pair.actionId, changes: back, actor: 'tara' });
  await until('it is pushed', async () => (await mapping()).pending === false);
  control.setDeliveryMode({ mode: 'auto' });
  await stack.quiet();
  expect(await pair.values()).toMatchObject(end);
  const { labels, assignees, body } = pair.issue();
  expect({ tags: labels, assignees, description: body }).toMatchObject(end);
});
