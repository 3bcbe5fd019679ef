/** The REST API: `/api/v1/*`, with its description at `/api/v1/openapi.json`. */
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../store/db.ts';
import type { Callers } from '../auth/bearer.ts';
import type { Ask } from '../trpc/base.ts';
import type { PageServices } from '../trpc/services.ts';
import { askerOf } from './asker.ts';
import { sendProblem } from './errors.ts';
import { DESCRIPTION, tidied } from './openapi.ts';
import { callerFor } from './page-caller.ts';
import { Problem, problem } from './problems.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

export interface RestParts {
  db: Db;
  services: PageServices;
  callers: Callers;
  ask: Ask;
}

/** A description may hold 65,536 characters of four bytes, escaped; settings and the rest are smaller. */
const BODY_LIMIT = 1024 * 1024;

export async function registerRest(fastify: FastifyInstance, parts: RestParts): Promise<void> {
  await fastify.register(async (scope) => {
    scope.setValidatorCompiler(validatorCompiler);
    scope.setSerializerCompiler(serializerCompiler);
    scope.setErrorHandler(sendProblem);
    // A form of another site can send text, but no JSON.
    scope.removeContentTypeParser('text/plain');
    scope.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    await scope.register(swagger, { openapi: DESCRIPTION, transform: jsonSchemaTransform, transformObject: jsonSchemaTransformObject });
    for (const one of ROUTES) addRoute(scope, parts, one);
    // Open to everybody: it says nothing that the documentation does not.
    scope.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => reply.type('application/json').send(JSON.stringify(tidied(scope.swagger() as object))));
  }, { prefix: '/api/v1' });
}

function addRoute(scope: FastifyInstance, { db, services, callers, ask }: RestParts, one: Route): void {
  const { method, path, tag, summary, description, params, query, body, headers, answer, status = 200 } = one;
  const known = async (request: FastifyRequest) => {
    const found = await callers.of(request);
    if (found === null) throw new Problem('unauthorized', 'Send a session, or a token that is known, not revoked and not expired: Authorization: Bearer <token>.');
    return askerOf(found);
  };
  scope.route({
    method, url: path.replaceAll(/\{(\w+)\}/g, ':$1'), bodyLimit: BODY_LIMIT,
    schema: {
      tags: [tag], summary, operationId: operationOf(one), ...(description !== undefined && { description }),
      ...(Object.keys(params.shape).length > 0 && { params }), ...(query && { querystring: query }), ...(body && { body }), ...(headers && { headers }),
      response: { [status]: answer, '4xx': problem },
    },
    // Who asks comes before what they ask: strangers learn nothing of what is valid.
    onRequest: async (request) => void (await known(request)),
    preValidation: async (request) => wrapLists(request, query),
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const viewer = await known(request);
      const page = callerFor({ services, viewer, ask });
      const result = await one.run({ page, asker: viewer, params: request.params as never, query: (request.query ?? {}) as never, body: request.body, request, reply, db });
      return reply.code(status).send(result);
    },
  });
}

/** `status=a&status=b` is a list, and so is `status=a`. */
async function wrapLists(request: FastifyRequest, query: Route['query']): Promise<void> {
  const given = request.query as Record<string, unknown>;
  for (const [name, type] of Object.entries(query?.shape ?? {})) {
    if (isList(type as z.ZodType) && typeof given[name] === 'string') given[name] = [given[name]];
  }
}

const isList = (type: z.ZodType): boolean => type instanceof z.ZodArray || (type instanceof z.ZodDefault && isList(type.unwrap() as z.ZodType));

/** `GET /projects/{project}/actions` -> `getProjectsActions`; parameters at the end say that it is about one. */
function operationOf({ method, path }: Route): string {
  const words = path.split('/').filter((part) => part !== '').map((part) => (part.startsWith('{') ? `by-${part.slice(1, -1)}` : part));
  return method.toLowerCase() + words.flatMap((word) => word.split('-')).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
