/**
 * I13: secrets are put in every place that takes one, everything is exercised, and then all that comes
 * out is searched: logs, answers and error pages, the whole database, exports, commands, the page's bundle.
 */
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLog } from '../../src/log.ts';
import { readTokens } from '../../src/store/oauth-tokens.ts';
import { findWebhook } from '../../src/store/outgoing-webhooks.ts';
import { dump } from '../support/dump.ts';
import { environmentFor } from '../support/stack.ts';
import { visit } from '../support/visitor.ts';
import { startWorld, type World } from './world.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIL_PASSWORD = 'canary-mail-password';
const METRICS_TOKEN = 'canary-metrics-token';
const KEY = Buffer.alloc(32, 'canary-key');

const logs: string[] = [];
const outputs = new Map<string, string>();
const secrets = new Map<string, string>();
let world: World;

beforeAll(async () => {
  const log = createLog({ logLevel: 'trace' }, { write: (line: string) => void logs.push(line) });
  world = await startWorld({ service: { log }, environment: { TOKEN_ENCRYPTION_KEYS: KEY.toString('base64'), SMTP_URL: `smtp://lockstep:${MAIL_PASSWORD}@127.0.0.1:1`, MAIL_FROM: 'l@example.org', METRICS_TOKEN } });
});
afterAll(() => world.stack.stop());

const keep = async (name: string, answer: Promise<Response>): Promise<void> => {
  const response = await answer;
  outputs.set(name, `${response.status} ${JSON.stringify([...response.headers].filter(([header]) => header !== 'set-cookie'))} ${await response.text()}`);
};

/** Puts a secret in each place, and remembers it. */
async function plant(): Promise<void> {
  const { stack: { github, database, app }, people: { olivia, walter }, own, ids } = world;
  if (!app.people) throw new Error('no App');
  const { vault } = app.people;
  secrets.set('private key', github.app.privateKey.split('\n')[2] ?? '');
  secrets.set('webhook secret', github.app.webhookSecret);
  secrets.set('client secret', github.app.clientSecret);
  secrets.set('encryption key', KEY.toString('base64'));
  secrets.set('mail password', MAIL_PASSWORD);
  secrets.set('metrics token', METRICS_TOKEN);
  for (const [name, id] of Object.entries(ids)) {
    const tokens = await readTokens(database.db, vault, id);
    secrets.set(`access token of ${name}`, tokens?.accessToken ?? '');
    secrets.set(`refresh token of ${name}`, tokens?.refreshToken ?? '');
    secrets.set(`session of ${name}`, world.people[name as 'olivia'].cookies.get('lockstep_session') ?? '');
  }
  const projectId = String(own);
  secrets.set('person’s API token', (await walter.mutate<{ token: string }>('tokens.create', { name: 'one', scopes: ['read'] })).token);
  secrets.set('project’s API token', (await olivia.mutate<{ token: string }>('tokens.createForProject', { projectId, name: 'two', scopes: ['read'] })).token);
  secrets.set('invitation', (await olivia.mutate<{ code: string }>('invitations.create', { projectId })).code);
  const hook = await olivia.mutate<{ id: string; secret: string }>('webhooks.create', { projectId, url: 'https://127.0.0.1:1/hook', kinds: ['brake.on', 'integration.paused'] });
  secrets.set('webhook’s signing secret', hook.secret);
  expect((await findWebhook(database.db, vault, Number(hook.id)))?.secret).toBe(hook.secret);
  expect([...secrets].filter(([, secret]) => secret.length < 16).map(([name]) => name)).toEqual([]);
}

