/** Stands before the stand-in's token endpoint: counts what passes, and loses an answer when told to. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TokenDoor {
  webUrl: string;
  /** Requests that reached GitHub. */
  readonly passed: number;
  /** The next answer is lost after GitHub has done its part. */
  loseNextAnswer(): void;
  /** Requests wait before GitHub sees them, until the returned function is called. */
  hold(): () => void;
  /** Requests that wait. */
  readonly waiting: number;
  close(): Promise<void>;
}

export async function openTokenDoor(githubUrl: string): Promise<TokenDoor> {
  let passed = 0;
  let waiting = 0;
  let losing = 0;
  let gate = Promise.resolve();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      waiting += 1;
      await gate;
      waiting -= 1;
      passed += 1;
      const answer = await fetch(githubUrl + request.url, {
        method: request.method ?? 'GET', body: Buffer.concat(chunks), headers: { accept: 'application/json', 'content-type': 'application/json' },
      });
      const body = await answer.text();
      if (losing > 0) {
        losing -= 1;
        response.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    webUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get passed() {
      return passed;
    },
    get waiting() {
      return waiting;
    },
    loseNextAnswer: () => void (losing += 1),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
