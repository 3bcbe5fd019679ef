import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { safeReturnPath } from '../../../src/http/auth/return-path.ts';
import { startStack, type Stack } from '../../support/stack.ts';
import { visit } from '../../support/visitor.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ service: { limits: { signIn: 10_000, apiAddress: 10_000, apiPerson: 10_000 } } });
});
afterAll(() => stack.stop());

const count = async (table: string, where: object = {}): Promise<number> => Number((await stack.database.db(table).where(where).count<{ count: number }[]>())[0]?.count);
const newestAudit = () => stack.database.db('audit_log').orderBy('id', 'desc').first();

describe('signing in with GitHub', () => {
  test('ends where the person wanted to go, with a session of their own', async () => {
    const walter = visit(stack);
    const answer = await walter.signIn('walter', '/projects/7?status=open');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/projects/7?status=open']);
    expect(await walter.query('account.get')).toEqual({ id: expect.any(String), login: 'walter', name: 'Walter Writer', signInAgain: false });
    expect(await newestAudit()).toMatchObject({ event: 'sign-in', outcome: 'done', actor_kind: 'person' });
  });

  test('is asked for again, in so many words, once GitHub can no longer be asked in the person’s name', async () => {
    const walter = visit(stack);
    await walter.signIn('walter');
    await stack.database.db('oauth_tokens').update({ state: 'lost' });
    expect(await walter.query('account.get')).toMatchObject({ login: 'walter', signInAgain: true });
    const { id: projectId } = await walter.mutate<{ id: string }>('projects.create', { name: 'Lost' });
    const answer = await walter.fetch(`/api/trpc/repositories.installations?input=${encodeURIComponent(JSON.stringify({ projectId }))}`);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining('please sign in again'), data: { code: 'FORBIDDEN', signInAgain: true } } });
    await walter.signIn('walter');
    expect(await walter.query('account.get')).toMatchObject({ signInAgain: false });
  });

  test('asks GitHub with state, PKCE S256 and our callback', async () => {
    const begun = await visit(stack).fetch('/api/auth/github/authorize');
    const asked = new URL(begun.headers.get('location') ?? '');
    expect(asked.origin + asked.pathname).toBe(`${stack.github.webUrl}/login/oauth/authorize`);
    const { state, code_challenge: challenge, ...rest } = Object.fromEntries(asked.searchParams);
    expect(rest).toEqual({ client_id: stack.github.app.clientId, redirect_uri: `${stack.app.publicUrl}/api/auth/github/callback`, code_challenge_method: 'S256' });
    expect([state?.length, challenge?.length]).toEqual([43, 43]);
  });

  test('I13: cookies and tokens are nowhere in clear', async () => {
    const walter = visit(stack);
    const callback = new URL(await walter.toCallback('walter'));
    await walter.fetch(callback.href);
    const session = walter.cookies.get('lockstep_session') ?? '';
    expect(session).toHaveLength(43);
    const dump = JSON.stringify(await Promise.all(['sessions', 'oauth_tokens', 'sign_ins', 'users', 'audit_log'].map((table) => stack.database.db(table))));
    for (const secret of [session, Buffer.from(session).toString('hex'), callback.searchParams.get('state') ?? 'x', 'ghu_', 'ghr_']) expect(dump).not.toContain(secret);
  });

  test('on localhost the cookie is plain but HttpOnly and Lax', async () => {
    const walter = visit(stack);
    const answer = await walter.signIn('walter');
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('lockstep_session='));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('a refusal on GitHub is answered by a page that says so and offers another try', async () => {
    const walter = visit(stack);
    const begun = await walter.fetch('/api/auth/github/authorize?return_to=/projects');
    const denied = await walter.fetch(`${begun.headers.get('location')}&deny=1`);
    const page = await walter.fetch(denied.headers.get('location') ?? '');
    expect(page.status).toBe(403);
    const html = await page.text();
    expect(html).toContain('You did not sign in');
    expect(html).toContain('/api/auth/github/authorize?return_to=%2Fprojects');
    expect(walter.cookies.has('lockstep_session')).toBe(false);
    expect(await newestAudit()).toMatchObject({ event: 'sign-in', outcome: 'denied', detail: { reason: 'declined' } });
  });

  test('GitHub away: a page that says so, and no session', async () => {
    const walter = visit(stack);
    const callback = await walter.toCallback('walter');
    stack.github.control.addRequestFault({ method: 'GET', path: '^/user$', count: 1, fault: { kind: 'status', status: 502 } });
    const page = await walter.fetch(callback);
    expect([page.status, walter.cookies.has('lockstep_session')]).toEqual([503, false]);
  });
});

