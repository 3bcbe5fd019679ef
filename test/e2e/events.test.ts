import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
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
/** A stream that looks at rights when it has to, not after a while. */
let rights: { url: string; may: boolean; hidden: number[]; close: () => Promise<void> };

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
    graceMs: 20,
  });
  url = `${await fastify.listen({ host: '127.0.0.1', port: 0 })}/api/events?project=${PROJECT_ID}`;
  const other = Fastify();
  rights = { url: '', may: true, hidden: [], close: async () => other.close() };
  registerEvents(other, { feed: world.feed, viewerOf: () => viewer, mayFollow: async () => rights.may, hidden: async () => rights.hidden, heartbeatMs: 3_600_000 });
  rights.url = `${await other.listen({ host: '127.0.0.1', port: 0 })}/api/events?project=${PROJECT_ID}`;
});
afterEach(() => Promise.all([fastify.close(), rights.close()]));

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

  test('closing the service does not wait for a reader who does not read', async () => {
    const served = new Promise<Socket>((resolve) => fastify.server.once('connection', resolve));
    const { port, pathname, search } = new URL(url);
    const reader = connect(Number(port), '127.0.0.1').on('error', () => {});
    reader.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    reader.pause();
    const socket = await served;
    await until(() => world.followers() === 1);
    while (socket.writableLength === 0) {
      world.edit('1000', { title: 'x'.repeat(100_000) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(world.followers()).toBe(1);
    await fastify.close();
    expect(world.followers()).toBe(0);
    reader.destroy();
    await once(reader, 'close');
  });

  test('when the project changes, who may follow it is looked at before anything else is told (I12)', async () => {
    const body = await open(undefined, rights.url);
    rights.may = false;
    world.tell({ type: 'project.changed', data: {} });
    world.edit('1000', { title: 'After they were removed' });
    const text = await new Response(body).text();
    expect(text).toContain('retry: 2000');
    expect(text).not.toMatch(/project\.changed|After they were removed/);
    expect(world.followers()).toBe(0);
  });

  test('when the project changes, so is what they may see', async () => {
    const body = await open(undefined, rights.url);
    rights.hidden = [5];
    world.tell({ type: 'project.changed', data: {} });
    world.tell({ type: 'action.removed', data: { id: '77' }, repositoryIds: [5] });
    world.edit('1000', { title: 'Still theirs' });
    const seen = await readUntil(body, /Still theirs/);
    expect([...seen.matchAll(/^event: (.*)$/gm)].map((match) => match[1])).toEqual(['reset', 'project.changed', 'action.changed']);
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
