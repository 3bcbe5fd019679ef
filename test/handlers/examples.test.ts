/**
 * Real input: every published example of every event, from api.github.com and the newest Enterprise
 * Server, through the real receiver and the real workers of a running service.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ignoredReason } from '../../src/handlers/ignored.ts';
import { MAX_BODY_BYTES } from '../../src/http/webhook.ts';
import { row, rows } from '../../src/store/db.ts';
import { discover } from '../../src/sync/discover.ts';
import { emptying, tablesOf } from '../support/empty.ts';
import { postDelivery, sign } from '../support/signed.ts';
import { startStack, type Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { SCENES } from './example-scenes.ts';
import { emptyWorld, payloadFacts } from './example-world.ts';

interface Example {
  name: string;
  event: string;
  action: string | null;
  /** As GitHub would send it. */
  body: string;
  /** Why nothing is done about it, as the table says; undefined where something is. */
  ignored: string | undefined;
}

const require = createRequire(import.meta.url);

function examplesOf(host: string): Example[] {
  const file = require.resolve(`@octokit/webhooks-examples/${host}/index.json`);
  const families = JSON.parse(readFileSync(file, 'utf8')) as { name: string; examples: { action?: string }[] }[];
  return families.flatMap(({ name: event, examples }) => examples.map((payload, index) => {
    const action = payload.action ?? null;
    return { name: `${host} ${event}.${action} #${index}`, event, action, body: JSON.stringify(payload), ignored: ignoredReason(event, action, payload) };
  }));
}

const EXAMPLES = ['api.github.com', 'ghes-35'].flatMap(examplesOf);
const IGNORED = EXAMPLES.filter(({ ignored }) => ignored !== undefined);
const HANDLED = EXAMPLES.filter(({ ignored }) => ignored === undefined);

let stack: Stack;
let empty: string;
let digestQuery: string;

beforeAll(async () => {
  stack = await startStack();
  empty = await emptying(stack.database.db);
  digestQuery = digestOf(await tablesOf(stack.database.db));
  await quiet();
});

afterAll(async () => {
  await stack.stop();
});

const post = (example: Example, guid: string = randomUUID()) =>
  postDelivery(stack.app.address as string, example.body, { event: example.event, secret: stack.github.app.webhookSecret, guid });

/** Nothing is on its way, waits or runs: what an event asked for has been read from GitHub, too. */
async function quiet(): Promise<void> {
  await until('everything is done', async () => {
    await stack.github.control.deliveriesIdle();
    const left = await row<{ left: number }>(stack.database.db, `
      SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued') + (SELECT count(*) FROM github_issue_mappings WHERE pending AND state = 'live')
           + (SELECT count(*) FROM pgboss.job WHERE name NOT LIKE '\\_\\_%' AND state IN ('created', 'retry', 'active')) AS left`);
    return left?.left === 0;
  });
}

/** Jobs that failed once or for good. */
const failures = () => rows(stack.database.db, "SELECT name, data, output FROM pgboss.job WHERE state IN ('failed', 'retry') OR retry_count > 0");

/** What is written whenever anything happens. */
const RECORDS = /^(?:deliveries|delivery_guids|github_sync_logs|action_events|api_.*|clock_skew)$/;

/** Everything that deliveries can change, without the times at which it was written. */
function digestOf(tables: readonly string[]): string {
  const lines = tables.filter((name) => !RECORDS.test(name)).map((name) =>
    `SELECT '${name} ' || (to_jsonb(t) - ARRAY['updated_at', 'created_at', 'synced_at', 'started_at', 'finished_at', 'seen', 'seen_at'])::text AS line FROM ${name} t`);
  return `SELECT string_agg(line, E'\\n' ORDER BY line) AS all FROM (${lines.join(' UNION ALL ')}) AS lines`;
}

const digest = async (): Promise<string> => (await row<{ all: string | null }>(stack.database.db, digestQuery))?.all ?? '';

/** A service that knows of nothing, and a GitHub where there is nothing. */
async function startOver(): Promise<void> {
  emptyWorld(stack.github);
  await stack.database.db.raw(`${empty}; DELETE FROM pgboss.job WHERE state > 'active'`);
}

test('there are hundreds of examples, of every event that is handled', () => {
  expect(EXAMPLES.length).toBeGreaterThan(450);
  expect([...new Set(HANDLED.map(({ event }) => event))].toSorted()).toEqual(Object.keys(SCENES).toSorted());
});

