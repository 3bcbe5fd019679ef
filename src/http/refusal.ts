/** Refusals that hooks send before any route is reached: a problem document where a program asks, a sentence elsewhere. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, PROBLEM_TYPE, type ProblemName } from './rest/problems.ts';

export const isRest = (request: FastifyRequest): boolean => request.url.startsWith('/api/v1/');

export async function refuse(request: FastifyRequest, reply: FastifyReply, name: ProblemName, sentence: string): Promise<void> {
  const problem = problemOf(name, sentence);
  void reply.code(problem.status);
  if (isRest(request)) await reply.type(PROBLEM_TYPE).send(JSON.stringify(problem));
  else await reply.send({ error: sentence });
}
