import { request as httpRequest, type Agent } from 'node:http';
import { REFUSED, TIMED_OUT, type Outcome } from './delivery.ts';

export interface SendOptions {
  agent: Agent;
  /** GitHub waits 10 s for the whole answer. */
  timeoutMs: number;
}

/** Posts one delivery and reports what came back; it never throws. */
export function send(url: string, headers: Record<string, string>, payload: string, options: SendOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const done = (outcome: Outcome): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const request = httpRequest(url, {
      method: 'POST',
      agent: options.agent,
      headers: { ...headers, 'Content-Length': Buffer.byteLength(payload) },
    });
    const timer = setTimeout(() => {
      done(TIMED_OUT);
      request.destroy();
    }, options.timeoutMs);
    request.on('error', () => done(REFUSED));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => done(REFUSED));
      response.on('end', () => {
        const code = response.statusCode ?? 0;
        done({
          status: code >= 200 && code < 300 ? 'OK' : `Invalid HTTP Response: ${code}`,
          statusCode: code,
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
          payload: Buffer.concat(chunks).toString('utf8').slice(0, 10_000),
        });
      });
    });
    request.end(payload);
  });
}
