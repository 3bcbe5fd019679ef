/** What stands in front of several web processes in production: passes a request to one that is alive. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Proxy {
  url: string;
  /** Ports of the web processes; dead ones may stand among them. */
  ports: number[];
  close(): Promise<void>;
}

export async function startProxy(): Promise<Proxy> {
  const ports: number[] = [];
  let turn = 0;
  const server: Server = createServer((incoming, outgoing) => {
    turn += 1;
    const order = [...ports.slice(turn % ports.length), ...ports.slice(0, turn % ports.length)];
    void buffer(incoming).then((body) => forward(incoming, body, outgoing, order), () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ports,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A port where nothing listens has taken nothing in: the next one is asked. */
function forward(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, [port, ...others]: readonly number[]): void {
  if (port === undefined) return void outgoing.writeHead(503).end();
  const passed = request({ host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  passed.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') forward(incoming, body, outgoing, others);
    // Killed in the middle: the sender is told the truth, and may send again.
    else if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  passed.end(body);
}
