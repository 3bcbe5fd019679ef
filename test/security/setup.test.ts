/** Setup without credentials: `lockstep start` on an empty database, from the code on the terminal to a sign-in. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type App } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { readAppYml } from '../../src/github/app-yml.ts';
import { isSetupCode, newSetupCode } from '../../src/http/setup/code.ts';
import { readAppCredentials } from '../../src/store/app-credentials.ts';
import { createVault } from '../../src/store/vault.ts';
import { startGitHub, type GitHubStandIn } from '../github/start.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { freePort } from '../support/service.ts';
import { until } from '../support/until.ts';
import { visit, type Visitor } from '../support/visitor.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const key = randomBytes(32);

let github: GitHubStandIn;
let database: TestDatabase;
beforeAll(async () => {
  github = await startGitHub();
  database = await cloneDatabase();
});
afterAll(async () => {
  await github.close();
  await database.drop();
});
afterEach(async () => {
  await database.db('app_credentials').delete();
});

const environment = (more: Record<string, string> = {}): Record<string, string> => ({
  GITHUB_API_URL: github.apiUrl, GITHUB_WEB_URL: github.webUrl, DATABASE_URL: database.url, TOKEN_ENCRYPTION_KEYS: key.toString('base64'), PORT: '0', LOG_LEVEL: 'error', ...more,
});

const start = (more: Record<string, string> = {}): Promise<App> =>
  startApp({ config: loadConfig(environment(more)), log: silent, databaseUrl: database.url, roles: ['web'], limits: { signIn: 40, apiAddress: 40, apiPerson: 40 } });

const type = (visitor: Visitor, origin: string, fields: Record<string, string>): Promise<Response> =>
  visitor.fetch('/setup', { method: 'POST', headers: { origin }, body: new URLSearchParams(fields) });

/** What a person does: types the code, clicks on GitHub's page, comes back. @returns the address GitHub sends them to */
async function toCallback(visitor: Visitor, origin: string, code: string): Promise<string> {
  const offered = await type(visitor, origin, { code, owner: 'acme', name: 'Lockstep of Acme' });
  expect(offered.status).toBe(200);
  const html = await offered.text();
  const unescape = (text: string): string => text.replace(/&#(\d+);/g, (_all, number: string) => String.fromCharCode(Number(number)));
  const action = unescape(/action="([^"]+)"/.exec(html)?.[1] ?? '');
  const manifest = unescape(/name="manifest" value="([^"]+)"/.exec(html)?.[1] ?? '');
  expect(action).toContain(`${github.webUrl}/organizations/acme/settings/apps/new?state=`);
  expect(offered.headers.get('content-security-policy')).toContain(`form-action 'self' ${new URL(github.webUrl).origin};`);
  const confirmed = await fetch(action, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ manifest, confirm: '1' }) });
  return confirmed.headers.get('location') ?? '';
}

test('the App asks what app.yml says, no more and no less', async () => {
  const app = await start();
  try {
    const operator = visit({ app });
    await operator.fetch(await toCallback(operator, new URL(app.publicUrl ?? '').origin, app.setup?.code ?? ''));
    const text = await readFile(join(ROOT, 'app.yml'), 'utf8');
    const { default_permissions: permissions, default_events: events } = readAppYml();
    for (const [name, level] of Object.entries(permissions)) expect(text).toContain(`\n  ${name}: ${level}`);
    for (const name of events) expect(text).toContain(`\n  - ${name}`);
    expect(Object.keys(permissions).length + events.length).toBe(text.split('\n').filter((line) => /^ {2}(?:\w+: (?:read|write)|- [a-z_0-9]+)(?:\s|$)/.test(line)).length);
    expect([github.app.permissions, github.app.events]).toEqual([permissions, events]);
    expect(github.app.callbackUrls).toEqual([`${app.publicUrl}/api/auth/github/callback`]);
  } finally {
    await app.stop();
  }
});