test('what is ignored by the table is stored, ends as ignored with the reason, and changes nothing', async () => {
  await startOver();
  const before = await digest();
  const guids = IGNORED.map(() => randomUUID());
  const answers = await Promise.all(IGNORED.map((example, index) => post(example, guids[index])));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  await quiet();
  const stored = await stack.database.db('deliveries').select('guid', 'event', 'action', 'state', 'outcome');
  const known = new Map(stored.map((delivery) => [delivery.guid, delivery]));
  for (const [index, { event, action, ignored }] of IGNORED.entries()) {
    expect(known.get(guids[index])).toMatchObject({ event, action, state: 'ignored', outcome: ignored });
  }
  expect(stored).toHaveLength(IGNORED.length);
  expect(await digest()).toBe(before);
  expect(await failures()).toEqual([]);
});

describe('what is not ignored changes the state it is about', () => {
  test.each(HANDLED)('$name', async (example) => {
    const payload = payloadFacts.parse(JSON.parse(example.body));
    const { before, linked, here, after, check } = (SCENES[example.event] as (typeof SCENES)[string])(stack, payload);
    await startOver();
    before();
    await discover(stack.engine);
    const [owner] = stack.github.state.installations.values();
    const projectId = linked ? await stack.project([`${stack.github.state.accounts.get(owner?.accountId ?? 0)?.login}/${linked.name}`]) : 0;
    await here?.(projectId);
    await quiet();
    const start = await digest();

    after();
    const { status, guid } = await post(example);
    expect(status).toBe(202);
    await quiet();
    const [delivery] = await stack.database.db('deliveries').where({ guid });
    expect(delivery).toMatchObject({ event: example.event, action: example.action, state: 'processed', error: null });
    expect(delivery.outcome).not.toBe('done');
    expect(await digest()).not.toBe(start);
    await check();
    expect(await failures()).toEqual([]);
  });
});

describe('I2: examples that were tampered with are refused and leave no row', () => {
  // Every seventh: all kinds of events, sizes and alphabets.
  const sample = EXAMPLES.filter((_, index) => index % 7 === 0);
  const secret = (): string => stack.github.app.webhookSecret;
  const tampered: [string, number, (example: Example) => { body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string | undefined> }][] = [
    ['truncated bytes', 401, ({ body }) => ({ body: body.slice(0, -1), headers: { 'x-hub-signature-256': sign(body, secret()) } })],
    ['truncated bytes, signed as they are', 400, ({ body }) => ({ body: body.slice(0, Math.ceil(body.length / 2)) })],
    ['one byte changed', 401, ({ body }) => ({ body: body.replace('1', '2'), headers: { 'x-hub-signature-256': sign(body, secret()) } })],
    ['a wrong signature', 401, ({ body }) => ({ headers: { 'x-hub-signature-256': sign(body, 'guess') } })],
    ['no signature', 401, () => ({ headers: { 'x-hub-signature-256': undefined } })],
    ['a form', 415, ({ body }) => ({ body: `payload=${encodeURIComponent(body)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
    ['no event', 400, () => ({ headers: { 'x-github-event': undefined } })],
    ['no GUID', 400, () => ({ headers: { 'x-github-delivery': undefined } })],
  ];

  test.each(tampered)('%s: %i', async (_name, status, tamper) => {
    await startOver();
    for (const example of sample) {
      const { body = example.body, headers = {} } = tamper(example);
      const answer = await postDelivery(stack.app.address as string, body, { event: example.event, secret: secret(), headers });
      expect({ example: example.name, status: answer.status }).toEqual({ example: example.name, status });
    }
    expect(await stack.database.db('deliveries')).toEqual([]);
    expect(await stack.database.db('delivery_guids')).toEqual([]);
    expect(await rows(stack.database.db, "SELECT 1 FROM pgboss.job WHERE name = 'delivery'")).toEqual([]);
  });

  test('padded to one byte above 25 MiB: 413', async () => {
    const [example] = HANDLED as [Example];
    const body = new Uint8Array(MAX_BODY_BYTES + 1).fill(32);
    body.set(new TextEncoder().encode(example.body));
    expect((await postDelivery(stack.app.address as string, body, { event: example.event, secret: secret() })).status).toBe(413);
    expect(await stack.database.db('deliveries')).toEqual([]);
  });
});
