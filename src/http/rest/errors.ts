/** Turns whatever a route threw into a problem document. */
import { TRPCError } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SignInAgain } from '../../sync/access/user-tokens.ts';
import { addressOf } from '../refusal.ts';
import { StaleVersion } from '../trpc/base.ts';
import { Problem, problemOf, PROBLEM_TYPE, type ProblemDocument, type ProblemName } from './problems.ts';

interface Thrown {
  statusCode?: number;
  message: string;
  validation?: { instancePath?: string; message?: string }[];
  validationContext?: string;
}

const BY_STATUS: Readonly<Record<number, ProblemName>> = { 400: 'invalid-request', 404: 'not-found', 413: 'too-large', 415: 'unsupported-media-type', 429: 'too-many-requests' };

const BY_CODE: Readonly<Partial<Record<TRPCError['code'], ProblemName>>> = {
  BAD_REQUEST: 'invalid-request', UNAUTHORIZED: 'unauthorized', FORBIDDEN: 'forbidden', NOT_FOUND: 'not-found', CONFLICT: 'stale', TOO_MANY_REQUESTS: 'too-many-requests',
};

export function toProblem(error: unknown): ProblemDocument {
  if (error instanceof Problem) return error.document;
  if (error instanceof TRPCError) return ofProcedure(error);
  const { statusCode = 500, message, validation, validationContext } = error as Thrown;
  if (validation) {
    const errors = validation.map(({ instancePath = '', message: what = '' }) => ({ path: pathOf(validationContext, instancePath), message: what }));
    return problemOf('invalid-request', `Mend ${errors.map(({ path, message: what }) => `${path}: ${what}`).join('; ')}`.slice(0, 1000), { errors });
  }
  const name = BY_STATUS[statusCode];
  return name === undefined ? internal() : problemOf(name, message);
}

function ofProcedure(error: TRPCError): ProblemDocument {
  if (error.cause instanceof SignInAgain) return problemOf('sign-in-needed', error.cause.message);
  if (error.cause instanceof StaleVersion) return problemOf('stale', error.message, { current: error.cause.current });
  const name = BY_CODE[error.code];
  return name === undefined ? internal() : problemOf(name, error.message);
}

const internal = (): ProblemDocument => problemOf('internal', 'Something went wrong here; the log knows more.');

const pathOf = (context = 'body', pointer: string): string => [context === 'querystring' ? 'query' : context, ...pointer.split('/').filter((part) => part !== '')].join('.');

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 for the header of a 401 */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const document = toProblem(error);
  if (document.status >= 500) request.log.error({ err: error, url: addressOf(request) }, 'API call failed');
  if (document.status === 401) void reply.header('www-authenticate', 'Bearer realm="lockstep"');
  return reply.code(document.status).type(PROBLEM_TYPE).send(JSON.stringify(document));
}
