/** Composes a service from a Config. Starting and stopping processes is main.ts's and the commands'. */
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ConfigError, type Config } from './config.ts';
import { createGitHub } from './github/clients.ts';
import { ignoredReason } from './handlers/ignored.ts';
import { isHandled, registerHandlers } from './handlers/register.ts';
import { registerEvents } from './http/events.ts';
import { registerHealth } from './http/health.ts';
import { createInbox } from './http/inbox.ts';
import { createLiveFeed } from './http/live-feed.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { createPageServices, repositoriesOf, summariesOf } from './http/page-services.ts';
import { registerPage } from './http/page.ts';
import { createServer } from './http/server.ts';
import { registerSetup } from './http/setup.ts';
import { registerTrpc } from './http/trpc/register.ts';
import type { Viewer } from './http/trpc/shapes.ts';
import { registerWebhook } from './http/webhook.ts';
import { startJobs, type Jobs } from './queue/boss.ts';
import { createBudgetStore } from './store/budgets.ts';
import { createDb, type Db } from './store/db.ts';
import { migrate } from './store/migrate.ts';
import type { Engine } from './sync/engine.ts';
import { startEngineWorkers } from './sync/workers.ts';

export type Role = 'web' | 'worker';

export interface AppOptions {
  config: Config;
  log: Logger;
  /** A database that is up; embedded or not is the caller's business. */
  databaseUrl: string;
  roles: readonly Role[];
  /**
   * Serves the page to everybody who reaches it, as this person. Only for the demo, on loopback:
   * without it the page is not served until sign-in exists.
   */
  openPageAs?: Viewer;
}

export interface App {
  db: Db;
  jobs: Jobs;
  /** Undefined in setup mode. */
  engine: Engine | undefined;
  metrics: Metrics;
  /** Where the web role listens, undefined without it. */
  address: string | undefined;
  /** Drains: no new requests, running jobs finish, then connections close. */
  stop(): Promise<void>;
}

/** How long running jobs may take to finish once a stop was asked for. */
const DRAIN_MS = 20_000;

const PAGE_ROOT = join(import.meta.dirname, '..', 'web', 'dist');

export async function startApp(options: AppOptions): Promise<App> {
  const { config, log, databaseUrl, roles } = options;
  await migrate(databaseUrl);
  const db = createDb(databaseUrl);
  const jobs = await startJobs({ url: databaseUrl, log, worker: roles.includes('worker') });
  const metrics = createMetrics(db, jobs);
  const engine = config.github ? await createEngine({ config, log, db, jobs }, metrics) : undefined;
  if (engine && roles.includes('worker')) await startWorking(engine, metrics);
  const web = roles.includes('web') ? await startWeb(options, { db, jobs, metrics, engine }) : undefined;
  return {
    db, jobs, engine, metrics,
    address: web?.address,
    async stop() {
      await web?.close();
      await jobs.boss.stop({ graceful: true, timeout: DRAIN_MS });
      await db.destroy();
      log.info('stopped');
    },
  };
}

/**
 * The engine, for a service and for commands that call GitHub.
 * @throws ConfigError where no GitHub credentials are set
 */
export async function createEngine({ config, log, db, jobs }: { config: Config; log: Logger; db: Db; jobs: Jobs }, metrics?: Metrics): Promise<Engine> {
  if (!config.github) throw new ConfigError('APP_ID is missing: this needs the GitHub credentials that the service has; .env.example lists them.');
  const github = await createGitHub({
    credentials: config.github,
    apiUrl: config.githubApiUrl,
    log,
    budgets: createBudgetStore(db),
    onAnswer({ method, status, seconds, budget }) {
      metrics?.apiSeconds.observe({ method, status }, seconds);
      if (budget) metrics?.apiBudget.set({ owner: budget.owner, resource: budget.resource }, budget.remaining);
    },
  });
  return { db, jobs, github, log };
}

async function startWorking(engine: Engine, metrics: Metrics): Promise<void> {
  const notes = new Map<string, { receivedAt: string; outcome: string | null }>();
  registerHandlers(engine.github.probot, {
    engine,
    receivedAt: (guid) => notes.get(guid)?.receivedAt ?? null,
    note: (guid, outcome) => {
      const entry = notes.get(guid);
      if (entry) entry.outcome = outcome;
    },
  });
  await startEngineWorkers({
    engine, ignoredReason, isHandled, notes,
    onFinished: ({ event }, outcome, seconds) => metrics.processed.observe({ event, outcome }, seconds),
    onJob: (queue, outcome, seconds) => metrics.jobSeconds.observe({ queue, outcome }, seconds),
  });
}

interface WebParts {
  db: Db;
  jobs: Jobs;
  metrics: Metrics;
  engine: Engine | undefined;
}

async function startWeb(options: AppOptions, parts: WebParts): Promise<{ address: string; close(): Promise<void> }> {
  const { config, log } = options;
  const fastify = createServer({ log });
  let draining = false;
  registerHealth(fastify, { ...parts, draining: () => draining });
  const closePage = parts.engine && config.github
    ? await serveConnected(fastify, options, parts, parts.engine, config.github.webhookSecrets.slice(1))
    : await serveSetup(fastify, config);
  const address = await fastify.listen({ host: config.host, port: config.port });
  log.info({ address, setup: !parts.engine }, 'listening');
  return {
    address,
    async close() {
      draining = true;
      await fastify.close();
      await closePage();
    },
  };
}

async function serveSetup(fastify: FastifyInstance, config: Config): Promise<() => Promise<void>> {
  registerSetup(fastify, config);
  return async () => {};
}

async function serveConnected(fastify: FastifyInstance, options: AppOptions, { db, jobs, metrics }: WebParts, engine: Engine, otherSecrets: readonly string[]): Promise<() => Promise<void>> {
  const { webhooks } = engine.github.probot;
  await registerWebhook(fastify, {
    inbox: createInbox(db, jobs),
    verify: (body, signature) => webhooks.verify(body, signature),
    otherSecrets,
    onReceived: (outcome) => metrics.received.inc({ outcome }),
  });
  const person = options.openPageAs;
  if (!person) return async () => {};
  const viewerOf = (request: FastifyRequest): Viewer | null => (isLoopback(request) ? person : null);
  const feed = await createLiveFeed({
    url: options.databaseUrl,
    log: options.log,
    summaries: (ids) => summariesOf(db, ids),
    repositories: (projectId, ids) => repositoriesOf(db, projectId, ids),
  });
  await registerTrpc(fastify, { services: createPageServices({ db, jobs }), viewerOf });
  registerEvents(fastify, { feed, viewerOf, mayFollow: async () => true });
  await registerPage(fastify, { root: PAGE_ROOT });
  return () => feed.close();
}

const isLoopback = (request: FastifyRequest): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(request.ip);
