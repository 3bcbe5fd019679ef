import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { environmentFor, startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { lockstep, type Ran } from './lockstep.ts';

let stack: Stack;
let env: Record<string, string>;
let projectId: number;
let actionId: string;

const run = (...args: string[]): Promise<Ran> => lockstep(env, ...args);

async function json<T>(...args: string[]): Promise<T> {
  const ran = await run(...args);
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  expect(ran.stdout.trimEnd()).not.toContain('\n');
  return JSON.parse(ran.stdout) as T;
}

beforeAll(async () => {
  stack = await startStack();
  env = environmentFor(stack.github, stack.database.url);
  projectId = (await json<{ id: number }>('project', 'create', '  Widgets  ', '--json')).id;
  await json('link', String(projectId), 'acme/widgets', '--json');
  const mapping = await until('the issues are pulled', async () => (await stack.database.db('github_issue_mappings').where({ project_id: projectId, issue_number: 2 }))[0]);
  actionId = String(mapping.action_id);
});

afterAll(async () => {
  await stack.stop();
});

describe('project and link', () => {
  test('a project is created, its name trimmed, and listed with its repositories', async () => {
    await stack.quiet();
    const listed = await json<object[]>('project', 'list', '--json');
    expect(listed).toMatchObject([{ id: projectId, name: 'Widgets', repositories: [{ fullName: 'acme/widgets', state: 'live', pulled: 2, total: 2 }] }]);
    expect((await run('project', 'list')).stdout).toBe(`${projectId}  Widgets\n     acme/widgets: live, 2 of 2 issues pulled\n`);
    expect((await run('project', 'create', 'Other')).stdout).toMatch(/^Project \d+ "Other" created\.\n$/);
  });

  test('a repository that is linked already is said to be, in any case of its name', async () => {
    expect(await json('link', String(projectId), 'ACME/Widgets', '--json')).toMatchObject([{ repository: 'ACME/Widgets', outcome: 'already' }]);
    expect((await run('link', String(projectId), 'acme/widgets')).stdout).toBe('acme/widgets: linked already\n');
  });

  test('of several repositories the good ones are linked, and the status tells of the others', async () => {
    const other = (await json<{ id: number }>('project', 'create', 'Both', '--json')).id;
    const ran = await run('link', String(other), 'acme/nothing', 'acme/widgets', '--json');
    expect(ran.status).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('cannot reach acme/nothing') }, { outcome: 'linked' }]);
  });
});

describe('action', () => {
  test('show prints it as JSON', async () => {
    const ran = await run('action', 'show', actionId);
    expect(JSON.parse(ran.stdout)).toMatchObject({ id: actionId, title: 'Paint the widget', assignees: ['walter'], github: { repository: 'acme/widgets', number: 2 } });
  });

  test('edit changes it, and a running service pushes the change', async () => {
    const edited = await json<{ version: number }>('action', 'edit', actionId, '--title', 'Paint it red', '--status', 'in_progress', '--tags', 'a, b', '--assignees', '', '--priority', 'high', '--as', 'walter', '--json');
    expect(edited.version).toBeGreaterThan(1);
    await stack.quiet();
    const issue = stack.github.control.issue({ repository: 'acme/widgets', number: 2 });
    expect(issue).toMatchObject({ title: 'Paint it red', assignees: [] });
    expect(issue.labels).toEqual(expect.arrayContaining(['in progress', 'P1']));
    const history = await stack.database.db('action_events').where({ action_id: Number(actionId), side: 'lockstep' });
    expect(history).toMatchObject([{ actor: 'walter', kind: 'changed' }]);
    expect(await run('action', 'edit', actionId, '--priority', '')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Action \d+ is now version \d+\.\n$/) });
    expect(JSON.parse((await run('action', 'show', actionId)).stdout)).toMatchObject({ priority: null });
  });

  test('create, delete and undelete', async () => {
    const made = await json<{ actionId: number; repositoryId: null }>('action', 'create', String(projectId), '--title', 'Only here', '--no-issue', '--json');
    expect(made).toMatchObject({ outcome: 'created', repositoryId: null });
    const id = String(made.actionId);
    expect((await run('action', 'delete', id)).stdout).toBe(`Action ${id} is deleted; \`lockstep action undelete ${id}\` brings it back.\n`);
    expect((await run('action', 'undelete', id)).stdout).toBe(`Action ${id} is back.\n`);
    expect(JSON.parse((await run('action', 'show', id)).stdout)).toMatchObject({ title: 'Only here', github: null });
  });
});

