import { execute, getOperationAST, type GraphQLSchema } from 'graphql';
import type { GraphqlAnswer, GraphqlContext, GraphqlRequest, QueryFault } from '../graphql-context.ts';
import { countQuery } from './cost.ts';
import { createDocuments, type Documents } from './documents.ts';
import { formatError, type FailureType } from './failure.ts';
import type { ResolverContext } from './resolver.ts';
import { createSchema } from './schema.ts';

const MAX_NODES = 500_000;

interface Engine {
  schema: GraphQLSchema;
  documents: Documents;
}

// A schema and its parsed queries depend on nothing but their text; building one takes 0.2 s, so all
// stand-ins of a process share it.
let shared: Engine | null = null;

function engine(): Engine {
  if (shared === null) {
    const schema = createSchema();
    shared = { schema, documents: createDocuments(schema) };
  }
  return shared;
}

/**
 * Runs a query or mutation as GitHub does: parsed and validated against GitHub's schema, counted and
 * charged, then executed on the stand-in's state. `context.fault` makes wide pages fail.
 *
 * @returns always 200, also for errors, as GitHub answers
 */
export async function executeGraphql(request: GraphqlRequest, context: GraphqlContext & { fault?: QueryFault }): Promise<GraphqlAnswer> {
  if (typeof request.query !== 'string' || request.query === '') return refuse({ message: 'A query attribute must be specified and must be a string.' });
  const { schema, documents } = engine();
  const { document, errors } = documents.read(request.query);
  if (document === null) return { status: 200, body: { errors: errors.map(formatError) } };
  const operation = getOperationAST(document, request.operationName);
  if (operation == null) return refuse({ message: request.operationName === null ? 'An operation name is required' : `No operation named "${request.operationName}"` });

  const variables = request.variables ?? {};
  const { cost, nodeCount } = countQuery(document, operation, variables);
  if (nodeCount > MAX_NODES) {
    return refuse({ type: 'MAX_NODE_LIMIT_EXCEEDED', message: `This query requests up to ${nodeCount.toLocaleString('en-US')} possible nodes which exceeds the maximum limit of 500,000.` });
  }
  const budget = context.charge(cost);
  if (budget.exceeded) return refuse({ type: 'RATE_LIMITED', message: `API rate limit exceeded for ${nameOf(context)}.` });

  const { limit, used, remaining, resetAt } = budget;
  const contextValue: ResolverContext = { ...context, bill: { cost, nodeCount, limit, used, remaining, resetAt }, fault: context.fault ?? null };
  const result = await execute({ schema, document, operationName: request.operationName, variableValues: variables, contextValue, typeResolver });
  return {
    status: 200,
    body: {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(result.errors === undefined ? {} : { errors: result.errors.map(formatError) }),
    },
  };
}

/** Every source names its GitHub type, for interfaces and unions. */
function typeResolver(source: { kind: string }): string {
  return source.kind;
}

function refuse(error: { type?: FailureType; message: string }): GraphqlAnswer {
  return { status: 200, body: { errors: [error] } };
}

function nameOf({ subject }: GraphqlContext): string {
  if (subject.kind === 'installation') return `installation ID ${subject.installation.id}`;
  return subject.kind === 'user' ? `user ID ${subject.account.id}` : 'this address';
}

