import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { registerHealth } from '../../src/http/health.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { startJobs, type Jobs } from '../../src/queue/boss.ts';
import { createDb } from '../../src/store/db.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from '../support/log.ts';
import { startStack } from '../support/stack.ts';

let database: TestDatabase;
let jobs: Jobs;
let draining = false;
const servers: FastifyInstance[] = [];

beforeAll(async () => {
  database = await cloneDatabase();
  jobs = await startJobs({ url: database.url, log: silent, worker: false });
});

afterEach(async () => {
  draining = false;
  for (const server of servers.splice(0)) await server.close();
});

afterAll(async () => {
  await jobs.boss.stop({ graceful: false });
  await database.drop();
});

function serve(db = database.db, metricsToken: string | null = null): FastifyInstance {
  const fastify = createServer({ log: silent });
  registerHealth(fastify, { db, jobs, metrics: createMetrics(db, jobs), metricsToken, draining: () => draining });
  servers.push(fastify);
  return fastify;
}

const ALL_WELL = { accepting: true, database: true, migrations: true, queue: true };

async function readiness(fastify: FastifyInstance) {
  const { statusCode, json } = await fastify.inject('/readyz');
  return { statusCode, ...json<{ status: string; checks: object }>() };
}

describe('readiness', () => {
  test('ready when all is well', async () => {
    expect(await readiness(serve())).toEqual({ statusCode: 200, status: 'ready', checks: ALL_WELL });
  });

  test('not while draining', async () => {
    draining = true;
    expect(await readiness(serve())).toEqual({ statusCode: 503, status: 'not ready', checks: { ...ALL_WELL, accepting: false } });
  });

  test('not without the database; but alive', async () => {
    const gone = createDb('postgres://nobody@127.0.0.1:1/nothing', 'test-gone', 1);
    const fastify = serve(gone);
    expect(await readiness(fastify)).toMatchObject({ statusCode: 503, checks: { database: false, migrations: false } });
    expect((await fastify.inject('/healthz')).statusCode).toBe(200);
    await gone.destroy();
  });

  test('not while a migration is missing', async () => {
    const [newest] = await database.db('schema_migrations').orderBy('id', 'desc').limit(1);
    await database.db('schema_migrations').where({ id: newest.id }).del();
    expect(await readiness(serve())).toEqual({ statusCode: 503, status: 'not ready', checks: { ...ALL_WELL, migrations: false } });
    await database.db('schema_migrations').insert(newest);
    expect((await readiness(serve())).statusCode).toBe(200);
  });

  test('not without the queue', async () => {
    await database.db.raw('ALTER TABLE pgboss.queue RENAME TO queue_away');
    expect(await readiness(serve())).toEqual({ statusCode: 503, status: 'not ready', checks: { ...ALL_WELL, queue: false } });
    await database.db.raw('ALTER TABLE pgboss.queue_away RENAME TO queue');
  });
});

test('with METRICS_TOKEN, metrics are for whoever sends it; health stays open', async () => {
  const fastify = serve(database.db, 'a-token-of-this-test');
  const ask = async (authorization?: string) => (await fastify.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } })).statusCode;
  expect(await ask()).toBe(401);
  for (const wrong of ['Bearer ', 'Bearer a-token-of-this-tesT', 'Bearer a-token-of-this-test2', 'Basic a-token-of-this-test', 'a-token-of-this-test']) expect([wrong, await ask(wrong)]).toEqual([wrong, 401]);
  expect(await ask('Bearer a-token-of-this-test')).toBe(200);
  expect((await fastify.inject('/healthz')).statusCode).toBe(200);
});

test('metrics count deliveries by outcome, jobs, calls to GitHub and the budget', async () => {
  const stack = await startStack();
  try {
    await stack.project(['acme/widgets']);
    stack.github.control.editIssue({ by: 'olivia', repository: 'acme/widgets', number: 1, title: 'Counted' });
    await stack.quiet();
    await fetch(`${stack.app.address}/api/webhooks/github`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    const response = await fetch(`${stack.app.address}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    const lines = (await response.text()).split('\n');
    const value = (start: string): number => Number(lines.find((line) => line.startsWith(start))?.split(' ').at(-1));
    expect(value('lockstep_deliveries_received_total{outcome="stored"}')).toBe(1);
    expect(value('lockstep_deliveries_received_total{outcome="bad_signature"}')).toBe(1);
    expect(value('lockstep_delivery_seconds_count{event="issues",outcome="processed"}')).toBe(1);
    expect(value('lockstep_deliveries_waiting{state="queued"}')).toBe(0);
    expect(value('lockstep_deliveries_waiting{state="parked"}')).toBe(0);
    expect(value('lockstep_job_seconds_count{queue="backfill",outcome="done"}')).toBeGreaterThan(0);
    expect(value('lockstep_github_call_seconds_count{method="POST",status="200"}')).toBeGreaterThan(0);
    expect(lines.some((line) => /^lockstep_github_budget_remaining\{owner="installation:\d+",resource="graphql"\} \d+$/.test(line))).toBe(true);
    expect(lines.some((line) => line.startsWith('lockstep_jobs{queue="delivery",state="waiting"}'))).toBe(true);
    // Nobody's data: names, titles and tokens have no place here.
    expect(lines.join('\n')).not.toMatch(/widgets|Counted|ghs_/);
  } finally {
    await stack.stop();
  }
});