describe('what must not work', () => {
  test('state replay: a callback is good for one time', async () => {
    const walter = visit(stack);
    const callback = await walter.toCallback('walter');
    const browser = walter.cookies.get('lockstep_sign_in') ?? '';
    expect((await walter.fetch(callback)).status).toBe(303);
    walter.cookies.set('lockstep_sign_in', browser);
    const again = await walter.fetch(callback);
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('no longer valid')]);
  });

  test('login CSRF: a sign-in that began in one browser does not end in another', async () => {
    const attacker = visit(stack);
    const victim = visit(stack);
    await victim.fetch('/api/auth/github/authorize');
    const before = await count('sessions');
    const answer = await victim.fetch(await attacker.toCallback('otto'));
    expect([answer.status, victim.cookies.has('lockstep_session'), await count('sessions')]).toEqual([400, false, before]);
    expect(await newestAudit()).toMatchObject({ outcome: 'denied', detail: { reason: 'other_browser' } });
  });

  test('code injection: a code obtained elsewhere fails its PKCE check', async () => {
    const attacker = visit(stack);
    const victim = visit(stack);
    const stolen = new URL(await victim.toCallback('walter')).searchParams.get('code') ?? '';
    const own = new URL(await attacker.toCallback('otto'));
    own.searchParams.set('code', stolen);
    expect([(await attacker.fetch(own.href)).status, attacker.cookies.has('lockstep_session')]).toEqual([400, false]);
  });

  test.each(['', '?state=x&code=y', `?state=${'a'.repeat(43)}&code=y`, '?code=y', '?state=a&state=b&code=c', '?error=access_denied'])('a made-up callback %j is refused', async (search) => {
    const answer = await visit(stack).fetch(`/api/auth/github/callback${search}`);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('session fixation: the id changes at sign-in, and the one before is worth nothing', async () => {
    const walter = visit(stack);
    await walter.signIn('walter');
    const before = walter.cookies.get('lockstep_session') ?? '';
    await walter.signIn('tara');
    expect(walter.cookies.get('lockstep_session')).not.toBe(before);
    expect(await walter.query('account.get')).toMatchObject({ login: 'tara' });
    walter.cookies.set('lockstep_session', before);
    await expect(walter.query('account.get')).rejects.toThrow('UNAUTHORIZED');
    const planted = visit(stack);
    planted.cookies.set('lockstep_session', 'p'.repeat(43));
    await planted.signIn('walter');
    expect(planted.cookies.get('lockstep_session')).not.toBe('p'.repeat(43));
  });

  test.each<[unknown, string]>([
    ['//evil.test', '/'], ['/\\evil.test', '/'], ['https://evil.test', '/'], ['/\t/evil.test', '/'], ['/..//evil.test', '/'], ['evil', '/'], ['/a\nb', '/'],
    ['/%0d%0aset-cookie:x', '/%0d%0aset-cookie:x'], ['javascript:alert(1)', '/'], ['/api/auth/logout', '/'], ['/x/../api/auth/logout', '/'], ['/sign-in?return_to=/', '/'],
    [['/a', '/b'], '/'], [undefined, '/'], ['/projects/7?q=a%20b#x', '/projects/7?q=a%20b#x'], [`/${'x'.repeat(3000)}`, '/'],
  ])('open redirect: %j goes to %j', (asked, path) => {
    expect(safeReturnPath(asked)).toBe(path);
  });
});

