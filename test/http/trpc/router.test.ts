import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { registerTrpc } from '../../../src/http/trpc/register.ts';
import type { PageRouter } from '../../../src/http/trpc/router.ts';
import type { Asker } from '../../../src/http/trpc/services.ts';
import { NONE } from '../../../src/http/trpc/shapes.ts';
import { createFakeWorld, PROJECT_ID, VIEWER } from '../../e2e/fake-services.ts';
import type { FakeWorld } from '../../e2e/fake-services.ts';

let fastify: FastifyInstance;
let world: FakeWorld;
let viewer: Asker | null;
let api: ReturnType<typeof createTRPCClient<PageRouter>>;
let origin: string;

beforeEach(async () => {
  world = createFakeWorld(120);
  viewer = VIEWER;
  fastify = Fastify();
  await registerTrpc(fastify, { services: world.services, viewerOf: () => viewer, ask: async () => 'allowed' });
  origin = await fastify.listen({ host: '127.0.0.1', port: 0 });
  api = createTRPCClient<PageRouter>({ links: [httpBatchLink({ url: `${origin}/api/trpc` })] });
});
afterEach(() => fastify.close());

/** What a call is refused with. */
async function refusal(call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TRPCClientError);
  return error as TRPCClientError<PageRouter>;
}

const list = (filters: object = {}) => api.actions.list.query({ projectId: PROJECT_ID, ...filters });

describe('reading', () => {
  test('pages follow each other by cursor without gap or repetition', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({ cursor, limit: 50 });
      expect(page.total).toBe(120);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(120);
    expect(seen).toHaveLength(120);
  });

  test('a list carries no descriptions, one action does, with its history newest first', async () => {
    const [first] = (await list()).items;
    expect(first).not.toHaveProperty('description');
    const id = first?.id ?? '';
    world.edit(id, { title: 'one' });
    world.edit(id, { title: 'two' });
    const { action, history } = await api.actions.get.query({ id });
    expect(action.description).not.toBe('');
    expect(history.map((entry) => entry.changes[0]?.after)).toEqual(['two', 'one']);
  });

  test('values of one filter are alternatives, labels must all be there, @none means none', async () => {
    const statuses = new Set((await list({ status: ['done', 'cancelled'], limit: 100 })).items.map((item) => item.status));
    expect(statuses).toEqual(new Set(['done', 'cancelled']));
    const [tagged] = (await list()).items.filter((item) => item.tags.length > 1);
    const both = await list({ tag: tagged?.tags.slice(0, 2) });
    expect(both.items.every((item) => tagged?.tags.slice(0, 2).every((tag) => item.tags.includes(tag)))).toBe(true);
    expect(both.total).toBeGreaterThan(0);
    const unassigned = await list({ assignee: [NONE] });
    expect(unassigned.items.every((item) => item.assignees.length === 0)).toBe(true);
    expect(unassigned.total).toBeGreaterThan(0);
  });

  test('many calls in one request: the path may be longer than a Fastify parameter', async () => {
    const answers = await Promise.all([...world.actions.keys()].slice(0, 9).map((id) => api.actions.get.query({ id })));
    expect(answers).toHaveLength(9);
  });

  test('what does not exist is NOT_FOUND', async () => {
    expect((await refusal(api.projects.get.query({ id: 'nope' }))).data?.code).toBe('NOT_FOUND');
    expect((await refusal(api.actions.get.query({ id: 'nope' }))).data?.code).toBe('NOT_FOUND');
  });

  test('counts tell how many actions each status has', async () => {
    const { counts } = await api.projects.get.query({ id: PROJECT_ID });
    expect(counts['done']).toBe([...world.actions.values()].filter((one) => one.status === 'done').length);
  });
});

describe('updating', () => {
  test('changes the named fields only and answers the action as it is then', async () => {
    const before = world.actions.get('1000');
    const after = await api.actions.update.mutate({ id: '1000', expectedVersion: 1, changes: { status: 'done', priority: null } });
    expect(after).toEqual({ ...before, status: 'done', priority: null, version: 2, updatedAt: after.updatedAt });
  });

  test('a stale version is a CONFLICT that carries the action as it is, and writes nothing', async () => {
    const current = world.edit('1000', { title: 'changed meanwhile' });
    const error = await refusal(api.actions.update.mutate({ id: '1000', expectedVersion: 1, changes: { status: 'done' } }));
    expect(error.data?.code).toBe('CONFLICT');
    expect(error.data?.current).toEqual(current);
    expect(world.actions.get('1000')).toEqual(current);
  });

  test('a refusal comes with its sentence', async () => {
    world.answerNextUpdate(() => ({ outcome: 'refused', reason: 'The repository is archived.' }));
    const error = await refusal(api.actions.update.mutate({ id: '1000', expectedVersion: 1, changes: { status: 'done' } }));
    expect(error.data?.code).toBe('BAD_REQUEST');
    expect(error.message).toBe('The repository is archived.');
  });

  test.each<[string, object]>([
    ['no field', {}],
    ['an unknown field', { colour: 'red' }],
    ['an empty title', { title: '  ' }],
    ['a title above 256 characters', { title: 'x'.repeat(257) }],
    ['a description above 65,536 characters', { description: 'x'.repeat(65_537) }],
    ['more than 10 assignees', { assignees: Array.from({ length: 11 }, (_, index) => `a${index}`) }],
  ])('refuses %s', async (_name, changes) => {
    const error = await refusal(api.actions.update.mutate({ id: '1000', expectedVersion: 1, changes }));
    expect(error.data?.code).toBe('BAD_REQUEST');
    expect(world.actions.get('1000')?.version).toBe(1);
  });

  test('takes the longest description, escaped in JSON', async () => {
    const description = '\u0001'.repeat(65_536);
    const after = await api.actions.update.mutate({ id: '1000', expectedVersion: 1, changes: { description } });
    expect(after.description).toBe(description);
  });
});

describe('who asks', () => {
  test('nobody signed in: every procedure is UNAUTHORIZED and nothing changes', async () => {
    viewer = null;
    const calls = [
      api.account.get.query(),
      api.projects.list.query(),
      api.projects.get.query({ id: PROJECT_ID }),
      list(),
      api.actions.get.query({ id: '1000' }),
      api.actions.facets.query({ projectId: PROJECT_ID }),
      api.actions.update.mutate({ id: '1000', expectedVersion: 1, changes: { status: 'done' } }),
    ];
    for (const call of calls) expect((await refusal(call)).data?.code).toBe('UNAUTHORIZED');
    expect(world.actions.get('1000')?.version).toBe(1);
  });

  test('what went wrong inside stays inside', async () => {
    Object.assign(world.services.projects, { list: async () => Promise.reject(new Error('the database is away')) });
    const error = await refusal(api.projects.list.query());
    expect(error.message).toBe('Something went wrong on the server.');
    expect(JSON.stringify(error.data)).not.toMatch(/database|stack/);
  });

  test('a request carries ten calls at most: rate limits count requests', async () => {
    const status = async (calls: number): Promise<number> => (await fetch(`${origin}/api/trpc/${Array<string>(calls).fill('account.get').join()}?batch=1`)).status;
    expect([await status(10), await status(11)]).toEqual([200, 400]);
  });

  test('takes JSON only: a form of another site cannot call', async () => {
    const answer = await fetch(`${origin}/api/trpc/actions.update`, { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } });
    expect(answer.status).toBe(415);
  });
});
