import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RequestRule } from './faults/request-faults.ts';
import { startGitHub, type GitHubStandIn } from './start.ts';

describe('request faults, judged by the history', () => {
  let github: GitHubStandIn;
  let token: string;

  beforeEach(async () => {
    github = await startGitHub();
    token = github.control.issueUserToken({ login: 'walter' }).accessToken;
  });
  afterEach(() => github.close());

  function create(title: string, signal?: AbortSignal): Promise<Response> {
    return fetch(`${github.apiUrl}/repos/acme/widgets/issues`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ title }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  function written(): unknown[] {
    return github.state.history.map((entry) => entry.changes['title']?.to);
  }

  const before: [string, RequestRule['fault']][] = [
    ['502 before', { kind: 'status', status: 502, when: 'before' }],
    ['reset before', { kind: 'reset', when: 'before' }],
    ['hang before', { kind: 'hang', when: 'before', ms: 20 }],
    ['limited', { kind: 'limited', status: 429 }],
  ];
  const after: [string, RequestRule['fault']][] = [
    ['502 after', { kind: 'status', status: 502, when: 'after' }],
    ['reset after', { kind: 'reset', when: 'after' }],
    ['hang after', { kind: 'hang', when: 'after', ms: 20 }],
    ['truncated', { kind: 'truncate' }],
  ];

  async function succeeds(title: string): Promise<boolean> {
    try {
      const response = await create(title);
      await response.json();
      return response.ok;
    } catch {
      return false;
    }
  }

  test.each(before)('%s: the client fails and nothing was written', async (_name, fault) => {
    github.control.addRequestFault({ method: 'POST', path: '/issues$', count: 1, fault });
    expect(await succeeds('first')).toBe(false);
    expect(written()).toEqual([]);
    expect(await succeeds('second')).toBe(true);
    expect(written()).toEqual(['second']);
  });

  test.each(after)('%s: the client fails and the write took effect', async (_name, fault) => {
    github.control.addRequestFault({ writesOnly: true, count: 1, fault });
    expect(await succeeds('first')).toBe(false);
    expect(written()).toEqual(['first']);
    expect(github.control.issue({ repository: 'acme/widgets', number: 3 }).title).toBe('first');
  });

  test('a hanging request ends when its client gives up', async () => {
    github.control.addRequestFault({ fault: { kind: 'hang' } });
    const abort = new AbortController();
    const call = create('never', abort.signal);
    abort.abort();
    await expect(call).rejects.toThrow('aborted');
  });

  test('rate limits are named as GitHub names them', async () => {
    github.control.addRequestFault({ nth: 1, fault: { kind: 'limited', retryAfterSeconds: 7 } });
    github.control.addRequestFault({ nth: 1, fault: { kind: 'limited', status: 429, resetAfterSeconds: 30 } });
    const secondary = await create('x');
    expect([secondary.status, secondary.headers.get('retry-after')]).toEqual([403, '7']);
    const primary = await create('x');
    expect([primary.status, primary.headers.get('retry-after'), primary.headers.get('x-ratelimit-remaining')]).toEqual([429, null, '0']);
    const reset = Number(primary.headers.get('x-ratelimit-reset'));
    expect(reset).toBeGreaterThanOrEqual(Math.floor(github.control.now() / 1000) + 29);
    expect(written()).toEqual([]);
  });

  test('rules match by path, operation and count, draw from the seed, and are listed and cleared', async () => {
    github.control.addRequestFault({ path: '/labels$', fault: { kind: 'status', status: 500 } });
    github.control.addRequestFault({ operation: 'Bulk', fault: { kind: 'status', status: 500 } });
    github.control.addRequestFault({ probability: 0.5, method: 'POST', path: '/issues$', fault: { kind: 'status', status: 503 } });
    const statuses: number[] = [];
    for (let call = 0; call < 20; call += 1) statuses.push((await create(`t${call}`)).status);
    expect(new Set(statuses)).toEqual(new Set([201, 503]));
    const rules = github.control.listFaults().requests;
    expect(rules.map((rule) => [rule.matched, rule.struck])).toEqual([[0, 0], [0, 0], [20, statuses.filter((status) => status === 503).length]]);
    github.control.clearRequestFaults();
    expect((await create('clear')).status).toBe(201);
  });

  test('wide pages can be made to fail, by operation', async () => {
    github.control.addRequestFault({ operation: 'Wide', fault: { kind: 'resource-limits', above: 1 } });
    const ask = async (first: number) => {
      const response = await fetch(`${github.url}/api/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: `query Wide { repository(owner: "acme", name: "widgets") { issues(first: ${first}) { nodes { number } } } }` }),
      });
      return (await response.json()) as { errors?: { type: string }[] };
    };
    expect((await ask(2)).errors?.[0]?.type).toBe('RESOURCE_LIMITS_EXCEEDED');
    expect((await ask(1)).errors).toBeUndefined();
    expect(github.control.counters()).toEqual({ 'GraphQL Wide': 2 });
  });

  test('requests are counted by route', async () => {
    await create('one');
    await create('two');
    await fetch(`${github.apiUrl}/repos/acme/widgets/issues/1`);
    expect(github.control.counters()).toEqual({ 'POST /repos/:owner/:repo/issues': 2, 'GET /repos/:owner/:repo/issues/:number': 1 });
    github.control.resetCounters();
    expect(github.control.counters()).toEqual({});
  });
});
