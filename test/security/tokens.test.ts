/** API tokens: what they look like, as whom they act, and what they never may. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { decideInProject, decideOwn, OWN_RIGHTS, PROJECT_RIGHTS, type Caller, type ProjectRight } from '../../src/core/policy.ts';
import { createCallers } from '../../src/http/auth/bearer.ts';
import { createCookies } from '../../src/http/auth/cookies.ts';
import { createSessions } from '../../src/http/auth/session.ts';
import { createServer } from '../../src/http/server.ts';
import { redact } from '../../src/log.ts';
import { isTokenText, newTokenText } from '../../src/store/api-token-text.ts';
import { createApiToken, type NewApiToken } from '../../src/store/api-tokens.ts';
import { setMember } from '../../src/store/members.ts';
import { PROJECT_LIMITS, refuseBeyond } from '../../src/store/project-limits.ts';
import { silent } from '../support/log.ts';
import { environmentFor } from '../support/stack.ts';
import { startWorld, type Login, type World } from './world.ts';

let world: World;
let fastify: FastifyInstance;
let address: string;
beforeAll(async () => {
  world = await startWorld();
  const { db } = world.stack.database;
  fastify = createServer({ log: silent });
  await fastify.register(cookie);
  const callers = createCallers(db, createSessions(db, createCookies(false)));
  fastify.get('/who', async (request, reply) => (await callers.of(request)) ?? reply.code(401).send({}));
  address = await fastify.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await fastify.close();
  await world.stack.stop();
});

const db = () => world.stack.database.db;
const make = (made: Partial<NewApiToken>) =>
  createApiToken(db(), { kind: 'person', userId: world.ids.walter, projectId: null, name: 'test', scopes: ['read'], expiresInDays: 1, ...made });
const who = async (token: string, headers: Record<string, string> = {}): Promise<[number, unknown]> => {
  const response = await fetch(`${address}/who`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  return [response.status, await response.json()];
};

describe('a token’s text', () => {
  test('has a prefix, a checksum that finds mistypings, and never repeats', () => {
    const tokens = Array.from({ length: 200 }, () => newTokenText('person'));
    expect(new Set(tokens).size).toBe(200);
    for (const token of tokens) {
      expect(token).toMatch(/^lstu_[0-9A-Za-z]{46}$/);
      expect(isTokenText(token)).toBe(true);
      const at = 5 + (token.charCodeAt(9) % 46);
      const typo = token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1);
      expect(isTokenText(typo)).toBe(false);
    }
  });

  test('is cut out of logs', () => {
    expect(redact(`token ${newTokenText('operator')} used`)).toBe('token [redacted] used');
  });
});

describe('a token', () => {
  test('acts as its person within its scopes, and only its hash is stored', async () => {
    const { id, token } = await make({ scopes: ['read', 'write'] });
    expect(await who(token)).toEqual([200, { kind: 'person', user: { id: world.ids.walter, operator: false }, tokenId: id, scopes: ['read', 'write'], login: 'walter', name: null, sessionId: '' }]);
    const dump = JSON.stringify(await db()('api_tokens')) + JSON.stringify(await db()('audit_log'));
    expect(dump).not.toContain(token.slice(5, 40));
    expect(await db()('api_tokens').where({ id }).first()).toMatchObject({ hint: token.slice(-4), last_used_at: expect.any(Date) });
  });

  test('that lacks a scope is told so, and not that a role is missing', async () => {
    const { token } = await make({ userId: world.ids.olivia });
    const refused = await fetch(`${world.stack.app.address}/api/v1/projects/${world.own}/sync`, {
      method: 'POST', body: '{}', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ detail: expect.stringContaining('scopes of this token') })]);
  });

  test('is good for nothing once revoked or expired, nor when made up', async () => {
    const [revoked, expired] = [await make({}), await make({})];
    await db()('api_tokens').where({ id: revoked.id }).update({ revoked_at: db().fn.now() });
    await db()('api_tokens').where({ id: expired.id }).update({ expires_at: db().raw("now() - interval '1 second'") });
    for (const token of [revoked.token, expired.token, newTokenText('operator'), 'x', '', `${revoked.token} ${expired.token}`]) expect((await who(token))[0]).toBe(401);
  });

  test('beside a session’s cookie only the token counts', async () => {
    const { token } = await make({});
    const cookieOf = `lockstep_session=${world.people.olivia.cookies.get('lockstep_session')}`;
    expect((await who(token, { cookie: cookieOf }))[1]).toMatchObject({ login: 'walter' });
    expect((await who('made-up', { cookie: cookieOf }))[0]).toBe(401);
  });

  test('an operator’s leaves a line in the audit log each time, others one an hour', async () => {
    const [operator, person] = [await make({ kind: 'operator' }), await make({})];
    for (let use = 0; use < 3; use += 1) {
      await who(operator.token);
      await who(person.token);
    }
    const lines = async (id: number): Promise<number> => (await db()('audit_log').where({ event: 'token.used', actor_kind: 'token', actor_id: id })).length;
    expect([await lines(operator.id), await lines(person.id)]).toEqual([3, 1]);
  });

  test('is made and revoked on the page by its owner alone', async () => {
    const { id, token } = await world.people.walter.mutate<{ id: string; token: string }>('tokens.create', { name: 'script', scopes: ['read'] });
    expect((await who(token))[0]).toBe(200);
    await expect(world.people.olivia.mutate('tokens.revoke', { id })).rejects.toThrow('NOT_FOUND');
    await world.people.walter.mutate('tokens.revoke', { id });
    expect((await who(token))[0]).toBe(401);
    await expect(world.people.olivia.mutate('tokens.createForProject', { projectId: String(world.own), name: 'x', scopes: ['admin'] })).rejects.toThrow('BAD_REQUEST');
  });
});

describe('a project’s token', () => {
  const projectId = () => String(world.own);
  const create = (by: Login) => world.people[by].mutate<{ id: string; token: string }>('tokens.createForProject', { projectId: projectId(), name: 'x', scopes: ['write'] });
  const setRole = (role: string) => world.people.olivia.mutate('members.setRole', { projectId: projectId(), userId: String(world.ids.walter), role });
  afterEach(() => setMember(db(), world.own, world.ids.walter, 'member'));

  test.each(['viewer', null])('ends when who made it becomes %p in the project, and no other does', async (role) => {
    await setRole('lead');
    const [own, other] = [await create('walter'), await create('olivia')];
    const [terminal, elsewhere] = [await make({ kind: 'project', userId: null, projectId: world.own }), await make({ kind: 'project', projectId: world.foreign })];
    // Who leads no more may still edit, as the token does.
    await setRole('member');
    expect((await who(own.token))[0]).toBe(200);
    await (role === null ? world.people.olivia.mutate('members.remove', { projectId: projectId(), userId: String(world.ids.walter) }) : setRole(role));
    expect((await who(own.token))[0]).toBe(401);
    for (const { token } of [other, terminal, elsewhere]) expect((await who(token))[0]).toBe(200);
    expect(await db()('audit_log').where({ event: 'token.revoked' }).orderBy('id', 'desc').first()).toMatchObject({ actor_kind: 'person', actor_id: world.ids.olivia, project_id: world.own, detail: { token: Number(own.id) } });
  });

  test('is nobody’s doing in the audit log, though it is known who made it', async () => {
    const { id, token } = await create('olivia');
    await who(token);
    expect(await db()('api_tokens').where({ id }).first()).toMatchObject({ user_id: world.ids.olivia });
    const lines = await world.people.olivia.query<{ event: string; actor: string | null }[]>('audit.list', { projectId: projectId() });
    expect(lines.find(({ event }) => event === 'token.used')).toMatchObject({ actor: null });
  });
});

describe('a project has at most', () => {
  const projectId = () => String(world.own);
  const KINDS = [
    ['webhooks', 'outgoing_webhooks', 'webhooks.create', { url: 'https://hooks.example.com/', kinds: ['brake.on'] }],
    ['invitations', 'invitations', 'invitations.create', {}],
    ['tokens', 'api_tokens', 'tokens.createForProject', { name: 'x', scopes: ['read'] }],
  ] as const;

  test.each(KINDS)('so many %s, also where two come at once, and what has ended does not count', async (kind, table, procedure, input) => {
    const { most } = PROJECT_LIMITS[kind];
    const make = (): Promise<unknown> => world.people.olivia.mutate(procedure, { projectId: projectId(), ...input });
    await db()(table).where({ project_id: world.own }).delete();
    await make();
    const [first] = await db()(table).where({ project_id: world.own });
    const { id: _id, ...row } = first;
    const copies = Array.from({ length: most - 2 }, (_, index) => ({ ...row, ...('hash' in row && { hash: Buffer.from(`${index}`) }), ...('code_hash' in row && { code_hash: Buffer.from(`${index}`) }) }));
    await db()(table).insert(copies);
    const both = await Promise.allSettled([make(), make()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(make()).rejects.toThrow('FORBIDDEN');
    await expect(refuseBeyond(db(), world.own, kind)).rejects.toThrow(`at most ${most} `);
    await (kind === 'webhooks' ? db()(table).where({ id: first.id }).delete() : db()(table).where({ id: first.id }).update({ revoked_at: new Date() }));
    await make();
    await db()(table).where({ project_id: world.own }).delete();
  });
});

describe('what the policy says of tokens', () => {
  const rights = Object.keys(PROJECT_RIGHTS) as ProjectRight[];
  const project: Caller = { kind: 'project', projectId: 1, tokenId: 1, scopes: ['read', 'write', 'admin'] };

  test('a project’s reads and edits actions, and never links, configures or sees members', () => {
    const may = rights.filter((right) => decideInProject(project, right, 1, null) === 'allowed');
    expect(may.sort()).toEqual(['action.edit', 'action.read', 'conflict.read', 'conflict.resolve', 'project.read', 'sync.read', 'sync.start']);
    for (const right of rights) expect(decideInProject(project, right, 2, null)).toBe('hidden');
  });

  test('scopes only take away', () => {
    for (const scopes of [[], ['read'], ['read', 'write'], ['read', 'write', 'admin']] as const) {
      for (const role of ['lead', 'member', 'viewer', null] as const) {
        for (const right of rights) {
          const byToken = decideInProject({ kind: 'person', user: { id: 1, operator: true }, tokenId: 1, scopes }, right, 1, role);
          const bySession = decideInProject({ kind: 'session', user: { id: 1, operator: true } }, right, 1, role);
          if (byToken === 'allowed') expect(bySession).toBe('allowed');
          if (!(scopes as readonly string[]).includes(PROJECT_RIGHTS[right].scope)) expect(byToken).not.toBe('allowed');
        }
      }
    }
  });

  test('nobody but a session manages an account, and operating the instance takes an operator', () => {
    const person: Caller = { kind: 'person', user: { id: 1, operator: false }, tokenId: 1, scopes: ['read', 'write', 'admin'] };
    expect(decideOwn(person, 'account.manage')).toBe('forbidden');
    expect(decideOwn(person, 'instance.operate')).toBe('forbidden');
    expect(decideOwn({ ...person, user: { id: 1, operator: true } }, 'instance.operate')).toBe('allowed');
    expect(Object.keys(OWN_RIGHTS).filter((right) => decideOwn(project, right as keyof typeof OWN_RIGHTS) === 'allowed')).toEqual(['project.list']);
  });
});

test('lockstep token create --login prints a token that acts as that person, and audits it', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const { stdout } = await promisify(execFile)(process.execPath, ['src/main.ts', 'token', 'create', '--login', 'tara'], {
    cwd: root, env: { ...process.env, ...environmentFor(world.stack.github, world.stack.database.url) },
  });
  expect((await who(stdout.trim()))[1]).toMatchObject({ kind: 'operator', login: 'tara', scopes: ['read', 'write', 'admin'] });
  expect(await db()('audit_log').where({ event: 'token.created' }).orderBy('id', 'desc').first()).toMatchObject({ actor_kind: 'operator', detail: { user: world.ids.tara } });
});

describe('the audit log', () => {
  test.each(['UPDATE audit_log SET event = event', 'DELETE FROM audit_log', 'TRUNCATE audit_log', "UPDATE audit_log SET detail = '{\"erased\": true}'"])('refuses %s', async (statement) => {
    await expect(db().raw(statement)).rejects.toThrow('append-only');
  });

  test('lets an erasure empty details, and nothing else', async () => {
    const erase = (set: string) => db().transaction(async (trx) => {
      await trx.raw("SELECT set_config('lockstep.erasing', 'on', true)");
      await trx.raw(`UPDATE audit_log SET ${set} WHERE id = (SELECT min(id) FROM audit_log)`);
    });
    await expect(erase("event = 'nothing'")).rejects.toThrow('append-only');
    await expect(erase("detail = '{\"erased\": false}'")).rejects.toThrow('append-only');
    await erase("detail = '{\"erased\": true}'");
    expect(await db()('audit_log').orderBy('id').first()).toMatchObject({ detail: { erased: true } });
  });
});
