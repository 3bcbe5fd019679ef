import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Probot } from 'probot';
import type { FastifyInstance } from 'fastify';
import { createInbox } from '../../src/http/inbox.ts';
import { createServer } from '../../src/http/server.ts';
import { MAX_BODY_BYTES, registerWebhook } from '../../src/http/webhook.ts';
import { startJobs, type Jobs } from '../../src/queue/boss.ts';
import { storeAndQueue } from '../../src/queue/delivery-jobs.ts';
import { decompressBody } from '../../src/store/delivery-body.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { privateKey } from '../support/keys.ts';
import { silent } from '../support/log.ts';
import { postDelivery, sign } from '../support/signed.ts';

const SECRET = 'current-secret';
const OTHER = 'secret-on-its-way-out';
const BODY = JSON.stringify({ action: 'opened', installation: { id: 7 }, repository: { id: 9 }, text: 'ünï-✓' });

let database: TestDatabase;
let jobs: Jobs;
let fastify: FastifyInstance;
let address: string;

beforeAll(async () => {
  database = await cloneDatabase();
  jobs = await startJobs({ url: database.url, log: silent, worker: false });
  const probot = new Probot({ appId: 1, privateKey: privateKey(), secret: SECRET, log: silent });
  await probot.ready();
  fastify = createServer({ log: silent });
  await registerWebhook(fastify, {
    inbox: createInbox(await storeAndQueue(database.db, jobs)),
    verify: (body, signature) => probot.webhooks.verify(body, signature),
    otherSecrets: [OTHER],
    onReceived: () => {},
  });
  address = await fastify.listen({ host: '127.0.0.1', port: 0 });
});

afterAll(async () => {
  await fastify.close();
  await jobs.boss.stop({ graceful: false });
  await database.drop();
});

const post = (body: string | Uint8Array<ArrayBuffer>, more: { guid?: string; headers?: Record<string, string | undefined> } = {}) =>
  postDelivery(address, body, { event: 'issues', secret: SECRET, ...more });

async function count(table: string): Promise<number> {
  const [found] = await database.db(table).count<{ count: number }[]>();
  return Number(found?.count);
}

async function jobsOf(guid: string): Promise<number> {
  const { rows } = await database.db.raw<{ rows: unknown[] }>("SELECT 1 FROM pgboss.job WHERE name = 'delivery' AND data->'deliveries' @> ?::jsonb", [JSON.stringify([{ guid }])]);
  return rows.length;
}

