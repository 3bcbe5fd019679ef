/**
 * One of the three receivers that `bench/receive.ts` measures, in a process of its own:
 * `lockstep` (the real web role), `verify-only` (the same route without the database) and `probot`
 * (a plain Probot 14 app whose handler does one INSERT). Prints its address when it listens.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Probot } from 'probot';
import { pino } from 'pino';
import { startApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createServer } from '../src/http/server.ts';
import { registerWebhook } from '../src/http/webhook.ts';
import { createDb } from '../src/store/db.ts';

const [kind = '', databaseUrl = '', secret = ''] = process.argv.slice(2);
const log = pino({ level: 'error' }, pino.destination(2));
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

async function lockstep(): Promise<string> {
  const config = loadConfig({
    APP_ID: '1', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret, GITHUB_CLIENT_ID: 'bench', GITHUB_CLIENT_SECRET: 'bench', PORT: '0', LOG_LEVEL: 'error',
  });
  const app = await startApp({ config, log, databaseUrl, roles: ['web'] });
  return app.address ?? '';
}

async function verifyOnly(): Promise<string> {
  const probot = new Probot({ appId: 1, privateKey, secret, log });
  await probot.ready();
  const fastify = createServer({ log });
  await registerWebhook(fastify, {
    inbox: { store: async () => {} },
    verify: (body, signature) => probot.webhooks.verify(body, signature),
    otherSecrets: [],
    onReceived: () => {},
  });
  return fastify.listen({ host: '127.0.0.1', port: 0 });
}

async function plainProbot(): Promise<string> {
  const db = createDb(databaseUrl, 'bench-probot');
  await db.raw('CREATE TABLE IF NOT EXISTS plain_issues (id bigserial PRIMARY KEY, number int, title text, payload jsonb)');
  const probot = new Probot({ appId: 1, privateKey, secret, log });
  probot.on('issues', async ({ payload }) => {
    await db('plain_issues').insert({ number: payload.issue.number, title: payload.issue.title, payload: JSON.stringify(payload) });
  });
  const middleware = await probot.getNodeMiddleware({ path: '/api/webhooks/github' });
  const server = createHttpServer((request, response) => void middleware(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const START: Record<string, () => Promise<string>> = { lockstep, 'verify-only': verifyOnly, probot: plainProbot };
const start = START[kind];
if (!start) throw new Error(`unknown receiver "${kind}"`);
process.once('SIGINT', () => process.exit(0));
process.stdout.write(`${await start()}\n`);
