/** Deliveries a second: verified, committed and acknowledged, beside a limit and a peer in the same run. */
import { createHmac, randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { exampleOf } from './payload.ts';
import type { BenchDatabase } from './database.ts';
import { startChild } from './child.ts';
import { median } from './median.ts';
import { processorTime } from './processor-time.ts';

const CONNECTIONS = 64;
const SECONDS = 3;
/** In turn, so that what else the machine does falls on all alike. */
const ROUNDS = 5;
/** Of the issue payload, as GitHub's own example has it. */
const PAYLOAD_BYTES = 11_600;
const SECRET = 'bench-secret';

/** Medians over the rounds. */
export interface Receiving {
  /** Deliveries a second. */
  rate: number;
  /** Microseconds of processor time that server and database take for one; NaN where they cannot be told. */
  time: number;
}

export interface ReceiveResult {
  lockstep: Receiving;
  verifyOnly: Receiving;
  probot: Receiving;
}

export async function benchReceive(database: BenchDatabase): Promise<ReceiveResult> {
  const body = JSON.stringify(exampleOf('issues', PAYLOAD_BYTES));
  const rounds: Record<string, Receiving[]> = { lockstep: [], 'verify-only': [], probot: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [kind, results] of Object.entries(rounds)) {
      const child = await startChild('bench/receive-server.ts', [kind, await database.fresh(), SECRET]);
      results.push(await load(child.line, body, () => processorTime(child.pid) + processorTime(database.pid)));
      await child.stop();
    }
  }
  const middle = (kind: string): Receiving => {
    const results = rounds[kind] ?? [];
    return { rate: median(results.map(({ rate }) => rate)), time: median(results.map(({ time }) => time)) };
  };
  return { lockstep: middle('lockstep'), verifyOnly: middle('verify-only'), probot: middle('probot') };
}

async function load(address: string, body: string, taken: () => number): Promise<Receiving> {
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const run = async (duration: number): Promise<autocannon.Result> =>
    autocannon({
      url: `${address}/api/webhooks/github`,
      connections: CONNECTIONS,
      duration,
      requests: [{
        method: 'POST',
        setupRequest: (request) => ({
          ...request,
          body,
          headers: {
            'content-type': 'application/json', 'x-hub-signature-256': signature, 'x-github-event': 'issues',
            'x-github-delivery': randomUUID(),
          },
        }),
      }],
    });
  await run(1);
  const before = taken();
  const result = await run(SECONDS);
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`the receiver answered ${result.non2xx} times with an error, ${result.errors} times not at all`);
  return { rate: result.requests.average, time: (taken() - before) / result.requests.total };
}
