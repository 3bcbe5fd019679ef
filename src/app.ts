/** Composes a service from a Config. Starting and stopping processes is main.ts's and the commands'. */
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { ConfigError, type Config } from './config.ts';
import { findCredentials, openVault } from './credentials.ts';
import { createGitHub } from './github/clients.ts';
import { registerAuthorization } from './handlers/authorization.ts';
import { ignoredReason } from './handlers/ignored.ts';
import { isHandled, registerHandlers } from './handlers/register.ts';
import { registerHealth } from './http/health.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import type { Limits } from './http/auth/rate-limits.ts';
import { serveConnected, serveInbox } from './http/serve-connected.ts';
import { closeServer, createServer, servePeople } from './http/server.ts';
import { registerClosedInbox } from './http/webhook.ts';
import { registerSetup } from './http/setup/register.ts';
import { createMailer } from './notify/mail.ts';
import { startNotifyWorkers } from './notify/workers.ts';
import { waitForSetup, type Setup } from './setup.ts';
import { startJobs, type Jobs } from './queue/boss.ts';
import { createBudgetStore } from './store/budgets.ts';
import { createDb, type Db } from './store/db.ts';
import { migrate } from './store/migrate.ts';
import type { Vault } from './store/vault.ts';
import { createAsMember } from './sync/access/as-member.ts';
import { recheckLinks } from './sync/access/recheck.ts';
import { createPeople, reportMissingKeys, type People } from './sync/access/people.ts';
import type { Engine } from './sync/engine.ts';
import { runTask } from './sync/privacy/run-task.ts';
import { startEngineWorkers } from './sync/workers.ts';

export type Role = 'web' | 'worker';

export interface AppOptions {
  config: Config;
  log: Logger;
  /** A database that is up; embedded or not is the caller's business. */
  databaseUrl: string;
  roles: readonly Role[];
  /** Other rate limits than the usual. */
  limits?: Limits;
  /** How often a live stream is checked and kept alive; the usual unless given. */
  heartbeatMs?: number;
}

export interface App {
  db: Db;
  jobs: Jobs;
  /** Undefined in setup mode. */
  engine: Engine | undefined;
  /** Undefined in setup mode. */
  people: People | undefined;
  metrics: Metrics;
  /** In setup mode only. */
  setup: Setup | undefined;
  /** Where the web role listens, undefined without it. */
  address: string | undefined;
  /** Where people reach it, undefined without the web role. */
  publicUrl: string | undefined;
  /** Drains: no new requests, running jobs finish, then connections close. */
  stop(): Promise<void>;
}

/** How long running jobs may take to finish once a stop was asked for. */
const DRAIN_MS = 20_000;

const PAGE_ROOT = join(import.meta.dirname, '..', 'web', 'dist');

export async function startApp(options: AppOptions): Promise<App> {
  const { log, databaseUrl, roles } = options;
  await migrate(databaseUrl);
  const db = createDb(databaseUrl);
  const jobs = await startJobs({ url: databaseUrl, log, worker: roles.includes('worker') });
  const metrics = createMetrics(db, jobs);
  const vault = await openVault(options.config);
  await reportMissingKeys(db, vault, log);
  const found = await findCredentials(options.config, db, vault);
  const config: Config = { ...options.config, github: typeof found === 'string' ? null : found };
  const engine = config.github ? await createEngine({ config, log, db, jobs }, metrics) : undefined;
  const people = config.github ? createPeople({ db, log, vault, budgets: createBudgetStore(db), credentials: config.github, config }) : undefined;
  if (engine && people && roles.includes('worker')) await startWorking(engine, people, metrics, config);
  const setup = engine ? undefined : waitForSetup(db, vault, found === 'unreadable', log);
  const web = roles.includes('web') ? await startWeb({ ...options, config }, { db, jobs, metrics, engine, people, setup, vault }) : undefined;
  return {
    db, jobs, engine, people, metrics, setup,
    address: web?.address,
    publicUrl: web?.publicUrl,
    async stop() {
      setup?.close();
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
  const found = await findCredentials(config, db, await openVault(config));
  if (typeof found === 'string') throw new ConfigError('APP_ID is missing: this needs the GitHub credentials that the service has; .env.example lists them.');
  const github = await createGitHub({
    credentials: found,
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

async function startWorking(bare: Engine, people: People, metrics: Metrics, config: Config): Promise<void> {
  const engine: Engine = { ...bare, asMember: createAsMember(bare.github, people.tokens) };
  const notes = new Map<string, { receivedAt: string; outcome: string | null }>();
  const note = (guid: string, outcome: string): void => {
    const entry = notes.get(guid);
    if (entry) entry.outcome = outcome;
  };
  const { probot } = engine.github;
  registerHandlers(probot, { engine, note, receivedAt: (guid) => notes.get(guid)?.receivedAt ?? null });
  registerAuthorization(probot, { engine, people, note });
  await startEngineWorkers({
    engine, ignoredReason, isHandled, notes,
    onPrivacy: async (taskId) => void (await runTask({ db: engine.db, jobs: engine.jobs, log: engine.log, vault: people.vault, people }, taskId)),
    onDiscovered: async () => void (await recheckLinks({ engine, people })),
    onFinished: ({ event }, outcome, seconds) => metrics.processed.observe({ event, outcome }, seconds),
    onJob: (queue, outcome, seconds) => metrics.jobSeconds.observe({ queue, outcome }, seconds),
  });
  const { db, jobs, log } = engine;
  await startNotifyWorkers({ db, jobs, log, vault: people.vault, guard: { allow: config.outgoingAllow }, mail: createMailer(config), publicUrl: config.publicUrl });
}

interface WebParts {
  db: Db;
  jobs: Jobs;
  metrics: Metrics;
  engine: Engine | undefined;
  people: People | undefined;
  setup: Setup | undefined;
  vault: Vault;
}

async function startWeb(options: AppOptions, parts: WebParts): Promise<{ address: string; publicUrl: string; close(): Promise<void> }> {
  const { config, log, databaseUrl } = options;
  const fastify = createServer({ log, trustProxy: config.trustProxy });
  let draining = false;
  // Port 0 is any free one: which, is known once it listens.
  const publicUrl = (): string => config.publicUrl.replace(/:0$/, () => `:${(fastify.server.address() as AddressInfo).port}`);
  const { engine, people, setup } = parts;
  const connected = engine && people && config.github ? { engine, people, otherSecrets: config.github.webhookSecrets.slice(1) } : null;
  if (connected) await serveInbox(fastify, { ...parts, ...connected });
  else registerClosedInbox(fastify);
  let closePage = async (): Promise<void> => {};
  await servePeople(fastify, async (scope) => {
    registerHealth(scope, { ...parts, metricsToken: config.metricsToken, draining: () => draining });
    if (connected) closePage = await serveConnected(scope, { ...options, ...parts, ...connected, databaseUrl, publicUrl, pageRoot: PAGE_ROOT });
    else if (setup) await registerSetup(scope, { ...options, ...parts, code: setup.code, unreadable: setup.unreadable, publicUrl });
  });
  const address = await fastify.listen({ host: config.host, port: config.port });
  log.info({ address, setup: !engine }, 'listening');
  return {
    address,
    publicUrl: publicUrl(),
    async close() {
      draining = true;
      await closeServer(fastify);
      await closePage();
    },
  };
}
