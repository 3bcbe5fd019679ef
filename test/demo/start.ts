/** Starts the three parts of the demo, each the real thing but GitHub. */
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startApp, type App } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createDb, row } from '../../src/store/db.ts';
import { startEmbedded } from '../../src/store/embedded.ts';
import type { Engine } from '../../src/sync/engine.ts';
import { startChild } from '../../bench/child.ts';
import { controlClient } from '../github/control-client.ts';
import type { RemoteControl } from '../github/control/commands.ts';
import { heading, say } from './say.ts';

export const ORGANIZATION = 'northwind';
export const OWNER = 'ines-marchetti';
export const ONLOOKER = 'dunstan-k';

export interface Demo {
  app: App;
  engine: Engine;
  address: string;
  githubUrl: string;
  /** The stand-in's control interface: what people do on GitHub. */
  github: RemoteControl;
  viewer: { login: string; name: string };
  projectId: number;
  repositories: string[];
  interrupted: Promise<unknown>;
  stop(): Promise<void>;
}

const DATA_DIR = resolve('.data/demo');

export async function startDemo(port: number): Promise<Demo> {
  heading('Starting');
  const interrupted = new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, done);
  });
  await mkdir(DATA_DIR, { recursive: true });
  const server = await startEmbedded({ dataDir: DATA_DIR });
  const databaseUrl = await emptyDatabase(server.url);
  say('  PostgreSQL 18, embedded, durable');
  const child = await startChild('test/github/main.ts', ['--seed', 'demo']);
  const standIn = JSON.parse(child.line) as StandIn;
  const github = controlClient(standIn.url);
  say(`  GitHub stand-in at ${standIn.url}, organization ${ORGANIZATION}`);
  const viewer = { login: OWNER, name: 'Ines Marchetti' };
  const app = await startService(standIn, databaseUrl, port);
  const address = app.publicUrl ?? '';
  say(`  Lockstep at ${address}`);
  await github.setWebhookUrl({ url: `${app.address}/api/webhooks/github` });
  // As app.yml registers it: where people come back to from signing in.
  await github.setApp({ callbackUrls: [`${app.publicUrl}/api/auth/github/callback`] });
  return {
    app, engine: app.engine as Engine, address, githubUrl: standIn.url, github, viewer, projectId: 0, repositories: [], interrupted,
    async stop() {
      await app.stop();
      await child.stop();
      await server.stop();
    },
  };
}

interface StandIn {
  url: string;
  webUrl: string;
  apiUrl: string;
  app: { id: number; clientId: string; clientSecret: string; privateKey: string; webhookSecret: string };
}

async function startService(standIn: StandIn, databaseUrl: string, port: number): Promise<App> {
  const environment = {
    APP_ID: String(standIn.app.id), PRIVATE_KEY: standIn.app.privateKey, WEBHOOK_SECRET: standIn.app.webhookSecret,
    GITHUB_CLIENT_ID: standIn.app.clientId, GITHUB_CLIENT_SECRET: standIn.app.clientSecret, GITHUB_API_URL: standIn.apiUrl,
    GITHUB_WEB_URL: standIn.webUrl, DATA_DIR, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'error',
  };
  const start = async (onPort: number): Promise<App> => {
    const config = loadConfig({ ...environment, PORT: String(onPort) });
    return startApp({ config, log: createLog(config), databaseUrl, roles: ['web', 'worker'] });
  };
  // Somebody else's port is no reason to fail.
  return start(port).catch((error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? start(0) : Promise.reject(error)));
}

/** Another demo works on this folder's database: a person can mend that. */
export class DemoRunsAlready extends Error {
  constructor() {
    super(`A demo runs from this folder already, on the database in ${DATA_DIR}. Stop it with Ctrl+C where it runs, or run this one from another folder.`);
  }
}

/** Each run begins from nothing. @throws DemoRunsAlready rather than take another run's database away */
async function emptyDatabase(url: string): Promise<string> {
  const admin = createDb(url.replace(/\/[^/]*$/, '/postgres'), 'demo-admin', 1);
  try {
    if (await row(admin, "SELECT 1 FROM pg_stat_activity WHERE datname = 'demo'")) throw new DemoRunsAlready();
    await admin.raw('DROP DATABASE IF EXISTS demo');
    await admin.raw('CREATE DATABASE demo');
  } finally {
    await admin.destroy();
  }
  return url.replace(/\/[^/]*$/, '/demo');
}
