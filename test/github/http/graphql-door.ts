import { z } from 'zod';
import { authenticate } from '../auth/authenticate.ts';
import type { ExecuteGraphql, GraphqlContext, GraphqlRequest, QueryFault } from '../graphql-context.ts';
import { limitHeaders } from '../limits.ts';
import { actorOf } from '../state/actor.ts';
import { GitHubProblem } from '../state/problem.ts';
import { accessTo, type Subject } from '../state/rights.ts';
import type { World } from '../world.ts';
import { problemReply, thrownReply } from './problem-reply.ts';
import { jsonReply, type Reply } from './reply.ts';
import { parseJson, type Incoming } from './rest-door.ts';

const requestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish().transform((variables) => variables ?? null),
  operationName: z.string().nullish().transform((name) => name ?? null),
});

/** The GraphQL request of a body; null where it is none. */
export function parseGraphql(body: Buffer): GraphqlRequest | null {
  try {
    const parsed = requestSchema.safeParse(parseJson(body));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Kind and name of the first operation, from its text: enough for rules and counters. */
export function operationOf(request: GraphqlRequest | null): { name: string | null; mutation: boolean } {
  const found = /(?:^|[\s}])(query|mutation)\b\s*([A-Za-z_]\w*)?/u.exec(request?.query ?? '');
  return { name: request?.operationName ?? found?.[2] ?? null, mutation: found?.[1] === 'mutation' };
}

function contextOf(world: World, subject: Subject, requestId: string, fault: QueryFault | null): GraphqlContext & { fault?: QueryFault } {
  const { state, render } = world;
  return {
    state,
    subject,
    requestId,
    actor: () => actorOf(state, subject, 'graphql', requestId),
    access: (repository) => accessTo(state, subject, repository),
    charge: (points) => world.limits.charge(subject, 'graphql', points),
    budget: () => world.limits.peek(subject, 'graphql'),
    webUrl: render.urls.web,
    apiUrl: render.urls.api,
    ...(fault === null ? {} : { fault }),
  };
}

/** A GraphQL request with what it needs to be run. */
export interface GraphqlCall {
  request: GraphqlRequest | null;
  execute: ExecuteGraphql;
  fault: QueryFault | null;
}

async function run(world: World, incoming: Incoming, { request, execute, fault }: GraphqlCall): Promise<Reply> {
  const subject = authenticate(world.state, incoming.message.headers.authorization);
  // GitHub's GraphQL knows no anonymous callers, and the App's JWT is none it accepts.
  if (subject.kind === 'anonymous' || subject.kind === 'app') throw new GitHubProblem(401, 'Bad credentials');
  if (request === null) throw new GitHubProblem(400, 'Problems parsing JSON');
  try {
    const wait = world.secondary.enter(subject, { writes: operationOf(request).mutation, creates: operationOf(request).mutation, graphql: true });
    if (wait !== null) return problemReply(new GitHubProblem(403, 'You have exceeded a secondary rate limit.', null, { 'retry-after': String(wait) }));
    const answer = await execute(request, contextOf(world, subject, incoming.requestId, fault));
    return jsonReply(answer.status, answer.body, limitHeaders(world.limits.peek(subject, 'graphql'), 'graphql'));
  } finally {
    world.secondary.leave();
  }
}

/** Answers one GraphQL request. */
export async function answerGraphql(world: World, incoming: Incoming, call: GraphqlCall): Promise<Reply> {
  const reply = await run(world, incoming, call).catch(thrownReply);
  return { ...reply, headers: { 'x-github-request-id': incoming.requestId, 'x-github-media-type': 'github.v4; format=json', server: 'github.com', ...reply.headers } };
}
