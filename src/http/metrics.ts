/** Prometheus metrics, in a registry of their own for each service. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Jobs } from '../queue/boss.ts';
import { queueNames } from '../queue/boss.ts';
import type { Db } from '../store/db.ts';
import { countDeliveries } from '../store/deliveries.ts';

export type Metrics = ReturnType<typeof createMetrics>;

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(db: Db, jobs: Jobs) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'lockstep_deliveries_waiting', help: 'Deliveries in the inbox that are not finished, by state', labelNames: ['state'], registers,
    async collect() {
      for (const [state, count] of Object.entries(await countDeliveries(db))) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'lockstep_jobs', help: 'Jobs by queue and state', labelNames: ['queue', 'state'], registers,
    async collect() {
      for (const queue of await jobs.boss.getQueues([...queueNames])) {
        this.set({ queue: queue.name, state: 'waiting' }, queue.queuedCount);
        this.set({ queue: queue.name, state: 'active' }, queue.activeCount);
        this.set({ queue: queue.name, state: 'failed' }, queue.failedCount);
      }
    },
  });
  return {
    registry,
    received: new Counter({ name: 'lockstep_deliveries_received_total', help: 'Webhook requests by outcome', labelNames: ['outcome'], registers }),
    processed: new Histogram({
      name: 'lockstep_delivery_seconds', help: 'Time to process a delivery, without its wait in the queue', labelNames: ['event', 'outcome'], buckets: SECONDS, registers,
    }),
    jobSeconds: new Histogram({ name: 'lockstep_job_seconds', help: 'Time of a job by queue and outcome', labelNames: ['queue', 'outcome'], buckets: SECONDS, registers }),
    apiSeconds: new Histogram({ name: 'lockstep_github_call_seconds', help: 'Time of calls to GitHub', labelNames: ['method', 'status'], buckets: SECONDS, registers }),
    apiBudget: new Gauge({ name: 'lockstep_github_budget_remaining', help: "Calls GitHub still allows, by owner and resource", labelNames: ['owner', 'resource'], registers }),
  };
}
