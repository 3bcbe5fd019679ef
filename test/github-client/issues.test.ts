import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { emptyPatch } from '../../src/core/patch.ts';
import type { Client } from '../../src/github/clients.ts';
import { readIssue, readIssuePage, readIssuesByNodeId } from '../../src/github/read-issues.ts';
import { writeIssue } from '../../src/github/write-issue.ts';
import { api, failure, gitHub, installation, ISSUE_PATH, restIssue, TOKEN, unsent, WIDGETS } from './kit.ts';
import { testBudgets } from '../support/budgets.ts';

let client: Client;

// Files of one worker share Node's own http: each patches it for itself and takes the patch off again.
beforeAll(() => {
  if (!nock.isActive()) nock.activate();
});

afterAll(() => nock.restore());

beforeEach(async () => {
  nock.disableNetConnect();
  client = await installation(testBudgets());
});

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const graphql = () => nock('https://github.test').post('/api/graphql');

describe('requests', () => {
  test('carry the token, the pinned version and our name', async () => {
    api().get(ISSUE_PATH)
      .matchHeader('authorization', `token ${TOKEN}`).matchHeader('x-github-api-version', '2022-11-28').matchHeader('user-agent', /probot|octokit/)
      .reply(200, restIssue());
    expect((await readIssue(client, WIDGETS, 5)).number).toBe(5);
  });

  test('the App itself signs in with a JWT', async () => {
    api().get('/app').matchHeader('authorization', /^bearer eyJ[\w-]+\.[\w-]+\.[\w-]+$/i).reply(200, { id: 123 });
    expect((await (await (await gitHub(testBudgets())).asApp()).request('GET /app')).data).toEqual({ id: 123 });
  });

  test('one token serves many calls', async () => {
    nock.cleanAll();
    const tokens = api().post('/app/installations/7/access_tokens').reply(201, { token: TOKEN, expires_at: '2099-01-01T00:00:00Z', permissions: {} });
    api().get(ISSUE_PATH).times(3).reply(200, restIssue());
    for (let call = 0; call < 3; call += 1) await readIssue(client, WIDGETS, 5);
    tokens.done();
  });
});

