/** What stands outside of every route: a problem document where a program asks, a small page where a person does, else a sentence. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendNotice } from './auth/notice.ts';
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
  else await tell(request, reply, problem.status, problem.title, sentence);
}

/** A browser that shows what it gets is given a page, which leads back. */
export async function tell(request: FastifyRequest, reply: FastifyReply, status: number, title: string, sentence: string): Promise<void> {
  if (!(request.headers.accept ?? '').includes('text/html')) await reply.code(status).header('x-content-type-options', 'nosniff').send({ error: sentence });
  else await sendNotice(reply, status, { title, text: [sentence], action: { label: 'Back to the start', href: '/' } });
}