describe('the code', () => {
  test('is forgiving to type and hard to guess', () => {
    const code = newSetupCode();
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(isSetupCode(` ${code.toLowerCase().replaceAll('-', ' ')} `, code)).toBe(true);
    for (const wrong of ['', '-', code.slice(1), `${code}A`, newSetupCode()]) expect(isSetupCode(wrong, code)).toBe(false);
    expect(new Set(Array.from({ length: 500 }, newSetupCode)).size).toBe(500);
  });

  test('without it nobody begins, however often they try; tries are counted and audited', async () => {
    const app = await start();
    try {
      const origin = new URL(app.publicUrl ?? '').origin;
      const stranger = visit({ app });
      expect(await (await stranger.fetch('/')).text()).not.toContain(app.setup?.code ?? '-');
      const statuses = [];
      for (let attempt = 0; attempt < 45; attempt += 1) statuses.push((await type(stranger, origin, { code: newSetupCode() })).status);
      expect(statuses.slice(0, 30).every((status) => status === 403)).toBe(true);
      expect(statuses.at(-1)).toBe(429);
      expect(await database.db('audit_log').where({ event: 'app.connected', outcome: 'denied' }).first()).toBeDefined();
      const elsewhere = await stranger.fetch('/projects', { headers: { accept: 'text/html' } });
      expect([elsewhere.status, await elsewhere.text()]).toEqual([404, expect.stringContaining('href="/"')]);
      expect(await database.db('sign_ins')).toEqual([]);
    } finally {
      await app.stop();
    }
  });
});

describe('coming back from GitHub', () => {
  test('another browser, a replay and a made-up state end nowhere; the right one stores the App sealed', async () => {
    const app = await start();
    try {
      const origin = new URL(app.publicUrl ?? '').origin;
      const [operator, stranger] = [visit({ app }), visit({ app })];
      const stolen = await toCallback(operator, origin, app.setup?.code ?? '');
      expect((await stranger.fetch(stolen)).status).toBe(400);
      expect((await operator.fetch(stolen)).status).toBe(400);
      expect((await operator.fetch(`/setup/callback?code=x&state=${'s'.repeat(43)}`)).status).toBe(400);
      expect(await database.db('app_credentials')).toEqual([]);
      const callback = await toCallback(operator, origin, app.setup?.code ?? '');
      const done = await operator.fetch(callback);
      expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Your App is connected')]);
      await app.setup?.connected;
      const stored = JSON.stringify(await database.db('app_credentials'));
      for (const secret of [github.app.clientSecret, github.app.webhookSecret, 'PRIVATE KEY']) expect(stored).not.toContain(secret);
      expect(await readAppCredentials(database.db, createVault([key]))).toMatchObject({ appId: github.app.id, clientSecret: github.app.clientSecret, webhookSecret: github.app.webhookSecret });
    } finally {
      await app.stop();
    }
  });

  test('lost keys: setup says so instead of crashing, and the environment’s credentials win', async () => {
    const app = await start();
    await visit({ app }).fetch(await toCallbackOf(app));
    await app.stop();
    const locked = await start({ TOKEN_ENCRYPTION_KEYS: randomBytes(32).toString('base64') });
    expect(locked.engine).toBeUndefined();
    expect(await (await visit({ app: locked }).fetch('/')).text()).toContain('the key they were sealed with is not given');
    await locked.stop();
    const { app: { id, privateKey, webhookSecret, clientId, clientSecret } } = github;
    const given = await start({ APP_ID: String(id + 1), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: webhookSecret, GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret });
    expect([given.engine === undefined, given.setup]).toEqual([false, undefined]);
    await given.stop();
  });
});

async function toCallbackOf(app: App): Promise<string> {
  const operator = visit({ app });
  const callback = await toCallback(operator, new URL(app.publicUrl ?? '').origin, app.setup?.code ?? '');
  await operator.fetch(callback);
  return '/';
}

test('npm start from nothing: code, one click, and the same process serves the sign-in', async () => {
  const port = await freePort();
  const child = spawn(process.execPath, ['src/main.ts', 'start'], { cwd: ROOT, env: { ...process.env, ...environment({ PORT: String(port) }) }, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await until('the code on the terminal', () => /type this code: (\S+)/.exec(said)?.[1]);
    const publicUrl = `http://localhost:${port}`;
    // Nothing can be verified yet: GitHub is told so, whatever it sends.
    const early = await fetch(`${publicUrl}/api/webhooks/github`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } });
    expect([early.status, await early.text()]).toEqual([503, expect.stringContaining('No GitHub App is connected yet')]);
    const operator = visit({ app: { publicUrl } as App });
    await operator.fetch(await toCallback(operator, publicUrl, code));
    await until('the sign-in is served', async () => (await fetch(`${publicUrl}/sign-in`).catch(() => null))?.status === 200);
    expect((await operator.signIn('olivia')).status).toBe(303);
    expect(await operator.query('account.get')).toMatchObject({ login: 'olivia' });
  } finally {
    await stop(child);
  }
});

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