describe('reading an issue', () => {
  test('as GitHub shows it', async () => {
    api().get(ISSUE_PATH).reply(200, restIssue({ state: 'closed', state_reason: 'duplicate', milestone: { number: 1, title: 'v1', due_on: null } }));
    expect(await readIssue(client, WIDGETS, 5)).toMatchObject({
      id: 444500041, nodeId: 'I_5', number: 5, repositoryId: WIDGETS.id, title: 'Widget', body: 'It falls.', state: 'closed', stateReason: 'duplicate',
      labels: ['bug'], assignees: [{ id: 1, login: 'olivia' }], milestone: { title: 'v1' },
    });
  });

  test.each([
    [403, 'forbidden', false],
    [404, 'not_found', false],
    [410, 'gone', false],
    [422, 'invalid', false],
    [500, 'unavailable', true],
    [502, 'unavailable', true],
    [503, 'unavailable', true],
  ] as const)('answered %i: %s', async (status, code, retryable) => {
    // A read is asked once; repeating is the queue's.
    const scope = api().get(ISSUE_PATH).reply(status, { message: 'No.' });
    expect(await failure(readIssue(client, WIDGETS, 5))).toMatchObject({ code, status, retryable });
    scope.done();
  });

  test.each([
    [[{ resource: 'Issue', field: 'title', code: 'missing_field' }, { resource: 'Issue', code: 'custom', message: 'body is too long' }], 'Validation Failed: title: missing field; body is too long'],
    [['Could not resolve to a node'], 'Validation Failed: Could not resolve to a node'],
    [undefined, 'Validation Failed'],
  ])('answered 422: says in words what GitHub does not take', async (errors, sentence) => {
    api().get(ISSUE_PATH).reply(422, { message: 'Validation Failed', errors });
    expect(await failure(readIssue(client, WIDGETS, 5))).toMatchObject({ message: `GitHub refused the request (422): ${sentence}` });
  });

  test('answered 401: unauthorized', async () => {
    // As the App: with a token that is seconds old, Octokit waits for GitHub to know of it everywhere.
    api().get('/app/installations').query(true).reply(401, { message: 'A JSON web token could not be decoded' });
    const app = await (await gitHub(testBudgets())).asApp();
    expect(await failure(app.request('GET /app/installations', { per_page: 1 }))).toMatchObject({ code: 'unauthorized', status: 401, retryable: false });
  });

  test.each([
    ['a broken connection', () => api().get(ISSUE_PATH).replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))],
    ['no such host', () => api().get(ISSUE_PATH).replyWithError(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))],
    ["a proxy's page", () => api().get(ISSUE_PATH).reply(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' })],
  ])('%s may be tried again', async (_name, prepare) => {
    prepare();
    expect(await failure(readIssue(client, WIDGETS, 5))).toMatchObject({ code: 'unavailable', retryable: true });
  });

  test('an answer that does not come is given up', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    nock.enableNetConnect('127.0.0.1');
    const url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const app = await (await gitHub(testBudgets(), { apiUrl: url, callTimeoutMs: 50 })).asApp();
    expect(await failure(app.request('GET /app'))).toMatchObject({ code: 'unavailable', retryable: true });
    mute.closeAllConnections();
    await new Promise((resolve) => mute.close(resolve));
  });

  test('a transferred issue (301) is not read as this one', async () => {
    const elsewhere = api().get('/repositories/99/issues/5').reply(200, restIssue({ id: 1, title: 'Another' }));
    api().get(ISSUE_PATH).reply(301, { message: 'Moved Permanently', url: 'https://github.test/api/v3/repositories/99/issues/5' }, { location: 'https://github.test/api/v3/repositories/99/issues/5' });
    expect(await failure(readIssue(client, WIDGETS, 5))).toMatchObject({ code: 'moved', retryable: false });
    expect(elsewhere.isDone()).toBe(false);
  });

  test('a renamed repository (301 to the same id) is followed', async () => {
    const location = `https://github.test/api/v3/repositories/${WIDGETS.id}/issues/5`;
    api().get(ISSUE_PATH).reply(301, { message: 'Moved Permanently', url: location }, { location });
    api().get(`/repositories/${WIDGETS.id}/issues/5`).reply(200, restIssue());
    expect(await readIssue(client, WIDGETS, 5)).toMatchObject({ id: 444500041, number: 5 });
  });

  test('an answer that is no issue is an error, not an empty issue', async () => {
    api().get(ISSUE_PATH).reply(200, restIssue({ title: undefined }));
    await expect(readIssue(client, WIDGETS, 5)).rejects.toThrow(/title/);
  });
});

