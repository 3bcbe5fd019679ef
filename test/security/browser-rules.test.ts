/** What a browser is told: cookies, headers, limits. */
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { loadConfig } from '../../src/config.ts';
import { createCookies } from '../../src/http/auth/cookies.ts';
import { networkOf } from '../../src/http/auth/rate-limits.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { visit } from '../support/visitor.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ service: { limits: { signIn: 8, apiAddress: 60, apiPerson: 12 } } });
});
afterAll(() => stack.stop());

test('over https the session’s cookie is a __Host- one: Secure, HttpOnly, Lax, of the whole path, of no domain', async () => {
  const fastify = Fastify();
  await fastify.register(cookie);
  const cookies = createCookies(true);
  fastify.get('/', async (request, reply) => {
    cookies.set(reply, 'session', 's'.repeat(43), 60);
    return { had: cookies.read(request, 'session') ?? null };
  });
  const answer = await fastify.inject({ url: '/', headers: { cookie: `lockstep_session=${'p'.repeat(43)}` } });
  expect(answer.headers['set-cookie']).toBe(`__Host-lockstep_session=${'s'.repeat(43)}; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax`);
  // A plain cookie that somebody planted over http counts for nothing.
  expect(answer.json()).toEqual({ had: null });
  await fastify.close();
});

test.each(['http://lockstep.example.com', 'http://10.0.0.1:3000', 'https://example.com/lockstep', 'https://user:secret@example.com', 'https://example.com?x=1'])('PUBLIC_URL %s stops the start', (url) => {
  expect(() => loadConfig({ PUBLIC_URL: url })).toThrow(/^PUBLIC_URL is wrong: .*https/);
});

/** A request whose target is sent to the letter. */
async function send(method: string, target: string): Promise<{ status: number; text: string; sniffing: unknown }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string; sniffing: unknown }>();
  const sent = httpRequest(new URL('/', stack.app.publicUrl), { method, path: target, headers: { cookie: 'planted=1' } }, (response) => {
    let text = '';
    response.on('data', (part: Buffer) => void (text += part.toString()));
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text, sniffing: response.headers['x-content-type-options'] }));
  });
  sent.on('error', reject).end();
  return promise;
}

describe('headers', () => {
  test.each(['/', '/sign-in', '/api/trpc/account.get', '/api/auth/github/callback', '/api/events?project=1', '/nothing', '/healthz', '/readyz', '/metrics'])('%s: no sniffing, no framing, no scripts but our own', async (path) => {
    const { headers } = await fetch(`${stack.app.publicUrl}${path}`, { redirect: 'manual', headers: { accept: 'text/html' } });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('TRACE is not answered with what was sent', async () => {
    const { status, text } = await send('TRACE', '/');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('planted');
  });

  test('an address that cannot be read is told so, and no more', async () => {
    const { status, text, sniffing } = await send('GET', '/%zz');
    expect([status, text, sniffing]).toEqual([400, expect.stringMatching(/^\{"error":"This address cannot be read/), 'nosniff']);
  });

  test('HEAD of the page’s API is no error', async () => {
    expect((await send('HEAD', '/api/trpc/account.get')).status).toBe(404);
  });

  test('no error tells of the inside', async () => {
    const answer = await fetch(`${stack.app.publicUrl}/api/trpc/projects.get?input=%7B`);
    expect(await answer.text()).not.toMatch(/node_modules|\.ts:|at .*\(/);
  });
});

describe('rate limits', () => {
  test('by address on sign-in', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await visit(stack).fetch('/api/auth/github/authorize')).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([302, 429]);
    const refused = await visit(stack).fetch('/api/auth/github/callback');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const page = await visit(stack).fetch('/api/auth/github/authorize', { headers: { accept: 'text/html,*/*' } });
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([429, 'text/html; charset=utf-8', expect.stringContaining('Too many requests: please wait')]);
    // However the address is written.
    for (const target of ['/%61pi/auth/github/authorize', `${stack.app.publicUrl}/api/auth/github/authorize`]) expect((await send('GET', target)).status).toBe(429);
  });

  test('on the API: a caller who is over the limit is refused, the inbox is not', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 14; attempt += 1) statuses.push((await visit(stack).fetch('/api/trpc/account.get')).status);
    expect(statuses.at(-1)).toBe(429);
    expect(await Promise.all(['/api/account/export', '/api/projects/1/export', '/api/export/audit-log?project=1', '/api/v1/projects'].map(async (path) => (await visit(stack).fetch(path)).status))).toEqual([429, 429, 429, 429]);
    expect((await fetch(`${stack.app.publicUrl}/api/webhooks/github`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(401);
  });

  test.each([['192.0.2.7', '192.0.2.7'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'], ['2001:db8::1', '2001:db8:0:0'], ['::1', '0:0:0:0'], ['::ffff:192.0.2.7', '::ffff:192.0.2.7']])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