describe('sync', () => {
  test('pulls again and says how it ended', async () => {
    stack.github.control.setWebhookUrl({ url: null });
    stack.github.control.editIssue({ by: 'olivia', repository: 'acme/widgets', number: 1, title: 'Nobody told' });
    expect(await json('sync', String(projectId), '--json')).toEqual([{ repository: 'acme/widgets', state: 'live', pulled: 2, total: 2, error: null }]);
    expect(await stack.database.db('actions').where({ project_id: projectId, title: 'Nobody told' })).toHaveLength(1);
    expect((await run('sync', String(projectId))).stdout).toBe('acme/widgets: live, 2 issues\n');
    stack.github.control.setWebhookUrl({ url: `${stack.app.address}/api/webhooks/github` });
  });

  test('writes what waits, of all or of a selection, and names what GitHub does not take', async () => {
    const { db } = stack.database;
    const [first, second] = await db('github_issue_mappings').where({ project_id: projectId }).orderBy('issue_number');
    // Behind the back of the service, which then owes the writes.
    const owe = async (title: string, mapping: { id: number; action_id: number }): Promise<void> => {
      await db('actions').where({ id: mapping.action_id }).update({ title });
      await db('github_issue_mappings').where({ id: mapping.id }).update({ error: 'It failed once.' });
    };
    await owe('Written with all', first);
    await owe('Written with all, too', second);
    expect(await json('sync', String(projectId), '--direction', 'push', '--json')).toEqual([
      { action: Number(first.action_id), number: 1, state: 'in step', error: null }, { action: Number(second.action_id), number: 2, state: 'in step', error: null },
    ]);
    expect(stack.github.control.issues({ repository: 'acme/widgets' }).map(({ title }) => title)).toEqual(expect.arrayContaining(['Written with all', 'Written with all, too']));
    await owe('Written alone', first);
    await owe('Not asked for', second);
    stack.github.control.addRequestFault({ method: 'PATCH', count: 1, fault: { kind: 'status', status: 422, body: { message: 'Validation Failed' } } });
    expect(await run('sync', String(projectId), '--action', String(first.action_id))).toMatchObject({ status: 1, stdout: expect.stringMatching(new RegExp(`^action ${first.action_id}, #1: .+\\n$`)) });
    expect(await run('sync', String(projectId), '--action', String(first.action_id), '--repository', 'Acme/Widgets')).toMatchObject({ status: 0, stdout: `action ${first.action_id}, #1: in step\n` });
    expect(stack.github.control.issue({ repository: 'acme/widgets', number: 2 }).title).toBe('Written with all, too');
    expect(await run('sync', String(projectId), '--direction', 'sideways')).toMatchObject({ status: 1, stderr: expect.stringContaining('pull, push, both') });
    expect(await run('sync', String(projectId), '--repository', 'acme/nowhere')).toMatchObject({ status: 1, stderr: expect.stringContaining('acme/nowhere') });
  });

  test('--cancel calls off what waits, of all or of a selection, and says how many', async () => {
    const { db } = stack.database;
    await run('pause', String(projectId), '--reason', 'Lunch.');
    const [first, second] = await db('github_issue_mappings').where({ project_id: projectId }).orderBy('issue_number');
    for (const { action_id: actionId } of [first, second]) await run('action', 'edit', String(actionId), '--title', 'Thought better of');
    const called = stack.github.control.issues({ repository: 'acme/widgets' }).map(({ title }) => title);
    expect(await json('sync', String(projectId), '--cancel', '--action', String(first.action_id), '--json')).toEqual({ issues: 1, left: 0 });
    expect((await run('sync', String(projectId), '--cancel')).stdout).toBe('1 writes called off.\n');
    expect(await db('actions').where({ title: 'Thought better of' })).toEqual([]);
    expect(await run('sync', String(projectId), '--cancel', '--direction', 'push')).toMatchObject({ status: 1, stderr: expect.stringContaining('--direction') });
    await run('resume', String(projectId));
    await stack.quiet();
    expect(stack.github.control.issues({ repository: 'acme/widgets' }).map(({ title }) => title)).toEqual(called);
  });

  test('a pull that is held stays so until its own word, whatever else goes on', async () => {
    await stack.quiet();
    await stack.database.db('github_integration_repositories').where({ project_id: projectId }).update({ backfill_state: 'waiting' });
    expect(await json('pause', String(projectId), '--pulls', '--json')).toEqual({ halted: 1 });
    expect(await json('resume', String(projectId), '--json')).toEqual({ resumed: projectId, held: ['acme/widgets'] });
    expect((await run('resume', String(projectId))).stdout).toContain(`lockstep resume ${projectId} --pulls`);
    expect(await run('sync', String(projectId))).toMatchObject({ status: 1, stdout: expect.stringContaining('resume the pull') });
    expect(await json('resume', String(projectId), '--pulls', '--json')).toEqual({ pulls: 1 });
    expect(await run('sync', String(projectId))).toMatchObject({ status: 0, stdout: expect.stringContaining('live') });
    await stack.quiet();
  });

  test('paused, it says what is held and does not wait for it', async () => {
    await run('pause', String(projectId), '--reason', 'Lunch.');
    expect(await run('sync', String(projectId), '--direction', 'both')).toMatchObject({ status: 1, stdout: expect.stringContaining('acme/widgets: ') });
    await run('resume', String(projectId));
    await stack.quiet();
  });

  test('--no-wait only asks for it', async () => {
    expect(await run('sync', String(projectId), '--no-wait')).toMatchObject({ status: 0 });
    await stack.quiet();
  });

  test('a pull that fails ends with status 1 and its reason', async () => {
    const other = (await json<{ id: number }>('project', 'create', 'Cut off', '--json')).id;
    await json('link', String(other), 'acme/widgets', '--json');
    await stack.quiet();
    stack.github.control.addRequestFault({ operation: 'lockstepBackfill', fault: { kind: 'status', status: 403, body: { message: 'Resource not accessible by integration' } } });
    const ran = await run('sync', String(other), '--json');
    stack.github.control.clearRequestFaults();
    expect(ran.status).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject([{ state: 'failed', error: expect.stringContaining('permission') }]);
  });
});