describe('what is accepted', () => {
  test('I1: a 202 means the delivery and its job are committed, byte for byte', async () => {
    const { status, guid } = await post(BODY);
    expect(status).toBe(202);
    const [row] = await database.db('deliveries').where({ guid });
    expect(row).toMatchObject({ event: 'issues', action: 'opened', installation_id: 7, repository_id: 9, state: 'queued' });
    expect((await decompressBody(row.body)).toString('utf8')).toBe(BODY);
    expect(await jobsOf(guid)).toBe(1);
  });

  test('events with digits in their names are taken', async () => {
    const { status, guid } = await post(BODY, { headers: { 'x-github-event': 'projects_v2_item' } });
    expect(status).toBe(202);
    expect(await database.db('deliveries').where({ guid })).toMatchObject([{ event: 'projects_v2_item' }]);
  });

  test('a known GUID is acknowledged again and neither stored nor queued twice', async () => {
    const guid = randomUUID();
    await post(BODY, { guid });
    const again = await post(BODY, { guid });
    expect(again.status).toBe(202);
    expect(await database.db('deliveries').where({ guid })).toHaveLength(1);
    expect(await jobsOf(guid)).toBe(1);
  });

  test('the redelivery of something parked is queued again', async () => {
    const { guid } = await post(BODY);
    await database.db('deliveries').where({ guid }).update({ state: 'parked', attempts: 6, error: 'once broken' });
    await post(BODY, { guid });
    const [row] = await database.db('deliveries').where({ guid });
    expect(row).toMatchObject({ state: 'queued', attempts: 0, error: null });
    expect(await jobsOf(guid)).toBe(2);
  });

  test('a hundred at once, half of them twice, are stored once each', async () => {
    const guids = Array.from({ length: 100 }, () => randomUUID());
    const answers = await Promise.all([...guids, ...guids.slice(0, 50)].map((guid) => post(BODY, { guid })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const stored = await database.db('deliveries').whereIn('guid', guids);
    expect(stored).toHaveLength(100);
    const bodies = await Promise.all(stored.map(async ({ body }) => (await decompressBody(body)).toString('utf8')));
    expect(new Set(bodies)).toEqual(new Set([BODY]));
  });

  test('bodies of one batch keep their own bytes', async () => {
    const bodies = Array.from({ length: 40 }, (_, index) => JSON.stringify({ action: 'opened', filler: 'é'.repeat(index * 37), index }));
    const answers = await Promise.all(bodies.map((body) => post(body)));
    for (const [index, { guid }] of answers.entries()) {
      const [row] = await database.db('deliveries').where({ guid });
      expect((await decompressBody(row.body)).toString('utf8')).toBe(bodies[index]);
    }
  });

  test('during a rotation the other secret signs too', async () => {
    const { status } = await post(BODY, { headers: { 'x-hub-signature-256': sign(BODY, OTHER) } });
    expect(status).toBe(202);
  });

  test('bytes are verified as they came: escapes and number spellings that JSON.stringify would change', async () => {
    const { status } = await post('{"action":"opened","a":"\\u003cb\\u003e","n":1.0,"e":1e3}');
    expect(status).toBe(202);
  });

  test('a fault of the database is an error, not an acknowledgement', async () => {
    await database.db.schema.renameTable('delivery_guids', 'delivery_guids_away');
    try {
      expect((await post(BODY)).status).toBe(500);
    } finally {
      await database.db.schema.renameTable('delivery_guids_away', 'delivery_guids');
    }
    expect((await post(BODY)).status).toBe(202);
  });
});

describe('I2: what is refused, and leaves no row', () => {
  const cases: [string, number, () => Promise<{ status: number }>][] = [
    ['no signature', 401, () => post(BODY, { headers: { 'x-hub-signature-256': undefined } })],
    ['only the old SHA-1 signature', 401, () => post(BODY, { headers: { 'x-hub-signature-256': undefined, 'x-hub-signature': 'sha1=00' } })],
    ['a wrong signature', 401, () => post(BODY, { headers: { 'x-hub-signature-256': sign(BODY, 'guess') } })],
    ['a malformed signature', 401, () => post(BODY, { headers: { 'x-hub-signature-256': 'sha256=xyz' } })],
    ['a signature in capitals', 401, () => post(BODY, { headers: { 'x-hub-signature-256': sign(BODY, SECRET).toUpperCase() } })],
    ['Probot\'s well-known secret', 401, () => post(BODY, { headers: { 'x-hub-signature-256': sign(BODY, 'development') } })],
    ['truncated bytes', 401, () => post(BODY.slice(0, -5), { headers: { 'x-hub-signature-256': sign(BODY, SECRET) } })],
    ['an empty body', 401, () => post('', { headers: { 'x-hub-signature-256': sign('', SECRET) } })],
    ['unsigned bytes that are no JSON', 401, () => post('{', { headers: { 'x-hub-signature-256': sign(BODY, SECRET) } })],
    ['signed bytes that are no JSON', 400, () => post('{"action":')],
    ['signed JSON that is no object', 400, () => post('"text"')],
    ['no event header', 400, () => post(BODY, { headers: { 'x-github-event': undefined } })],
    ['no delivery header', 400, () => post(BODY, { headers: { 'x-github-delivery': undefined } })],
    ['a form', 415, () => post(BODY, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
    ['no content type', 415, () => post(new TextEncoder().encode(BODY), { headers: { 'content-type': undefined } })],
    ['a wrong type with a wrong signature', 415, () => post(BODY, { headers: { 'content-type': 'text/plain', 'x-hub-signature-256': 'no' } })],
  ];

  test.each(cases)('%s: %i', async (_name, status, send) => {
    const before = [await count('deliveries'), await count('delivery_guids'), await count('pgboss.job')];
    expect((await send()).status).toBe(status);
    expect([await count('deliveries'), await count('delivery_guids'), await count('pgboss.job')]).toEqual(before);
  });

  test('one byte above 25 MiB: 413, whatever else is wrong with it', async () => {
    const before = await count('deliveries');
    const body = new Uint8Array(MAX_BODY_BYTES + 1).fill(32);
    expect((await post(body, { headers: { 'content-type': 'text/plain', 'x-hub-signature-256': 'no' } })).status).toBe(413);
    expect(await count('deliveries')).toBe(before);
  });

  test('no answer is sniffed for another type', async () => {
    for (const payload of [BODY, Buffer.alloc(MAX_BODY_BYTES + 1)]) {
      const { headers } = await fastify.inject({ method: 'POST', url: '/api/webhooks/github', payload, headers: { 'content-type': 'application/json' } });
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('exactly 25 MiB is taken', async () => {
    const body = new TextEncoder().encode(`{"action":"opened","pad":"${' '.repeat(MAX_BODY_BYTES - 28)}"}`);
    expect(body.length).toBe(MAX_BODY_BYTES);
    expect((await post(body)).status).toBe(202);
  });
});
