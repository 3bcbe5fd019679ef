/** Deliveries a second: verified, committed and acknowledged, beside a limit and a peer in the same run. */
import { createHmac, randomUUID } from 'node:crypto';
import autocannon from 'autocannon';
import { exampleOf } from './payload.ts';
import type { BenchDatabase } from './database.ts';
import { startChild } from './child.ts';
import { median } from './median.ts';

const CONNECTIONS = 64;
const SECONDS = 4;
const ROUNDS = 3;
/** Of the issue payload, as GitHub's own example has it. */
const PAYLOAD_BYTES = 11_600;
const SECRET = 'bench-secret';

export interface ReceiveResult {
  /** Deliveries a second, medians over the rounds. */
  lockstep: number;
  verifyOnly: number;
  probot: number;
}

export async function benchReceive(database: BenchDatabase): Promise<ReceiveResult> {
  const body = JSON.stringify(exampleOf('issues', PAYLOAD_BYTES));
  const rates: Record<string, number[]> = { lockstep: [], 'verify-only': [], probot: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of Object.keys(rates)) {
      const child = await startChild('bench/receive-server.ts', [kind, await database.fresh(), SECRET]);
      rates[kind]?.push(await load(child.line, body));
      await child.stop();
    }
  }
  return { lockstep: median(rates['lockstep']), verifyOnly: median(rates['verify-only']), probot: median(rates['probot']) };
}

async function load(address: string, body: string): Promise<number> {
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
  const result = await run(SECONDS);
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`the receiver answered ${result.non2xx} times with an error, ${result.errors} times not at all`);
  return result.requests.average;
}
