import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { registerEvents } from '../../src/http/events.ts';
import type { Asker } from '../../src/http/trpc/services.ts';
import { createFakeWorld, PROJECT_ID, VIEWER } from './fake-services.ts';
import type { FakeWorld } from './fake-services.ts';

let fastify: FastifyInstance;
let world: FakeWorld;
let viewer: Asker | null;
let url: string;

beforeEach(async () => {
  world = createFakeWorld(20);
  viewer = VIEWER;
  fastify = Fastify();
  registerEvents(fastify, {
    feed: world.feed,
    viewerOf: () => viewer,
    mayFollow: async (_viewer, project) => project === PROJECT_ID,
    hidden: async () => [],
    heartbeatMs: 20,
  });
  url = `${await fastify.listen({ host: '127.0.0.1', port: 0 })}/api/events?project=${PROJECT_ID}`;
});
afterEach(() => fastify.close());

/** Reads a stream until it has seen `pattern`; answers all it read. */
async function readUntil(body: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
  let seen = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    seen += chunk;
    if (pattern.test(seen)) break;
  }
  expect(seen).toMatch(pattern);
  return seen;
}

async function open(headers: Record<string, string> = {}, address = url): Promise<ReadableStream<Uint8Array>> {
  const answer = await fetch(address, { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  if (answer.body === null) throw new Error('no body');
  return answer.body;
}

/** Ends when `done` holds; for what has no promise of its own. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

describe('GET /api/events', () => {
  test('tells what changes, by id and type, without descriptions', async () => {
    const body = await open();
    world.edit('1000', { title: 'Line\nbreak' });
    const seen = await readUntil(body, /\n\nid: 1\nevent: action\.changed\ndata: .*\n\n/);
    const data = /data: (.*)/.exec(seen)?.[1] ?? '';
    expect(JSON.parse(data).action).toMatchObject({ id: '1000', title: 'Line\nbreak', version: 2 });
    expect(data).not.toContain('description');
  });

  test.each([
    ['the Last-Event-ID header', { 'last-event-id': '1' }, ''],
    ['the address', {}, '&after=1'],
    ['the header rather than the address', { 'last-event-id': '1' }, '&after=0'],
  ])('resumes after what %s names', async (_name, headers, suffix) => {
    for (const title of ['one', 'two', 'three']) world.edit('1000', { title });
    const seen = await readUntil(await open(headers, url + suffix), /id: 3\n/);
    expect([...seen.matchAll(/^id: (.*)$/gm)].map((match) => match[1])).toEqual(['2', '3']);
  });

  test('keeps a silent connection alive by comments', async () => {
    await readUntil(await open(), /: still here\n\n: still here\n\n/);
  });

  test('a reader that leaves is unsubscribed', async () => {
    const body = await open();
    expect(world.followers()).toBe(1);
    await body.cancel();
    await until(() => world.followers() === 0);
  });

  test('one person has a hundred at most, and another one all the same', async () => {
    const streams = await Promise.all(Array.from({ length: 120 }, () => fetch(url)));
    expect(Map.groupBy(streams, ({ status }) => status).get(429)).toHaveLength(20);
    expect(world.followers()).toBe(100);
    viewer = { ...VIEWER, id: '99' };
    await open();
  });

  test('closing the service ends open streams and does not wait for their readers', async () => {
    const body = await open();
    const [text] = await Promise.all([new Response(body).text(), fastify.close()]);
    expect(text).toContain('retry: 2000');
    expect(world.followers()).toBe(0);
  });

  test('a reader that does not read is cut off instead of filling the memory', async () => {
    const body = await open();
    const long = 'x'.repeat(200_000);
    let told = 0;
    while (world.followers() > 0 && told < 2_000) {
      world.edit('1000', { title: long });
      told++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(world.followers()).toBe(0);
    await expect(new Response(body).text()).rejects.toThrow();
  });

  test.each([
    ['without a project: 400', 400, '/api/events'],
    ['for a project of others, or none: 404', 404, '/api/events?project=8'],
  ])('%s', async (_name, status, path) => {
    expect((await fetch(new URL(path, url))).status).toBe(status);
    expect(world.followers()).toBe(0);
  });

  test('nobody signed in: 401, and nothing is followed (I12)', async () => {
    viewer = null;
    expect((await fetch(url)).status).toBe(401);
    expect(world.followers()).toBe(0);
  });
});