describe('deliveries', () => {
  test('list: the newest first, all or of one state, as many as asked for', async () => {
    stack.github.control.createComment({ by: 'olivia', repository: 'acme/widgets', number: 1, body: 'Hello' });
    await stack.quiet();
    const [newest] = await json<{ event: string; state: string; outcome: string }[]>('deliveries', 'list', '--json');
    expect(newest).toMatchObject({ event: 'issue_comment', action: 'created', state: 'ignored', outcome: expect.stringContaining('comments') });
    expect(await json<object[]>('deliveries', 'list', '--state', 'processed', '--limit', '1', '--json')).toMatchObject([{ state: 'processed' }]);
    expect((await run('deliveries')).stdout.split('\n')[0]).toMatch(/^\d{4}-\d\d-\d\dT.*Z {2}[0-9a-f-]{36} {2}ignored {4}issue_comment\.created {2}comments/);
  });

  test('retry without a GUID queues all that are parked', async () => {
    const { db } = stack.database;
    const [one] = await db('deliveries').where({ event: 'issues', state: 'processed' }).limit(1);
    await db('deliveries').where({ guid: one.guid }).update({ state: 'parked', attempts: 6, error: 'once broken' });
    expect(await json('deliveries', 'retry', '--json')).toEqual({ queued: 1 });
    await until('it is processed', async () => (await db('deliveries').where({ guid: one.guid, state: 'processed', error: null })).length === 1);
    expect(await json('deliveries', 'retry', '--json')).toEqual({ queued: 0 });
  });
});

