import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestFault, SeenRequest } from '../faults/request-faults.ts';
import type { QueryFault } from '../graphql-context.ts';
import type { World } from '../world.ts';
import { jsonReply, NO_BODY, sendReply, sendTruncated, type Reply } from './reply.ts';

type Fault = Exclude<RequestFault, { kind: 'held' }>;

function breaksOff(request: IncomingMessage, ms: number): void {
  const timer = setTimeout(() => request.socket.destroy(), ms);
  request.socket.once('close', () => clearTimeout(timer));
}

/** The answer that a fault gives in place of the real one; null where there is none at all. */
function faultyReply(world: World, fault: Fault): Reply | null {
  if (fault.kind === 'status') {
    return jsonReply(fault.status, fault.body ?? { message: 'Server Error', documentation_url: 'https://docs.github.com/rest', status: String(fault.status) }, fault.headers);
  }
  if (fault.kind !== 'limited') return null;
  const headers: Record<string, string> = {};
  if (fault.retryAfterSeconds !== undefined) headers['retry-after'] = String(fault.retryAfterSeconds);
  if (fault.resetAfterSeconds !== undefined) {
    headers['x-ratelimit-remaining'] = '0';
    headers['x-ratelimit-reset'] = String(Math.ceil(world.state.now() / 1000) + fault.resetAfterSeconds);
  }
  const message = fault.resetAfterSeconds === undefined
    ? 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
    : 'API rate limit exceeded';
  return jsonReply(fault.status, { message, documentation_url: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api', status: String(fault.status) }, headers);
}

function strikeConnection(request: IncomingMessage, response: ServerResponse, fault: Fault, reply: Reply, world: World): void {
  switch (fault.kind) {
    case 'reset':
      request.socket.resetAndDestroy();
      break;
    case 'hang':
      breaksOff(request, fault.ms);
      break;
    case 'truncate':
      sendTruncated(request, response, reply, world.state.now());
      break;
    case 'resource-limits':
      sendReply(request, response, reply, world.state.now());
      break;
    case 'status':
    case 'limited':
      sendReply(request, response, { ...reply, ...faultyReply(world, fault) }, world.state.now());
      break;
  }
}

function comesBefore(fault: Fault): boolean {
  return fault.kind === 'limited' || ('when' in fault && fault.when === 'before');
}

const NOTHING: Reply = { status: 502, headers: {}, body: NO_BODY };

/** Answers a request with `answer`, unless and except as the fault rules say. */
export async function answerWithFaults(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  seen: SeenRequest,
  answer: (queryFault: QueryFault | null) => Promise<Reply>,
): Promise<void> {
  const { isHeld, fault } = world.requestFaults.strike(seen);
  while (isHeld()) await wait(5);
  if (fault !== null && comesBefore(fault)) {
    strikeConnection(request, response, fault, NOTHING, world);
    return;
  }
  const reply = await answer(fault?.kind === 'resource-limits' ? fault : null);
  if (fault === null) sendReply(request, response, reply, world.state.now());
  else strikeConnection(request, response, fault, reply, world);
}
