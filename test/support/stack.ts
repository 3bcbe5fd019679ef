/** The whole of it for a test: the stand-in, a database, the service with both roles. */
import type { AppOptions, Role } from '../../src/app.ts';
import { startApp, type App } from '../../src/app.ts';
import { loadConfig, type Config } from '../../src/config.ts';
import { defaultSettings } from '../../src/core/settings.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { linkByName } from '../../src/sync/link.ts';
import { createProject, linksOfProject } from '../../src/store/projects.ts';
import { startGitHub, type GitHubStandIn, type StartOptions } from '../github/start.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';
import { silent } from './log.ts';
import { until } from './until.ts';

export interface Stack {
  github: GitHubStandIn;
  database: TestDatabase;
  app: App;
  engine: Engine;
  config: Config;
  /** Makes a project with these repositories linked and waits until all issues are pulled. */
  project(repositories: readonly string[]): Promise<number>;
  /** Waits until no delivery, job or push is left to do. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

export interface StackOptions extends StartOptions {
  roles?: readonly Role[];
  /** Other rate limits, a quicker heartbeat. */
  service?: Partial<Pick<AppOptions, 'limits' | 'heartbeatMs' | 'log'>>;
  /** Variables beside those that the stand-in needs. */
  environment?: Record<string, string>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { roles = ['web', 'worker'], service = {}, environment = {}, ...standIn } = options;
  const github = await startGitHub(standIn);
  const database = await cloneDatabase();
  const config = loadConfig({ ...environmentFor(github, database.url), ...environment });
  const app = await startApp({ log: silent, ...service, config, databaseUrl: database.url, roles });
  if (!app.engine) throw new Error('the service started in setup mode');
  const { engine } = app;
  github.control.setWebhookUrl({ url: `${app.address}/api/webhooks/github` });
  if (app.publicUrl !== undefined) github.control.setApp({ callbackUrls: [`${app.publicUrl}/api/auth/github/callback`] });
  await until('the installations are known', async () => (await database.db('repositories').where({ state: 'accessible' })).length > 0 || github.state.installations.size === 0);
  return {
    github, database, app, engine, config,
    project: (repositories) => makeProject(database, engine, repositories),
    quiet: () => quiet(database, github),
    async stop() {
      await app.stop();
      await github.close();
      // A deadlock ends one of the two, and a job is tried again: without this nobody would notice.
      const { deadlocks } = await database.db('pg_stat_database').where({ datname: database.db.raw('current_database()') }).first('deadlocks');
      if (deadlocks > 0) throw new Error(`${deadlocks} deadlocks: somebody takes locks in another order than ARCHITECTURE.md says`);
      await database.drop();
    },
  };
}

/** The environment a service needs to talk to the stand-in. */
export function environmentFor(github: GitHubStandIn, databaseUrl: string): Record<string, string> {
  const { app, apiUrl, webUrl } = github;
  return {
    APP_ID: String(app.id), PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: app.webhookSecret, GITHUB_CLIENT_ID: app.clientId,
    GITHUB_CLIENT_SECRET: app.clientSecret, GITHUB_API_URL: apiUrl, GITHUB_WEB_URL: webUrl,
    TOKEN_ENCRYPTION_KEYS: Buffer.alloc(32, 'test').toString('base64'), DATABASE_URL: databaseUrl, PORT: '0', LOG_LEVEL: 'warn',
  };
}

export function configFor(github: GitHubStandIn, databaseUrl: string): Config {
  return loadConfig(environmentFor(github, databaseUrl));
}

async function makeProject({ db }: TestDatabase, engine: Engine, repositories: readonly string[]): Promise<number> {
  const { id } = await createProject(db, 'Test', defaultSettings().statuses);
  for (const name of repositories) {
    const linked = await linkByName(engine, id, name);
    if (linked.outcome === 'refused') throw new Error(linked.reason);
  }
  await until('the first pull', async () => {
    const links = await linksOfProject(db, id);
    const failed = links.find(({ backfill }) => backfill.state === 'failed');
    if (failed) throw new Error(`the pull failed: ${failed.backfill.error}`);
    return links.every(({ backfill }) => backfill.state === 'live');
  });
  return id;
}

async function quiet({ db }: TestDatabase, github: GitHubStandIn): Promise<void> {
  const told = async (): Promise<number> => {
    await github.control.deliveriesIdle();
    return github.control.listAttempts().length;
  };
  await until('everything is done', async () => {
    // What a push writes is told while the push ends: without a count on both sides, a delivery on its way is in neither place.
    const before = await told();
    const { rows } = await db.raw<{ rows: { left: number }[] }>(`
      SELECT (SELECT count(*) FROM deliveries WHERE state = 'queued')
           + (SELECT count(*) FROM github_issue_mappings WHERE pending AND state = 'live')
           + (SELECT count(*) FROM pgboss.job WHERE name IN ('delivery', 'push', 'refresh', 'backfill', 'create', 'close', 'preview', 'privacy', 'calloff') AND state IN ('created', 'retry', 'active')) AS left`);
    return Number(rows[0]?.left) === 0 && (await told()) === before;
  });
}