describe('what an operator got wrong is one line, and status 1', () => {
  test.each([
    ['project create without a name', ['project', 'create'], /missing required argument 'name'/],
    ['project create with a blank name', ['project', 'create', '   '], /^A project needs a name\.$/],
    ['link to no number', ['link', 'widgets', 'acme/widgets'], /^"widgets" is no project id/],
    ['link to no project', ['link', '4711', 'acme/widgets'], /^There is no project 4711/],
    ['link to an unknown repository', ['link', '1', 'acme/nothing'], /^The App cannot reach acme\/nothing: install it there/],
    ['link to something malformed', ['link', '1', 'widgets'], /^"widgets" is no repository: write owner\/name\.$/],
    ['link to a URL', ['link', '1', 'https://github.com/acme/widgets'], /is no repository: write owner\/name\.$/],
    ['action show of no number', ['action', 'show', 'x'], /^"x" is no action id/],
    ['action show of none', ['action', 'show', '4711'], /^There is no action 4711\.$/],
    ['action edit of none', ['action', 'edit', '4711', '--title', 'x'], /^There is no action 4711\.$/],
    ['action edit to an empty title', ['action', 'edit', '1', '--title', ' '], /^The title must not be empty\.$/],
    ['action edit to an unknown status', ['action', 'edit', '1', '--status', 'soon'], /^The project has no status "soon": choose one of open, in_progress, done, cancelled\.$/],
    ['action create without a title', ['action', 'create', '1'], /^An action needs a title/],
    ['sync of no number', ['sync', '-5'], /unknown option|is no project id/],
    ['sync of no project', ['sync', '4711'], /^There is no project 4711/],
    ['deliveries list of an unknown state', ['deliveries', 'list', '--state', 'lost'], /^--state takes one of queued, processed, ignored, parked, not "lost"\.$/],
    ['deliveries list of none', ['deliveries', 'list', '--limit', '0'], /^--limit takes a number from 1/],
    ['deliveries retry of an unknown one', ['deliveries', 'retry', 'no-such-guid'], /^No parked delivery has the GUID no-such-guid\.$/],
    ['start in no role', ['start', '--role', 'web,cook'], /^--role takes web, worker or both separated by a comma, not "cook"\.$/],
    ['an unknown command', ['dance'], /unknown command 'dance'/],
    ['an unknown option', ['project', 'list', '--all'], /unknown option '--all'/],
  ])('%s', async (_name, args, expected) => {
    const ran = await run(...args);
    expect(ran.status).toBe(1);
    // Commander adds a line that names --help.
    const [line = '', ...more] = `${ran.stderr}${ran.stdout}`.trimEnd().split('\n').filter((one) => !one.startsWith('(add --help'));
    expect(more).toEqual([]);
    expect(line).toMatch(expected);
  });

  test('a wrong environment', async () => {
    expect(await lockstep({ ...env, PORT: 'eighty' }, 'project', 'list')).toEqual({ status: 1, stdout: '', stderr: 'PORT is wrong: expected a number from 0 to 65535.\n' });
    expect(await lockstep({ ...env, WEBHOOK_SECRET: '' }, 'start')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^WEBHOOK_SECRET is missing while other GitHub credentials are set: .*\n$/) });
  });

  test('a database that does not answer', async () => {
    const ran = await lockstep({ ...env, DATABASE_URL: 'postgres://lockstep:s3cret@127.0.0.1:1/lockstep' }, 'project', 'list');
    expect(ran).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(/^DATABASE_URL is wrong: the database cannot be connected to .*127\.0\.0\.1:1.*\n$/) });
    expect(ran.stderr).not.toContain('s3cret');
  });
});

test('each command explains itself', async () => {
  for (const command of ['start', 'migrate', 'project', 'link', 'action', 'sync', 'deliveries', 'verify', 'why', 'pause', 'resume', 'member', 'rotate-keys']) {
    expect(await run(command, '--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining(`lockstep ${command}`) });
  }
});
