import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { BudgetWait } from '../../src/github/errors.ts';
import { readIssue, readIssuePage } from '../../src/github/read-issues.ts';
import { createBudgetStore } from '../../src/store/budgets.ts';
import { cloneDatabase } from '../support/database.ts';
import { api, failure, gitHub, installation, ISSUE_PATH, restIssue, unsent, WIDGETS } from './kit.ts';
import { testBudgets } from '../support/budgets.ts';

// Files of one worker share Node's own http: each patches it for itself and takes the patch off again.
beforeAll(() => {
  if (!nock.isActive()) nock.activate();
});

afterAll(() => nock.restore());

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const OWNER = 'installation:7';
const SECONDARY = { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' };
const PRIMARY = { message: 'API rate limit exceeded for installation ID 7.' };

describe('I9: the wait that GitHub names', () => {
  const now = Date.parse('2001-01-01T00:00:00Z') / 1000;
  // This machine's clock is decades away from that Date: only GitHub's two times may count (I14).
  const reset = (seconds: number) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + seconds), date: new Date(now * 1000).toUTCString() });

  test.each([
    ['retry-after on 403', 403, SECONDARY, { 'retry-after': '17' }, 17],
    ['retry-after on 429', 429, SECONDARY, { 'retry-after': '17' }, 17],
    ['retry-after goes before the reset', 403, SECONDARY, { ...reset(900), 'retry-after': '17' }, 17],
    ["remaining 0: until the reset, by GitHub's own clock", 403, PRIMARY, reset(90), 91],
    ['remaining 0 on 429', 429, PRIMARY, reset(90), 91],
    ['a reset that is just over: not at once', 403, PRIMARY, reset(-5), 1],
    ['remaining 0 without a reset', 403, PRIMARY, { 'x-ratelimit-remaining': '0' }, 60],
    ['a secondary limit without a header: a minute', 403, SECONDARY, { 'x-ratelimit-remaining': '4000' }, 60],
    ['429 without a header: a minute', 429, { message: 'Too Many Requests' }, {}, 60],
    ['the old name of the secondary limit', 403, { message: 'You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.' }, {}, 60],
  ])('%s', async (_name, status, body, headers, seconds) => {
    const budgets = testBudgets();
    const client = await installation(budgets);
    const scope = api().get(ISSUE_PATH).reply(status, body, headers);
    const error = await failure(readIssue(client, WIDGETS, 5));
    expect(error).toBeInstanceOf(BudgetWait);
    expect(error).toMatchObject({ code: 'budget', retryable: true, seconds });
    expect(budgets.blocks).toEqual([{ owner: OWNER, seconds }]);
    scope.done();
  });

  test('a plain 403 is no wait', async () => {
    const budgets = testBudgets();
    const client = await installation(budgets);
    api().get(ISSUE_PATH).reply(403, { message: 'Resource not accessible by integration' }, { 'x-ratelimit-remaining': '4000' });
    expect(await failure(readIssue(client, WIDGETS, 5))).toMatchObject({ code: 'forbidden', retryable: false });
    expect(budgets.blocks).toEqual([]);
  });

  test('GraphQL tells of its limit with a 200', async () => {
    const budgets = testBudgets();
    const client = await installation(budgets);
    nock('https://github.test').post('/api/graphql').reply(200, { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] }, reset(120));
    expect(await failure(readIssuePage(client, WIDGETS, null, 100))).toMatchObject({ code: 'budget', seconds: 121 });
    expect(budgets.blocks).toEqual([{ owner: OWNER, seconds: 121 }]);
  });

  test('GraphQL with a 200 that says only that it is the secondary limit', async () => {
    const client = await installation(testBudgets());
    nock('https://github.test').post('/api/graphql').reply(200, { data: null, errors: [{ type: 'RATE_LIMIT', message: SECONDARY.message }] });
    expect(await failure(readIssuePage(client, WIDGETS, null, 100))).toMatchObject({ code: 'budget', seconds: 60 });
  });

  test("the limit of the token's own request counts for the installation", async () => {
    const budgets = testBudgets();
    api().post('/app/installations/7/access_tokens').reply(403, SECONDARY, { 'retry-after': '30' });
    const client = await (await gitHub(budgets)).asInstallation(7);
    expect(await failure(readIssue(client, WIDGETS, 5))).toMatchObject({ code: 'budget', seconds: 30 });
    expect(budgets.blocks).toEqual([{ owner: OWNER, seconds: 30 }]);
  });
});

