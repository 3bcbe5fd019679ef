/** What stands in front of several web processes in production: passes a request to one that is alive. */
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

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
    const port = ports[turn % Math.max(1, ports.length)];
    if (port === undefined) return void outgoing.writeHead(503).end();
    forward(incoming, outgoing, port);
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

function forward(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const passed = request({ host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  // A killed process: the sender is told the truth, and may send again.
  passed.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  incoming.pipe(passed);
}
