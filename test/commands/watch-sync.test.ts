/** Progress of pushes at the terminal: how many of the issues are written, while a running service writes them. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { watchSync } from '../../src/commands/watch-sync.ts';
import { editAction } from '../../src/sync/edit.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

let stack: Stack;
let projectId: number;
const { isTTY } = process.stderr;

beforeAll(async () => {
  stack = await startStack();
  for (const title of ['One', 'Two', 'Three']) stack.github.control.createIssue({ by: 'olivia', repository: REPOSITORY, title });
  projectId = await stack.project([REPOSITORY]);
  await stack.quiet();
});
afterAll(() => stack.stop());
afterEach(() => {
  process.stderr.isTTY = isTTY;
  jest.restoreAllMocks();
});

test('progress of pushes: the bar follows each issue as it is written, and ends with the last', async () => {
  const { control } = stack.github;
  const pairs = await stack.database.db('github_issue_mappings').where({ project_id: projectId }).orderBy('issue_number');
  const held = pairs.map(({ issue_number: number }) => control.addRequestFault({ method: 'PATCH', path: `/issues/${number}$`, fault: { kind: 'held' } }).id);
  for (const { action_id: actionId } of pairs) await editAction(stack.engine, { actionId, changes: { title: `Written ${actionId}` }, actor: 'walter' });
  let shown = '';
  process.stderr.isTTY = true;
  jest.spyOn(process.stderr, 'write').mockImplementation(((text: string) => {
    shown = text;
    return true;
  }) as never);
  const watching = watchSync(stack.engine as never, projectId, pairs.map(({ id }) => id), false);
  for (const [written, id] of held.entries()) {
    await until(`${written} are written`, () => shown.includes(`] ${written} of ${pairs.length} issues written`));
    control.clearRequestFaults({ id });
  }
  await watching;
  expect(control.issues({ repository: REPOSITORY }).every(({ title }) => title.startsWith('Written'))).toBe(true);
});
