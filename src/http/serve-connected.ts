/** Everything that is served once a GitHub App is connected. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Jobs } from '../queue/boss.ts';
import { storeAndQueue } from '../queue/delivery-jobs.ts';
import type { Db } from '../store/db.ts';
import { repositoriesOfActions } from '../store/repository-access.ts';
import { actorOf } from '../sync/access/access.ts';
import type { People } from '../sync/access/people.ts';
import type { Engine } from '../sync/engine.ts';
import { createCallers, type Callers } from './auth/bearer.ts';
import { createCookies } from './auth/cookies.ts';
import { registerDoor } from './auth/door.ts';
import { registerRateLimits, type Limits } from './auth/rate-limits.ts';
import { registerAuth } from './auth/register.ts';
import { registerSameOrigin } from './auth/same-origin.ts';
import { createSessions, type Sessions } from './auth/session.ts';
import { askOf } from './ask.ts';
import { registerAuditExport } from './audit-export.ts';
import { registerEvents } from './events.ts';
import { registerExports } from './exports.ts';
import { createInbox } from './inbox.ts';
import { createLiveFeed } from './live-feed.ts';
import { createMarkdownRenderer } from './markdown/renderer.ts';
import type { Metrics } from './metrics.ts';
import { createPageServices, repositoriesOf, summariesOf } from './page-services.ts';
import { registerHeaders, registerPage } from './page.ts';
import { askerOf } from './rest/asker.ts';
import { registerRefusalLog } from './refusal-log.ts';
import { registerRest } from './rest/register.ts';
import { registerSyncLogExport } from './sync-log-export.ts';
import { registerTrpc } from './trpc/register.ts';
import type { Asker } from './trpc/services.ts';
import { registerWebhook } from './webhook.ts';

export interface ConnectedParts {
  config: Config;
  log: Logger;
  databaseUrl: string;
  db: Db;
  jobs: Jobs;
  metrics: Metrics;
  engine: Engine;
  people: People;
  /** Webhook secrets beside the current one. */
  otherSecrets: readonly string[];
  /** Known for sure once the server listens. */
  publicUrl: () => string;
  /** The built page. */
  pageRoot: string;
  limits?: Limits;
  /** How often a live stream is checked and kept alive. */
  heartbeatMs?: number;
}

type InboxParts = Pick<ConnectedParts, 'db' | 'jobs' | 'metrics' | 'engine' | 'otherSecrets'>;

/** @returns what closes it, once the server has stopped */
export async function serveConnected(fastify: FastifyInstance, parts: ConnectedParts): Promise<() => Promise<void>> {
  const { config, db, people, publicUrl } = parts;
  await fastify.register(cookie);
  const cookies = createCookies(config.publicUrl.startsWith('https:'));
  const sessions = createSessions(db, cookies);
  const callers = createCallers(db, sessions);
  // The headers before the hooks that may answer.
  await registerHeaders(fastify);
  registerRefusalLog(fastify, { whoOf: async (request) => callers.of(request).then((known) => known && actorOf(known)) });
  registerSameOrigin(fastify, () => new URL(publicUrl()).origin);
  await registerRateLimits(fastify, sessions, parts.limits);
  registerDoor(fastify, sessions);
  await servePage(fastify, parts);
  await registerAuth(fastify, { db, cookies, publicUrl, vault: people.vault, oauth: people.oauth, budgets: people.budgets });
  return serveApi(fastify, parts, sessions, callers);
}

async function servePage(fastify: FastifyInstance, { pageRoot, log }: ConnectedParts): Promise<void> {
  if (existsSync(join(pageRoot, 'index.html'))) await registerPage(fastify, { root: pageRoot });
  else log.warn('the page is not built and therefore not served: run npm run build:page');
}

/** The inbox: apart from the hooks of what people use, as no cookie and no browser means anything to it and it must be fast. */
export async function serveInbox(fastify: FastifyInstance, { db, jobs, metrics, engine, otherSecrets }: InboxParts): Promise<void> {
  const { webhooks } = engine.github.probot;
  await registerWebhook(fastify, {
    inbox: createInbox(await storeAndQueue(db, jobs)),
    verify: (body, signature) => webhooks.verify(body, signature),
    otherSecrets,
    onReceived: (outcome) => metrics.received.inc({ outcome }),
  });
}

async function serveApi(fastify: FastifyInstance, parts: ConnectedParts, sessions: Sessions, callers: Callers): Promise<() => Promise<void>> {
  const { db, jobs, people: { access, reach } } = parts;
  const askerOfRequest = async (request: FastifyRequest): Promise<Asker | null> => {
    const known = await callers.of(request);
    return known && askerOf(known);
  };
  /** The page and its streams go by session alone. */
  const viewerOf = async (request: FastifyRequest): Promise<Asker | null> => {
    const asker = await askerOfRequest(request);
    return asker?.caller.kind === 'session' ? asker : null;
  };
  const feed = await createLiveFeed({
    url: parts.databaseUrl,
    log: parts.log,
    summaries: (ids) => summariesOf(db, ids),
    repositories: (projectId, ids) => repositoriesOf(db, projectId, ids),
    repositoriesOfActions: (ids) => repositoriesOfActions(db, ids),
  });
  const ask = askOf(access);
  const markdown = createMarkdownRenderer();
  const outgoing = { guard: { allow: parts.config.outgoingAllow }, mail: parts.config.smtpUrl !== null };
  const services = createPageServices({ db, jobs, engine: parts.engine, access, reach, people: parts.people, markdown, webUrl: parts.config.githubWebUrl, ...outgoing });
  await registerTrpc(fastify, { services, viewerOf, ask });
  await registerRest(fastify, { db, services, callers, ask });
  registerExports(fastify, { db, access, ask, viewerOf: askerOfRequest });
  registerAuditExport(fastify, { db, access, ask, viewerOf: askerOfRequest });
  registerSyncLogExport(fastify, { db, access, ask, viewerOf: askerOfRequest });
  registerEvents(fastify, {
    feed, viewerOf,
    mayFollow: async (viewer, projectId, request) =>
      (await sessions.stillOf(request)) !== null && (await ask(viewer, { right: 'action.read', projectId })) === 'allowed',
    hidden: ({ caller }, projectId) => access.hiddenRepositories(caller, Number(projectId)),
    ...(parts.heartbeatMs !== undefined && { heartbeatMs: parts.heartbeatMs }),
  });
  return async () => {
    await feed.close();
    await markdown.close();
  };
}
