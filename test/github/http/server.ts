import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ExecuteGraphql } from '../graphql-context.ts';
import { createRouter, type Router } from '../rest/router.ts';
import { REST_ROUTES } from '../rest/routes.ts';
import type { World } from '../world.ts';
import { answerControl } from '../control/http-door.ts';
import { answerWeb } from '../web/web-door.ts';
import { answerGraphql, operationOf, parseGraphql } from './graphql-door.ts';
import { thrownReply } from './problem-reply.ts';
import { readBody } from './read-body.ts';
import { sendReply } from './reply.ts';
import { answerRest, canonicalPath, type Incoming } from './rest-door.ts';
import { answerWithFaults } from './with-faults.ts';

const API = '/api/v3';

export interface Doors {
  world: World;
  router: Router;
  graphql: ExecuteGraphql;
}

async function rest(doors: Doors, incoming: Incoming, response: ServerResponse): Promise<void> {
  const { world } = doors;
  const path = canonicalPath(world, incoming.path.slice(API.length) || '/');
  const match = doors.router(incoming.method, path);
  world.counters.add(`${incoming.method} ${match?.route.path ?? path}`);
  const seen = { method: incoming.method, path, operation: null, writes: incoming.method !== 'GET' && incoming.method !== 'HEAD' };
  await answerWithFaults(world, incoming.message, response, seen, () => answerRest(world, { ...incoming, path }, match));
}

async function graphql(doors: Doors, incoming: Incoming, response: ServerResponse): Promise<void> {
  const { world } = doors;
  const request = parseGraphql(incoming.body);
  const operation = operationOf(request);
  world.counters.add(`GraphQL ${operation.name ?? 'anonymous'}`);
  const seen = { method: incoming.method, path: '/graphql', operation: operation.name, writes: operation.mutation };
  await answerWithFaults(world, incoming.message, response, seen, (fault) => answerGraphql(world, incoming, { request, execute: doors.graphql, fault }));
}

async function web(doors: Doors, incoming: Incoming, response: ServerResponse): Promise<void> {
  const { world } = doors;
  world.counters.add(`web ${incoming.method} ${incoming.path}`);
  const seen = { method: incoming.method, path: incoming.path, operation: null, writes: incoming.method === 'POST' };
  await answerWithFaults(world, incoming.message, response, seen, async () => answerWeb(world, incoming));
}

async function dispatch(doors: Doors, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world } = doors;
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const incoming: Incoming = {
    message,
    method: message.method ?? 'GET',
    path,
    query: new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1)),
    body: await readBody(message),
    requestId: path.startsWith('/_control/') ? '' : world.state.ids.requestId(),
  };
  if (path.startsWith('/_control/')) sendReply(message, response, await answerControl(world, incoming), Date.now());
  else if (path === '/api/graphql') await graphql(doors, incoming, response);
  else if (path === API || path.startsWith(`${API}/`)) await rest(doors, incoming, response);
  else await web(doors, incoming, response);
}

/** The HTTP server of a world; not listening yet. */
export function createHttpServer(world: World, graphqlExecutor: ExecuteGraphql): Server {
  const doors: Doors = { world, router: createRouter(REST_ROUTES), graphql: graphqlExecutor };
  const server = createServer((message, response) => {
    dispatch(doors, message, response).catch((error: unknown) => {
      if (response.headersSent) message.socket.destroy();
      else sendReply(message, response, thrownReply(error), world.state.now());
    });
  });
  server.keepAliveTimeout = 60_000;
  return server;
}
