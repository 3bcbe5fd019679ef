/** What is refused, and what the log says of it: who, what, from where and why. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { registerRefusalLog } from '../../src/http/refusal-log.ts';
import { createLog } from '../../src/log.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from './world.ts';

interface Line { msg: string; status: number; reason: string; method: string; route: string; address: string; who: object | null; unsaid?: number }

const lines: string[] = [];
const log = createLog({ logLevel: 'warn' }, { write: (line: string) => void lines.push(line) });
const refusals = (): Line[] => lines.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request refused');
/** The lines come after the answers. */
const told = (count: number): Promise<Line[]> => until('the log says so', () => (refusals().length >= count ? refusals() : undefined));

let world: World;
beforeAll(async () => {
  world = await startWorld({ service: { log } });
});
afterAll(() => world.stack.stop());
beforeEach(() => void lines.splice(0));

describe('what a hook or the policy refuses stands in the log', () => {
  test('a request of another site', async () => {
    await world.people.walter.fetch('/api/trpc/projects.create?secret-of-the-query', { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{}' });
    expect(await told(1)).toEqual([expect.objectContaining({
      status: 403, reason: 'This request did not come from the page of this service.', method: 'POST', route: '/api/trpc/*', address: '127.0.0.1', who: { kind: 'person', id: world.ids.walter },
    })]);
    expect(lines.join()).not.toMatch(/secret-of-the-query|lockstep_session/);
  });

  test('a right that somebody has not, and a token that nobody has', async () => {
    expect((await world.people.walter.fetch(`/api/projects/${world.own}/export`)).status).toBe(403);
    expect((await world.people.walter.fetch('/api/v1/projects', { headers: { authorization: 'Bearer made-up' } })).status).toBe(401);
    expect((await told(2)).map(({ status, route, who }) => [status, route, who])).toEqual([
      [403, '/api/projects/:id/export', { kind: 'person', id: world.ids.walter }], [401, '/api/v1/projects', null],
    ]);
    expect(lines.join()).not.toContain('made-up');
  });

  test('what is not valid; nothing of the inbox, which counts for itself', async () => {
    expect((await world.people.walter.fetch('/api/v1/projects/none')).status).toBe(400);
    expect((await fetch(`${world.stack.app.address}/api/webhooks/github`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(401);
    expect((await told(1)).map(({ status, route }) => [status, route])).toEqual([[400, '/api/v1/projects/:project']]);
  });
});

test('a flood of them is one line, and the next one says how many it left out', async () => {
  const fastify = Fastify({ loggerInstance: log as never });
  let now = 0;
  registerRefusalLog(fastify as never, { whoOf: async () => null, now: () => now });
  fastify.get('/door', async (_request, reply) => reply.code(401).send());
  for (let attempt = 0; attempt < 5; attempt += 1) await fastify.inject('/door');
  now = 60_000;
  await fastify.inject('/door');
  await fastify.close();
  expect((await told(2)).map(({ unsaid }) => unsaid)).toEqual([undefined, 4]);
});

test('an error is logged without what stands behind the question mark', async () => {
  await world.stack.database.db.raw('ALTER TABLE sign_ins RENAME TO sign_ins_away');
  try {
    const state = 's'.repeat(43);
    expect((await world.people.walter.fetch(`/api/auth/github/callback?code=vouched&state=${state}`)).status).toBe(500);
    expect(lines.join()).toContain('/api/auth/github/callback');
    expect(lines.join()).not.toMatch(new RegExp(`vouched|${state}`));
    const shown = await world.people.walter.fetch(`/api/auth/github/callback?state=${state}`, { headers: { accept: 'text/html' } });
    expect([shown.status, await shown.text()]).toEqual([500, expect.stringContaining('<p>Something went wrong here; the log knows more.</p>')]);
  } finally {
    await world.stack.database.db.raw('ALTER TABLE sign_ins_away RENAME TO sign_ins');
  }
});