describe('I9: no call before the time', () => {
  test('while a wait holds no request is sent, not even for a token', async () => {
    const budgets = testBudgets();
    const client = await (await gitHub(budgets)).asInstallation(7);
    budgets.left.set(OWNER, 12.3);
    // nock refuses every request it was not told of: an error of another kind would come.
    expect(await failure(readIssue(client, WIDGETS, 5))).toMatchObject({ code: 'budget', seconds: 13, status: 0 });
    expect(budgets.blocks).toEqual([]);
  });

  test('calls that need a token all at once get one, and none waits for ever', async () => {
    const client = await installation(testBudgets());
    api().post(`${ISSUE_PATH}/labels`).times(8).reply(200, []);
    api().get(ISSUE_PATH).times(40).reply(200, restIssue());
    await Promise.all([
      ...Array.from({ length: 8 }, () => client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', { owner: 'acme', repo: 'widgets', issue_number: 5, labels: ['x'] })),
      ...Array.from({ length: 40 }, () => readIssue(client, WIDGETS, 5)),
    ]);
    expect(unsent()).toEqual([]);
  });

  test('one installation waits, another does not, nor does the App itself', async () => {
    const budgets = testBudgets();
    const github = await gitHub(budgets);
    budgets.left.set(OWNER, 60);
    const scope = api().get('/app').reply(200, { id: 123 });
    api().post('/app/installations/8/access_tokens').reply(201, { token: 'ghs_8', expires_at: '2099-01-01T00:00:00Z', permissions: {} });
    const other = api().get(ISSUE_PATH).reply(200, restIssue());
    await (await github.asApp()).request('GET /app');
    await readIssue(await github.asInstallation(8), WIDGETS, 5);
    scope.done();
    other.done();
    expect(await failure(readIssue(await github.asInstallation(7), WIDGETS, 5))).toMatchObject({ code: 'budget' });
  });

  test('also across clients and processes that share the database', async () => {
    const database = await cloneDatabase();
    try {
      const one = await installation(createBudgetStore(database.db));
      const other = await installation(createBudgetStore(database.db));
      // Both have looked just now, and found nothing in the way.
      api().get(ISSUE_PATH).times(2).reply(200, restIssue());
      await readIssue(one, WIDGETS, 5);
      await readIssue(other, WIDGETS, 5);

      api().get(ISSUE_PATH).reply(403, SECONDARY, { 'retry-after': '300' });
      await failure(readIssue(one, WIDGETS, 5));
      const unsent = api().get(ISSUE_PATH).reply(200, restIssue());
      for (const client of [one, other]) {
        const error = await failure(readIssue(client, WIDGETS, 5));
        expect(error).toMatchObject({ code: 'budget', status: 0 });
        expect((error as BudgetWait).seconds).toBeGreaterThan(200);
        expect((error as BudgetWait).seconds).toBeLessThanOrEqual(300);
      }
      expect(unsent.isDone()).toBe(false);

      // The time has come.
      await database.db.raw("UPDATE api_budgets SET blocked_until = now() - interval '1 second'");
      await readIssue(other, WIDGETS, 5);
      expect(unsent.isDone()).toBe(true);
    } finally {
      await database.drop();
    }
  });

  test('a look that crosses a block does not hide it', async () => {
    const database = await cloneDatabase();
    try {
      const store = createBudgetStore(database.db);
      const blocked = async () => (await store.standing(OWNER, 'core')).blocked;
      await Promise.all([store.block(OWNER, 300), blocked(), blocked()]);
      expect(await blocked()).toBeGreaterThan(200);
    } finally {
      await database.drop();
    }
  });

  test('a shorter wait does not cut a longer one short', async () => {
    const database = await cloneDatabase();
    try {
      const store = createBudgetStore(database.db);
      await store.block(OWNER, 300);
      await store.block(OWNER, 10);
      expect((await store.standing(OWNER, 'core')).blocked).toBeGreaterThan(200);
      expect((await store.standing('installation:8', 'core')).blocked).toBe(0);
    } finally {
      await database.drop();
    }
  });
});
