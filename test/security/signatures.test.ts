/**
 * I2: of mutated signatures, and of signatures over mutated bodies, none is accepted and none leaves a row.
 * `npm run test:signatures` makes a million of them.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Probot } from 'probot';
import type { FastifyInstance } from 'fastify';
import { createInbox } from '../../src/http/inbox.ts';
import { createServer } from '../../src/http/server.ts';
import { registerWebhook } from '../../src/http/webhook.ts';
import { startJobs, type Jobs } from '../../src/queue/boss.ts';
import { storeAndQueue } from '../../src/queue/delivery-jobs.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { privateKey } from '../support/keys.ts';
import { silent } from '../support/log.ts';
import { sign } from '../support/signed.ts';

const COUNT = Number(process.env['LOCKSTEP_SIGNATURES'] ?? 2000);
const SIDE_BY_SIDE = 64;
const SECRETS = ['current-secret', 'secret-on-its-way-out'] as const;
const BODY = Buffer.from(JSON.stringify({ action: 'opened', installation: { id: 7 }, repository: { id: 9 }, text: 'ünï-\uFFFD-✓' }));

let database: TestDatabase;
let jobs: Jobs;
let fastify: FastifyInstance;
let port: number;
const agent = new Agent({ keepAlive: true, maxSockets: SIDE_BY_SIDE });
beforeAll(async () => {
  database = await cloneDatabase();
  jobs = await startJobs({ url: database.url, log: silent, worker: false });
  const probot = new Probot({ appId: 1, privateKey: privateKey(), secret: SECRETS[0], log: silent });
  await probot.ready();
  fastify = createServer({ log: silent });
  await registerWebhook(fastify, { inbox: createInbox(await storeAndQueue(database.db, jobs)), verify: (body, signature) => probot.webhooks.verify(body, signature), otherSecrets: [SECRETS[1]], onReceived: () => {} });
  port = Number(new URL(await fastify.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(async () => {
  agent.destroy();
  await fastify.close();
  await jobs.boss.stop({ graceful: false });
  await database.drop();
});

function post(body: Buffer, signature: string | undefined): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { 'content-type': 'application/json', 'content-length': body.length, 'x-github-event': 'issues', 'x-github-delivery': randomUUID(), ...(signature !== undefined && { 'x-hub-signature-256': signature }) };
  const sent = httpRequest({ host: '127.0.0.1', port, method: 'POST', path: '/api/webhooks/github', agent, headers }, (response) => {
    response.resume();
    response.on('end', () => resolve(response.statusCode ?? 0));
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

/** mulberry32: the same seed, the same mutants. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

interface Mutant {
  body: Buffer;
  signature: string | undefined;
}

type Mutate = (valid: string, secret: string, below: (limit: number) => number) => Mutant;

const HEX = '0123456789abcdef';
const of = (signature: string | undefined): Mutant => ({ body: BODY, signature });
const flipped = (below: (limit: number) => number, bits: number): Buffer => {
  const body = Buffer.from(BODY);
  const at = below(body.length);
  body[at] = (body[at] ?? 0) ^ (1 << below(bits));
  return body;
};
const replacement = BODY.indexOf('\uFFFD');

const MUTATIONS: Record<string, Mutate> = {
  'one digit': (valid, _secret, below) => {
    const at = 7 + below(64);
    return of(valid.slice(0, at) + HEX[(HEX.indexOf(valid[at] ?? '') + 1 + below(15)) % 16] + valid.slice(at + 1));
  },
  'two digits changed places': (valid, _secret, below) => {
    const digits = valid.slice(7).split('');
    const [one, other] = [below(64), below(64)];
    [digits[one], digits[other]] = [digits[other] ?? '', digits[one] ?? ''];
    const made = `sha256=${digits.join('')}`;
    return of(made === valid ? `${valid}0` : made);
  },
  'cut short': (valid, _secret, below) => of(valid.slice(0, below(valid.length))),
  'longer': (valid, _secret, below) => of(valid + HEX[below(16)]?.repeat(1 + below(64))),
  'random digits': (_valid, _secret, below) => of(`sha256=${Array.from({ length: 64 }, () => HEX[below(16)]).join('')}`),
  'upper case': (valid) => of(valid.toUpperCase()),
  'another scheme': (valid, secret, below) => of([valid.replace('sha256', 'sha1'), `sha1=${createHmac('sha1', secret).update(BODY).digest('hex')}`, `sha512=${createHmac('sha512', secret).update(BODY).digest('hex')}`, valid.slice(7), valid.replace('=', ':')][below(5)]),
  'base64': (_valid, secret) => of(`sha256=${createHmac('sha256', secret).update(BODY).digest('base64')}`),
  'twice': (valid) => of(`${valid}, ${valid}`),
  'blank within': (valid, _secret, below) => of(`${valid.slice(0, 8 + below(60))} ${valid.slice(8 + below(60))}`),
  'none': (_valid, _secret, below) => of([undefined, '', 'sha256=', 'null', 'undefined', 'sha256=0'][below(6)]),
  'another secret': (_valid, secret, below) => of(sign(BODY, [`${secret} `, secret.slice(1), '', 'development', secret.toUpperCase(), `${below(1e9)}`][below(6)] ?? '')),
  'another body, signed': (_valid, secret, below) => of(sign(flipped(below, 7), secret)),
  'the body, one bit': (valid, _secret, below) => ({ signature: valid, body: flipped(below, 8) }),
  'the body, shorter': (valid, _secret, below) => ({ signature: valid, body: BODY.subarray(0, below(BODY.length)) }),
  'the body, longer': (valid, _secret, below) => ({ signature: valid, body: Buffer.concat([BODY, Buffer.from([below(256)])]) }),
  // Reads as the same text, and is not the same bytes.
  'the body, not UTF-8': (valid, _secret, below) => ({ signature: valid, body: Buffer.concat([BODY.subarray(0, replacement), Buffer.from([0x80 + below(0x40)]), BODY.subarray(replacement + 3)]) }),
};

const names = Object.keys(MUTATIONS);

test(`of ${COUNT} mutated signatures none is accepted`, async () => {
  const below = random(20_260_101);
  const accepted: string[] = [];
  const statuses = new Map<string, number>();
  let made = 0;
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => {
    while (made < COUNT) {
      const name = names[made % names.length] ?? '';
      made += 1;
      const secret = SECRETS[below(2)] ?? '';
      const { body, signature } = (MUTATIONS[name] as Mutate)(sign(BODY, secret), secret, below);
      const status = await post(body, signature);
      statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
      if (status !== 401) accepted.push(`${name}: ${status} ${signature}`);
    }
  }));
  expect(accepted.slice(0, 10)).toEqual([]);
  expect([...statuses]).toEqual([['401', COUNT]]);
  expect(await database.db('deliveries')).toEqual([]);
  // The very same requests unmutated are taken, with either secret.
  for (const secret of SECRETS) expect(await post(BODY, sign(BODY, secret))).toBe(202);
}, 60_000 + COUNT * 3);
