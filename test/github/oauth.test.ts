import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitHub, type GitHubStandIn } from './start.ts';

const CALLBACK = 'http://127.0.0.1:3000/api/auth/github/callback';
const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-xyz';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

type Answer = Record<string, string | number | undefined>;

describe('user OAuth', () => {
  let github: GitHubStandIn;

  beforeEach(async () => {
    github = await startGitHub({ app: { callbackUrls: [CALLBACK] } });
  });
  afterEach(() => github.close());

  async function authorize(query: Record<string, string>): Promise<Response> {
    const all = new URLSearchParams({ client_id: github.app.clientId, redirect_uri: CALLBACK, state: 's t', ...query });
    return fetch(`${github.webUrl}/login/oauth/authorize?${all.toString()}`, { redirect: 'manual' });
  }

  async function codeFor(query: Record<string, string> = {}): Promise<string> {
    const response = await authorize({ login: 'walter', code_challenge: CHALLENGE, code_challenge_method: 'S256', ...query });
    const target = new URL(response.headers.get('location') ?? '');
    expect([response.status, target.origin + target.pathname, target.searchParams.get('state')]).toEqual([302, CALLBACK, 's t']);
    return target.searchParams.get('code') ?? '';
  }

  async function exchange(body: Record<string, string>): Promise<Answer> {
    const { clientId, clientSecret } = github.app;
    const response = await fetch(`${github.webUrl}/login/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, ...body }),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  }

  async function whoami(token: string | number | undefined): Promise<string | number> {
    const response = await fetch(`${github.apiUrl}/user`, { headers: { authorization: `Bearer ${token}` } });
    return response.ok ? ((await response.json()) as { login: string }).login : response.status;
  }

  test('a code with its verifier gives tokens that expire', async () => {
    const answer = await exchange({ code: await codeFor(), code_verifier: VERIFIER, redirect_uri: CALLBACK });
    expect(answer).toMatchObject({ expires_in: 28_800, refresh_token_expires_in: 15_897_600, token_type: 'bearer', scope: '' });
    expect(await whoami(answer['access_token'])).toBe('walter');
    github.control.advanceClock({ ms: 8 * 3_600_000 });
    expect(await whoami(answer['access_token'])).toBe(401);
  });

  test('a code works once, only with the right verifier, and for ten minutes', async () => {
    const code = await codeFor();
    expect(await exchange({ code, code_verifier: 'another-verifier' })).toMatchObject({ error: 'bad_verification_code' });
    expect(await exchange({ code, code_verifier: VERIFIER })).toMatchObject({ error: 'bad_verification_code' });
    expect(await exchange({ code: await codeFor() })).toMatchObject({ error: 'bad_verification_code' });
    const late = await codeFor();
    github.control.advanceClock({ ms: 600_000 });
    expect(await exchange({ code: late, code_verifier: VERIFIER })).toMatchObject({ error: 'bad_verification_code' });
  });

  test('a refresh kills both old tokens', async () => {
    const first = await exchange({ code: await codeFor(), code_verifier: VERIFIER });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    const second = await exchange(refresh);
    expect(await whoami(second['access_token'])).toBe('walter');
    expect(await whoami(first['access_token'])).toBe(401);
    expect(await exchange(refresh)).toMatchObject({ error: 'bad_refresh_token' });
  });

  test('wrong client credentials and foreign callbacks are refused', async () => {
    expect(await exchange({ code: await codeFor(), code_verifier: VERIFIER, client_secret: 'wrong' })).toMatchObject({ error: 'incorrect_client_credentials' });
    expect(await exchange({ code: await codeFor(), code_verifier: VERIFIER, redirect_uri: 'http://127.0.0.1:9/' })).toMatchObject({ error: 'redirect_uri_mismatch' });
    expect((await authorize({ login: 'walter', redirect_uri: 'http://evil.test/' })).status).toBe(400);
  });

  test('a form is answered as a form', async () => {
    const { clientId, clientSecret } = github.app;
    const response = await fetch(`${github.webUrl}/login/oauth/access_token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, code: await codeFor(), code_verifier: VERIFIER }),
    });
    expect(new URLSearchParams(await response.text()).get('expires_in')).toBe('28800');
  });

  test('the consent page lists people as buttons, and refusing comes back as access_denied', async () => {
    const response = await authorize({});
    const html = await response.text();
    expect(html).toContain('Authorize as walter');
    expect(html).not.toContain('lockstep[bot]');
    const denied = await authorize({ deny: '1' });
    expect(new URL(denied.headers.get('location') ?? '').searchParams.get('error')).toBe('access_denied');
  });

  test('the App revokes a token or the whole grant with its own credentials', async () => {
    const basic = `Basic ${Buffer.from(`${github.app.clientId}:${github.app.clientSecret}`).toString('base64')}`;
    const revoke = (path: string, token: unknown, authorization = basic) =>
      fetch(`${github.apiUrl}/applications/${github.app.clientId}/${path}`, { method: 'DELETE', headers: { authorization }, body: JSON.stringify({ access_token: token }) });
    const first = github.control.issueUserToken({ login: 'walter' });
    const second = github.control.issueUserToken({ login: 'walter' });
    expect((await revoke('token', first.accessToken, 'Basic d3Jvbmc6d3Jvbmc=')).status).toBe(401);
    expect((await revoke('token', first.accessToken)).status).toBe(204);
    expect(await whoami(first.accessToken)).toBe(401);
    expect(await whoami(second.accessToken)).toBe('walter');
    const third = github.control.issueUserToken({ login: 'walter' });
    expect((await revoke('grant', third.accessToken)).status).toBe(204);
    expect([await whoami(second.accessToken), await whoami(third.accessToken)]).toEqual([401, 401]);
    expect(await exchange({ grant_type: 'refresh_token', refresh_token: second.refreshToken })).toMatchObject({ error: 'bad_refresh_token' });
  });

  test('a manifest becomes the App\'s credentials, once', async () => {
    const manifest = JSON.stringify({ name: 'Mine', url: 'http://127.0.0.1:1', redirect_url: 'http://127.0.0.1:1/setup', hook_attributes: { url: 'http://127.0.0.1:1/hook' }, default_permissions: { issues: 'write' }, default_events: ['issues'] });
    const submit = (fields: Record<string, string>) => fetch(`${github.webUrl}/settings/apps/new?state=abc`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ manifest, ...fields }) });
    expect(await (await submit({})).text()).toContain('Create GitHub App');
    const confirmed = new URL((await submit({ confirm: '1' })).headers.get('location') ?? '');
    expect(confirmed.searchParams.get('state')).toBe('abc');
    const conversion = `${github.apiUrl}/app-manifests/${confirmed.searchParams.get('code')}/conversions`;
    const converted = (await (await fetch(conversion, { method: 'POST' })).json()) as object;
    expect(converted).toMatchObject({ id: github.app.id, name: 'Mine', pem: github.app.privateKey, webhook_secret: github.app.webhookSecret, client_secret: github.app.clientSecret });
    expect(github.app.webhookUrl).toBe('http://127.0.0.1:1/hook');
    expect((await fetch(conversion, { method: 'POST' })).status).toBe(404);
  });
});
