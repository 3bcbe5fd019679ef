import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GitHubErrorCode } from '../../src/github/errors.ts';
import { toGitHubError } from '../../src/github/errors.ts';
import { editAction } from '../../src/sync/edit.ts';
import { OUTCOMES } from '../../src/sync/gone.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

const REPOSITORY = 'acme/widgets';

interface Row {
  status: number;
  /** As GitHub words it. */
  message: string;
  code: GitHubErrorCode;
  sentence: RegExp;
  /** What becomes of the pair while the answer stands. `waits` and `parked` keep the edit, and it arrives once the answer changes. */
  pair: 'waits' | 'parked' | 'shown' | 'detached';
}

const TABLE: Row[] = [
  { status: 401, message: 'Bad credentials', code: 'unauthorized', sentence: /credentials/, pair: 'waits' },
  { status: 403, message: 'Resource not accessible by integration', code: 'forbidden', sentence: /grant it the permission/, pair: 'parked' },
  { status: 403, message: 'Repository was archived so is read-only.', code: 'archived', sentence: /archived/, pair: 'waits' },
  { status: 403, message: 'This installation has been suspended', code: 'suspended', sentence: /suspended/, pair: 'waits' },
  { status: 403, message: 'Issue is locked', code: 'locked', sentence: /locked/, pair: 'parked' },
  { status: 404, message: 'Not Found', code: 'not_found', sentence: /shows the App no such issue/, pair: 'parked' },
  { status: 410, message: 'Issues are disabled for this repo', code: 'issues_disabled', sentence: /switched off/, pair: 'waits' },
  { status: 410, message: 'This issue was deleted', code: 'gone', sentence: /deleted/, pair: 'detached' },
  { status: 410, message: 'This issue was converted to a discussion', code: 'discussion', sentence: /turned into a discussion/, pair: 'detached' },
  { status: 422, message: 'Validation Failed', code: 'invalid', sentence: /refused the request \(422\): Validation Failed/, pair: 'shown' },
];

/** 301 is followed, see lifecycle.test.ts; these two are repeated by the queue. */
const ELSEWHERE: GitHubErrorCode[] = ['moved', 'too_wide'];

let stack: Stack;
let projectId: number;

beforeAll(async () => {
  stack = await startStack();
  projectId = await stack.project([REPOSITORY]);
});

afterAll(async () => {
  await stack.stop();
});

const mappingOf = (number: number) => stack.database.db('github_issue_mappings').where({ project_id: projectId, issue_number: number }).first();

describe('every answer of GitHub has a defined outcome', () => {
  test('the table names each of them', () => {
    expect([...TABLE.map(({ code }) => code), ...ELSEWHERE].toSorted()).toEqual(Object.keys(OUTCOMES).toSorted());
  });

  test.each(TABLE)('$status "$message" reads as $code', ({ status, message, code, sentence }) => {
    expect(toGitHubError({ status, message, response: { headers: {} } })).toMatchObject({ code, status, retryable: false, message: expect.stringMatching(sentence) });
  });

  // Bad credentials are asked about for 10 s before they are believed (auth-app), and are nobody's edit.
  test.each(TABLE.filter(({ status }) => status !== 401))('I5: a push answered $status "$message": $pair, nothing is lost', async ({ status, message, pair, sentence }) => {
    const { number } = stack.github.control.createIssue({ by: 'walter', repository: REPOSITORY, title: 'Before' });
    const mapping = await until('the action', () => mappingOf(number));
    await stack.quiet();
    const { id: rule } = stack.github.control.addRequestFault({ path: `/issues/${number}$`, fault: { kind: 'status', status, body: { message }, when: 'before' } });
    await editAction(stack.engine, { actionId: mapping.action_id, changes: { title: 'After' }, actor: 'walter' });
    const shown = await until('the sentence is shown', async () => {
      const now = await mappingOf(number);
      return sentence.test(now.error ?? '') && now;
    });
    expect((await stack.database.db('actions').where({ id: mapping.action_id }).first()).title).toBe('After');
    if (pair === 'detached') return expect(shown.state).toBe('detached');
    expect(shown.state).toBe(pair === 'parked' ? 'parked' : 'live');
    expect(shown.pending).toBe(pair !== 'shown');
    stack.github.control.clearRequestFaults({ id: rule });
    // Access regained, or the next edit where GitHub would not have it as it was.
    if (pair === 'shown' || pair === 'parked') await editAction(stack.engine, { actionId: mapping.action_id, changes: { title: 'Again' }, actor: 'walter' });
    else await stack.engine.jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id) });
    const wanted = pair === 'waits' ? 'After' : 'Again';
    await until('the edit arrives', () => stack.github.control.issue({ repository: REPOSITORY, number }).title === wanted);
    await stack.quiet();
    expect(await mappingOf(number)).toMatchObject({ state: 'live', pending: false, error: null });
  });
});