describe('many issues at once', () => {
  const node = (id: string, number: number) => ({
    id, fullDatabaseId: String(3_120_000_000 + number), number, title: `Issue ${number}`, body: '', state: 'OPEN', stateReason: null, locked: false, url: `https://github.test/${number}`,
    createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z', closedAt: null, author: null, milestone: null, issueType: null,
    labels: { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false } }, assignees: { nodes: [], totalCount: 0, pageInfo: { hasNextPage: false } },
  });

  test('what GitHub no longer shows is null, the rest is there', async () => {
    graphql().reply(200, { data: { nodes: [node('a', 1), null, node('c', 3)] }, errors: [{ type: 'NOT_FOUND', path: ['nodes', 1], message: 'Could not resolve to a node' }] });
    const found = await readIssuesByNodeId(client, new Map([['a', 1], ['b', 1], ['c', 1]]));
    expect([...found].map(([id, issue]) => [id, issue?.number ?? null])).toEqual([['a', 1], ['b', null], ['c', 3]]);
  });

  test('a pull request among them is none of ours', async () => {
    graphql().reply(200, { data: { nodes: [{}] } });
    expect((await readIssuesByNodeId(client, new Map([['pr', 1]]))).get('pr')).toBeNull();
  });

  test.each([
    ['too wide a page', 200, { data: null, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits exceeded' }] }, 'too_wide'],
    ["GitHub's own trouble, told with a 200", 200, { errors: [{ message: 'Something went wrong while executing your query.' }] }, 'unavailable'],
    ["GitHub's own trouble, told with a 502", 502, { message: 'Something went wrong' }, 'unavailable'],
    ['half an answer', 200, { data: { repository: null }, errors: [{ type: 'INTERNAL', message: 'timeout' }] }, 'unavailable'],
  ])('%s', async (_name, status, body, code) => {
    graphql().reply(status, body);
    expect(await failure(readIssuePage(client, WIDGETS, null, 100))).toMatchObject({ code });
  });

  test('a repository that GitHub does not show is not found', async () => {
    graphql().reply(200, { data: { repository: null }, errors: [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve to a Repository' }] });
    expect(await failure(readIssuePage(client, WIDGETS, null, 100))).toMatchObject({ code: 'not_found', retryable: false });
  });

  test('a page says where the next one begins', async () => {
    let asked: { variables?: unknown } = {};
    nock('https://github.test').post('/api/graphql', (body: { variables?: unknown }) => {
      asked = body;
      return true;
    }).reply(200, { data: { repository: { issues: { totalCount: 250, pageInfo: { hasNextPage: true, endCursor: 'c100' }, nodes: [node('a', 1)] } } } });
    const page = await readIssuePage(client, WIDGETS, 'c0', 100);
    expect(asked.variables).toEqual({ owner: 'acme', name: 'widgets', first: 100, after: 'c0' });
    expect(page).toMatchObject({ next: 'c100', total: 250, issues: [{ number: 1 }] });
  });
});

describe('writing an issue', () => {
  test('only what changed, labels and assignees as increments', async () => {
    api().get('/repos/acme/widgets/labels/P1').reply(200, { name: 'P1' });
    api().post(`${ISSUE_PATH}/labels`, { labels: ['P1'] }).reply(200, []);
    api().delete(`${ISSUE_PATH}/labels/in%20progress`).reply(200, []);
    api().post(`${ISSUE_PATH}/assignees`, { assignees: ['walter'] }).reply(201, restIssue());
    api().delete(`${ISSUE_PATH}/assignees`, { assignees: ['olivia'] }).reply(200, restIssue());
    api().patch(ISSUE_PATH, { title: 'New', state: 'open' }).reply(200, restIssue({ title: 'New' }));
    const patch = { ...emptyPatch(), title: 'New', state: 'open' as const, addLabels: ['P1'], removeLabels: ['in progress'], addAssignees: ['walter'], removeAssignees: ['olivia'] };
    expect(await writeIssue(client, WIDGETS, 5, patch)).toMatchObject({ issue: { title: 'New' } });
    expect(unsent()).toEqual([]);
  });

  test('a label that somebody removed first is off, as wanted', async () => {
    api().delete(`${ISSUE_PATH}/labels/bug`).reply(404, { message: 'Label does not exist' });
    api().get(ISSUE_PATH).reply(200, restIssue({ labels: [] }));
    expect(await writeIssue(client, WIDGETS, 5, { ...emptyPatch(), removeLabels: ['bug'] })).toMatchObject({ issue: { labels: [] } });
  });

  test('a milestone goes by its number, found on whatever page', async () => {
    const milestones = (from: number) => Array.from({ length: 100 }, (_, index) => ({ number: from + index, title: `v${from + index}` }));
    const next = 'https://github.test/api/v3/repos/acme/widgets/milestones?state=all&per_page=100&page=2';
    api().get('/repos/acme/widgets/milestones').query({ state: 'all', per_page: 100 }).reply(200, milestones(1), { link: `<${next}>; rel="next"` });
    api().get('/repos/acme/widgets/milestones').query({ state: 'all', per_page: 100, page: 2 }).reply(200, milestones(101));
    api().patch(ISSUE_PATH, { milestone: 150 }).reply(200, restIssue());
    await writeIssue(client, WIDGETS, 5, { ...emptyPatch(), milestone: 'v150' });
    expect(unsent()).toEqual([]);
  });

  test('a milestone and a label that the repository lacks are sentences for a person; the rest is written', async () => {
    api().get('/repos/acme/widgets/labels/new').reply(404, { message: 'Not Found' });
    api().get('/repos/acme/widgets/milestones').query(true).reply(200, []);
    api().patch(ISSUE_PATH, { title: 'New' }).reply(200, restIssue({ title: 'New' }));
    const problems: string[] = [];
    const patch = { ...emptyPatch(), title: 'New', milestone: 'v9', addLabels: ['new'] };
    expect(await writeIssue(client, WIDGETS, 5, patch, { labelLook: null, onProblem: (sentence) => void problems.push(sentence) })).toMatchObject({ issue: { title: 'New' } });
    expect(problems).toEqual([expect.stringContaining('no label "new"'), expect.stringContaining('no milestone "v9"')]);
  });

  test('a label is created once where that is allowed, also when somebody else is faster', async () => {
    api().get('/repos/acme/widgets/labels/new').reply(404, { message: 'Not Found' });
    api().post('/repos/acme/widgets/labels', { name: 'new', color: 'ededed', description: 'ours' }).reply(422, { message: 'Validation Failed', errors: [{ code: 'already_exists' }] });
    api().get('/repos/acme/widgets/labels/new').reply(200, { name: 'new' });
    api().post(`${ISSUE_PATH}/labels`, { labels: ['new'] }).reply(200, []);
    api().get(ISSUE_PATH).reply(200, restIssue());
    await writeIssue(client, WIDGETS, 5, { ...emptyPatch(), addLabels: ['new'] }, { labelLook: () => ({ color: 'ededed', description: 'ours' }), onProblem: () => {} });
    expect(unsent()).toEqual([]);
  });

  test('a write to a transferred issue (301) is not sent to its new place', async () => {
    const location = 'https://github.test/api/v3/repositories/99/issues/8';
    const elsewhere = [
      nock('https://github.test').patch('/api/v3/repositories/99/issues/8').reply(200, restIssue()),
      nock('https://github.test').get('/api/v3/repositories/99/issues/8/labels').reply(200, []),
      nock('https://github.test').post('/api/v3/repositories/99/issues/8/labels').reply(200, []),
    ];
    api().patch(ISSUE_PATH).reply(301, { message: 'Moved Permanently', url: location }, { location });
    expect(await failure(writeIssue(client, WIDGETS, 5, { ...emptyPatch(), title: 'New' }))).toMatchObject({ code: 'moved', retryable: false });
    api().get('/repos/acme/widgets/labels/x').reply(200, { name: 'x' });
    api().post(`${ISSUE_PATH}/labels`).reply(301, { message: 'Moved Permanently', url: `${location}/labels` }, { location: `${location}/labels` });
    expect(await failure(writeIssue(client, WIDGETS, 5, { ...emptyPatch(), addLabels: ['x'] }))).toMatchObject({ code: 'moved', retryable: false });
    expect(elsewhere.map((scope) => scope.isDone())).toEqual([false, false, false]);
  });

  test('a write to a renamed repository (307 to the same id) is followed, whole', async () => {
    const location = `https://github.test/api/v3/repositories/${WIDGETS.id}/issues/5`;
    api().patch(ISSUE_PATH, { title: 'New' }).reply(307, { message: 'Temporary Redirect', url: location }, { location });
    api().patch(`/repositories/${WIDGETS.id}/issues/5`, { title: 'New' }).reply(200, restIssue({ title: 'New' }));
    expect(await writeIssue(client, WIDGETS, 5, { ...emptyPatch(), title: 'New' })).toMatchObject({ issue: { title: 'New' } });
  });
});

describe('I7: a creating call is sent once, whatever comes back', () => {
  test.each([
    ['502', () => api().post('/repos/acme/widgets/issues').reply(502, { message: 'Server Error' })],
    ['500', () => api().post('/repos/acme/widgets/issues').reply(500, { message: 'Server Error' })],
    ['a broken connection', () => api().post('/repos/acme/widgets/issues').replyWithError(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))],
  ])('%s', async (_name, prepare) => {
    prepare();
    const second = api().post('/repos/acme/widgets/issues').reply(201, restIssue());
    expect(await failure(client.request('POST /repos/{owner}/{repo}/issues', { owner: 'acme', repo: 'widgets', title: 'New' }))).toMatchObject({ code: 'unavailable' });
    expect(second.isDone()).toBe(false);
  });

  test('a limit neither', async () => {
    api().post('/repos/acme/widgets/issues').reply(403, { message: 'You have exceeded a secondary rate limit.' }, { 'retry-after': '1' });
    const second = api().post('/repos/acme/widgets/issues').reply(201, restIssue());
    expect(await failure(client.request('POST /repos/{owner}/{repo}/issues', { owner: 'acme', repo: 'widgets', title: 'New' }))).toMatchObject({ code: 'budget', seconds: 1 });
    expect(second.isDone()).toBe(false);
  });
});
