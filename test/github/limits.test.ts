import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitHub, type GitHubStandIn } from './start.ts';

describe('rate limits and conditional requests', () => {
  let github: GitHubStandIn;
  let token: string;
  let now: number;

  beforeEach(async () => {
    now = Date.parse('2026-11-20T10:00:00.250Z');
    github = await startGitHub({ limits: { core: 3, graphql: 2 }, clock: () => now });
    token = github.control.issueUserToken({ login: 'walter' }).accessToken;
  });
  afterEach(() => github.close());

  function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(github.apiUrl + path, { headers: { authorization: `Bearer ${token}`, ...headers } });
  }

  function ask(): Promise<Response> {
    return fetch(`${github.url}/api/graphql`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ query: '{ viewer { login } }' }) });
  }

  test('headers count down, the budget ends, and comes back after its hour', async () => {
    const first = await get('/repos/acme/widgets');
    expect(Object.fromEntries([...first.headers].filter(([name]) => name.startsWith('x-ratelimit')))).toEqual({
      'x-ratelimit-limit': '3', 'x-ratelimit-remaining': '2', 'x-ratelimit-used': '1', 'x-ratelimit-resource': 'core',
      'x-ratelimit-reset': String(Math.ceil((now + 3_600_000) / 1000)),
    });
    await get('/user');
    await get('/user');
    const over = await get('/user');
    expect([over.status, over.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    expect(await over.json()).toMatchObject({ message: expect.stringContaining('API rate limit exceeded for user ID') });
    expect((await get('/rate_limit')).status).toBe(200);
    now += 3_600_000;
    expect((await get('/user')).status).toBe(200);
  });

  test('a 304 is free', async () => {
    const first = await get('/repos/acme/widgets/issues');
    const etag = first.headers.get('etag') ?? '';
    for (let time = 0; time < 5; time += 1) {
      const again = await get('/repos/acme/widgets/issues', { 'if-none-match': etag });
      expect([again.status, await again.text(), again.headers.get('x-ratelimit-remaining')]).toEqual([304, '', '2']);
    }
    github.control.editIssue({ by: 'olivia', repository: 'acme/widgets', number: 1, title: 'Changed' });
    expect((await get('/repos/acme/widgets/issues', { 'if-none-match': etag })).status).toBe(200);
  });

  test('GraphQL has a budget of its own', async () => {
    expect((await ask()).headers.get('x-ratelimit-remaining')).toBe('1');
    await ask();
    const over = await ask();
    expect(over.status).toBe(200);
    expect(await over.json()).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] });
    expect((await get('/user')).headers.get('x-ratelimit-remaining')).toBe('2');
  });

  test('secondary limits, when on, ask to wait', async () => {
    github.control.setLimits({ core: 5000 });
    github.control.setSecondaryLimits({ enabled: true, contentPerMinute: 1 });
    const label = (name: string) => fetch(`${github.apiUrl}/repos/acme/widgets/labels`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ name }) });
    expect((await label('a')).status).toBe(201);
    const refused = await label('b');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '60']);
    expect(github.state.history).toHaveLength(1);
    now += 60_000;
    expect((await label('c')).status).toBe(201);
  });

  test('time and version are the stand-in\'s', async () => {
    const response = await get('/user', { 'x-github-api-version': '2026-03-10' });
    expect(response.headers.get('date')).toBe('Fri, 20 Nov 2026 10:00:00 GMT');
    expect(response.headers.get('x-github-api-version-selected')).toBe('2026-03-10');
    expect(response.headers.get('x-github-request-id')).toMatch(/^[0-9A-F:]+$/u);
    expect((await get('/user')).headers.get('x-github-api-version-selected')).toBe('2022-11-28');
    expect((await get('/user', { 'x-github-api-version': '2020-01-01' })).status).toBe(400);
  });
});