describe('sessions', () => {
  test('are listed to their owner, who ends one of them', async () => {
    const [here, there, stranger] = [visit(stack), visit(stack), visit(stack)];
    await here.signIn('rita');
    await there.signIn('rita');
    await stranger.signIn('otto');
    const sessions = await here.query<{ id: string; current: boolean }[]>('account.sessions');
    expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
    const other = sessions.find(({ current }) => !current)?.id;
    await expect(stranger.mutate('account.endSession', { id: other })).rejects.toThrow('NOT_FOUND');
    await here.mutate('account.endSession', { id: other });
    await expect(there.query('account.get')).rejects.toThrow('UNAUTHORIZED');
    expect(await here.query('account.get')).toMatchObject({ login: 'rita' });
  });

  test.each([['idle', "seen_at = now() - interval '5 days'"], ['too old', "created_at = now() - interval '31 days'"]])('end when %s', async (_why, change) => {
    const walter = visit(stack);
    await walter.signIn('walter');
    await stack.database.db.raw(`UPDATE sessions SET ${change}`);
    await expect(walter.query('account.get')).rejects.toThrow('UNAUTHORIZED');
  });

  test('end at sign-out, whatever the cookie says afterwards', async () => {
    const walter = visit(stack);
    await walter.signIn('walter');
    const id = walter.cookies.get('lockstep_session') ?? '';
    const answer = await walter.post('/api/auth/logout');
    expect([answer.status, walter.cookies.has('lockstep_session')]).toEqual([204, false]);
    walter.cookies.set('lockstep_session', id);
    await expect(walter.query('account.get')).rejects.toThrow('UNAUTHORIZED');
    expect(await newestAudit()).toMatchObject({ event: 'sign-out', actor_kind: 'person' });
  });
});

describe('requests from elsewhere', () => {
  const cases: [string, Record<string, string>][] = [
    ['another origin', { origin: 'https://evil.test' }],
    ['an opaque origin', { origin: 'null' }],
    ['another port', { origin: 'http://localhost:1' }],
    ['a cross-site fetch without Origin', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['nowhere at all', {}],
  ];
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];

  test.each(cases)('%s: refused on every route that changes something, whatever the content type', async (_what, headers) => {
    const walter = visit(stack);
    await walter.signIn('walter');
    for (const path of ['/api/auth/logout', '/api/trpc/account.endSession', '/api/nothing']) {
      for (const type of types) {
        const answer = await walter.fetch(path, { method: 'POST', headers: { ...headers, 'content-type': type }, body: '{}' });
        expect([path, type, answer.status]).toEqual([path, type, 403]);
      }
    }
    expect(await walter.query('account.get')).toMatchObject({ login: 'walter' });
  });

  test('our own page is let through, by Origin or by Sec-Fetch-Site', async () => {
    const walter = visit(stack);
    await walter.signIn('walter');
    expect((await walter.fetch('/api/auth/logout', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(204);
  });
});

describe('the door', () => {
  const html = { accept: 'text/html' };

  test('without a session a page leads to the sign-in and back', async () => {
    const answer = await visit(stack).fetch('/projects/7?status=open', { headers: html });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/sign-in?return_to=%2Fprojects%2F7%3Fstatus%3Dopen']);
    const door = await visit(stack).fetch(answer.headers.get('location') ?? '', { headers: html });
    expect(await door.text()).toContain('href="/api/auth/github/authorize?return_to=%2Fprojects%2F7%3Fstatus%3Dopen"');
  });

  test('the other name of this machine leads to the one GitHub sends people back to', async () => {
    const answer = await fetch(`${stack.app.address}/api/auth/github/authorize?return_to=/projects`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`${stack.app.publicUrl}/api/auth/github/authorize?return_to=%2Fprojects`);
  });
});
