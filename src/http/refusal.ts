/** Refusals that hooks send before any route is reached: a problem document where a program asks, a sentence elsewhere. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, PROBLEM_TYPE, type ProblemName } from './rest/problems.ts';

export const isRest = (request: FastifyRequest): boolean => request.url.startsWith('/api/v1/');

/** For logs: what stands behind the `?` is what somebody searched for, or what GitHub vouches with. */
export const addressOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

declare module 'fastify' {
  interface FastifyReply {
    /** Why a hook refused, for the log. */
    refusal?: string;
  }
}

export async function refuse(request: FastifyRequest, reply: FastifyReply, name: ProblemName, sentence: string): Promise<void> {
  const problem = problemOf(name, sentence);
  reply.refusal = sentence;
  void reply.code(problem.status);
  if (isRest(request)) await reply.type(PROBLEM_TYPE).send(JSON.stringify(problem));
  else await reply.send({ error: sentence });
}