/** Everything that might let one slip, the failures above all. */
async function exercise(): Promise<void> {
  const { stack, people: { olivia, walter }, own, actions } = world;
  const projectId = String(own);
  const secret = (name: string): string => secrets.get(name) ?? '';
  const stranger = visit(stack);
  await keep('callback made up', stranger.fetch(`/api/auth/github/callback?code=${secret('access token of olivia')}&state=x`));
  await keep('callback with an error', stranger.fetch('/api/auth/github/callback?error=access_denied&error_description=no'));
  await keep('secrets in an address', stranger.fetch(`/invitations/${secret('invitation')}`));
  await keep('secrets in the way back', stranger.fetch(`/api/auth/github/authorize?return_to=/invitations/${secret('invitation')}`));
  await keep('bad JSON', olivia.fetch('/api/trpc/actions.update', { method: 'POST', headers: { 'origin': new URL(stack.app.publicUrl ?? '').origin, 'content-type': 'application/json' }, body: `{"token":"${secret('person’s API token')}"` }));
  await keep('no such procedure', olivia.fetch('/api/trpc/nothing'));
  await keep('accept', walter.post('/api/trpc/invitations.accept', { code: secret('invitation') }));
  await keep('a database error', olivia.fetch(`/api/trpc/actions.get?input=${encodeURIComponent(JSON.stringify({ id: '9'.repeat(15) }))}`));
  await keep('unsigned', fetch(`${stack.app.address}/api/webhooks/github`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${secret('webhook secret')}` }, body: '{}' }));
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/openapi.json', `/api/projects/${own}/export`, '/api/account/export', '/', '/sign-in']) await keep(path, olivia.fetch(path));
  await keep('/metrics for its reader', stranger.fetch('/metrics', { headers: { authorization: `Bearer ${METRICS_TOKEN}` } }));
  for (const procedure of ['tokens.list', 'account.get', 'account.sessions', 'alerts.preferences']) await keep(procedure, olivia.fetch(`/api/trpc/${procedure}`));
  for (const procedure of ['tokens.listOfProject', 'invitations.list', 'webhooks.list', 'audit.list', 'integrations.get', 'privacy.deletePreview']) await keep(procedure, olivia.fetch(`/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify({ projectId }))}`));
  await keep('webhook test', olivia.post('/api/trpc/webhooks.test', { projectId, id: '1' }));
  // GitHub refuses, breaks off and talks nonsense while tokens are used.
  for (const fault of [{ kind: 'status', status: 401, when: 'before' }, { kind: 'status', status: 500, when: 'before' }, { kind: 'reset', when: 'before' }, { kind: 'truncate' }] as const) {
    const { id } = stack.github.control.addRequestFault({ path: '/user/installations', fault });
    await keep(`GitHub: ${JSON.stringify(fault)}`, olivia.fetch(`/api/trpc/repositories.linkable?input=${encodeURIComponent(JSON.stringify({ projectId }))}`));
    stack.github.control.clearRequestFaults({ id });
  }
  await olivia.mutate('actions.update', { id: String(actions.widgets), expectedVersion: 1, changes: { title: 'Changed' } });
  await stack.quiet();
  await stack.app.jobs.send('notify', {});
  await stack.app.jobs.send('heal', { full: true });
}

async function commands(): Promise<void> {
  const { stack: { github, database } } = world;
  const env = { ...process.env, ...environmentFor(github, database.url), TOKEN_ENCRYPTION_KEYS: KEY.toString('base64'), LOG_LEVEL: 'trace' as const };
  for (const args of [['export', String(world.own)], ['verify', '999']]) {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['src/main.ts', ...args], { cwd: ROOT, env }).catch((error: unknown) => error as { stdout: string; stderr: string });
    outputs.set(`lockstep ${args.join(' ')}`, `${stdout}${stderr}`);
  }
}

test('no secret is found in clear anywhere', async () => {
  await plant();
  await exercise();
  await commands();
  outputs.set('logs', logs.join(''));
  for (const [table, text] of await dump(world.stack.database.db)) outputs.set(`table ${table}`, text);
  for (const file of existsSync(join(ROOT, 'web/dist')) ? globSync('web/dist/**/*.{js,html,css,map}', { cwd: ROOT }) : []) outputs.set(file, readFileSync(join(ROOT, file), 'utf8'));
  expect([...outputs.keys()]).toEqual(expect.arrayContaining(['logs', 'table public.oauth_tokens', 'table pgboss.queue', '/metrics', 'webhook test']));
  expect(logs.length).toBeGreaterThan(20);

  const found: string[] = [];
  for (const [where, text] of outputs) {
    for (const [name, secret] of secrets) {
      for (const form of [secret, Buffer.from(secret).toString('base64').replace(/=+$/, ''), Buffer.from(secret).toString('hex'), encodeURIComponent(secret)]) if (text.includes(form)) found.push(`${name} in ${where}`);
    }
    // Tokens of installations live in memory; whatever has the shape of one of GitHub's is one too many.
    if (where !== 'table public.deliveries' && /\bgh[opsur]_[A-Za-z0-9]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) found.push(`something like a token in ${where}`);
    if (/\n\s+at \S+ \(?(?:file:|\/)/.test(text) && !where.startsWith('lockstep') && where !== 'logs' && !where.startsWith('web/dist')) found.push(`a stack trace in ${where}`);
  }
  expect([...new Set(found)]).toEqual([]);
});
