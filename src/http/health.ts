/** `/healthz`, `/readyz`, `/metrics`. */
import type { FastifyInstance } from 'fastify';
import type { Jobs } from '../queue/boss.ts';
import type { Db } from '../store/db.ts';
import { pendingMigrations } from '../store/migrate.ts';
import { hashOf, sameSecret } from './auth/secrets.ts';
import type { Metrics } from './metrics.ts';

export interface HealthParts {
  db: Db;
  jobs: Jobs;
  metrics: Metrics;
  /** What whoever asks for metrics must send as a bearer token; null: they are open. */
  metricsToken: string | null;
  /** True from the first signal to stop: no new work should come here. */
  draining: () => boolean;
}

/** An answer later than this is as good as none to whoever probes. */
const PROBE_MS = 3000;

export function registerHealth(fastify: FastifyInstance, { db, jobs, metrics, metricsToken, draining }: HealthParts): void {
  fastify.get('/healthz', async () => ({ status: 'ok' }));

  fastify.get('/readyz', async (_request, reply) => {
    const checks = {
      accepting: check(async () => !draining()),
      database: check(async () => Boolean(await db.raw('SELECT 1').timeout(PROBE_MS))),
      migrations: check(async () => (await pendingMigrations(db)).length === 0),
      queue: check(async () => (await jobs.boss.getQueue('delivery')) !== null),
    };
    const results = Object.fromEntries(await Promise.all(Object.entries(checks).map(async ([name, ok]) => [name, await ok] as const)));
    const ready = Object.values(results).every(Boolean);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks: results });
  });

  const wanted = metricsToken === null ? null : hashOf(metricsToken);
  fastify.get('/metrics', async (request, reply) => {
    const sent = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (wanted !== null && !sameSecret(hashOf(sent), wanted)) {
      return reply.code(401).header('www-authenticate', 'Bearer realm="metrics"').send({ error: 'Send METRICS_TOKEN, as it is set where Lockstep runs: Authorization: Bearer <token>.' });
    }
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

async function check(probe: () => Promise<boolean>): Promise<boolean> {
  try {
    return await probe();
  } catch {
    return false;
  }
}
