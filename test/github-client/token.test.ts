import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createGitHub, type GitHub } from '../../src/github/clients.ts';
import { startGitHub, type GitHubStandIn } from '../github/start.ts';
import { configFor } from '../support/stack.ts';
import { silent } from '../support/log.ts';
import { testBudgets } from '../support/budgets.ts';

let standIn: GitHubStandIn;
let github: GitHub;
let hosts: Set<string>;

beforeEach(async () => {
  // Only Date: auth-app takes a token for too young to be dead in its first 5 s.
  jest.useFakeTimers({ now: Date.now(), doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  standIn = await startGitHub({ clock: () => Date.now() });
  hosts = new Set();
  const { github: credentials, githubApiUrl } = configFor(standIn, 'postgres://unused');
  if (!credentials) throw new Error('no credentials');
  github = await createGitHub({
    credentials, apiUrl: githubApiUrl, log: silent, onAnswer: () => {},
    budgets: testBudgets(),
    fetch: async (url, init) => {
      hosts.add(new URL(String(url)).host);
      return fetch(url, init);
    },
  });
});

afterEach(async () => {
  jest.useRealTimers();
  await standIn.close();
});

describe('an installation token that died before its time', () => {
  test('is replaced within the call, and nobody but the configured GitHub is asked', async () => {
    const [installation] = standIn.control.installations();
    const id = installation?.id as number;
    const client = await github.asInstallation(id);
    const read = () => client.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'widgets' });
    await read();
    standIn.state.tokens.dropInstallation(id);
    jest.setSystemTime(Date.now() + 10_000);
    expect((await read()).status).toBe(200);
    expect([...hosts]).toEqual([new URL(standIn.url).host]);
  });

  test('where the App is no longer installed, the refusal is told as what it is', async () => {
    const [installation] = standIn.control.installations();
    const client = await github.asInstallation(installation?.id as number);
    const read = () => client.request('GET /repos/{owner}/{repo}', { owner: 'acme', repo: 'widgets' });
    await read();
    standIn.control.uninstall({ by: 'olivia', account: 'acme' });
    jest.setSystemTime(Date.now() + 10_000);
    await expect(read()).rejects.toMatchObject({ name: 'GitHubError', code: 'not_found' });
    expect([...hosts]).toEqual([new URL(standIn.url).host]);
  });
});
