import type { GraphQLError } from 'graphql';
import { GitHubProblem } from '../state/problem.ts';

/** The `type` of an entry of `errors[]` in GitHub's GraphQL answers. */
export type FailureType =
  | 'ARGUMENT_LIMIT'
  | 'EXCESSIVE_PAGINATION'
  | 'FORBIDDEN'
  | 'INVALID_CURSOR_ARGUMENTS'
  | 'MAX_NODE_LIMIT_EXCEEDED'
  | 'MISSING_PAGINATION_BOUNDARIES'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'RESOURCE_LIMITS_EXCEEDED'
  | 'UNPROCESSABLE';

/** A failure that GitHub types; thrown in a resolver it carries the field's path and place. */
export class GraphqlFailure extends Error {
  readonly type: FailureType;

  constructor(type: FailureType, message: string) {
    super(message);
    this.name = 'GraphqlFailure';
    this.type = type;
  }
}

export const noNode = (id: string): GraphqlFailure =>
  new GraphqlFailure('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);

/** Orders the properties as GitHub does: type, path, extensions, locations, message. */
export function formatError(error: GraphQLError): object {
  const { path, locations, message, extensions } = error.toJSON();
  const type = typeOf(error.originalError);
  return {
    ...(type === null ? {} : { type }),
    ...(path === undefined ? {} : { path }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(locations === undefined ? {} : { locations }),
    message: error.originalError instanceof GitHubProblem ? wordsOf(error.originalError) : message,
  };
}

function typeOf(cause: Error | undefined): FailureType | null {
  if (cause instanceof GraphqlFailure) return cause.type;
  if (!(cause instanceof GitHubProblem)) return null;
  if (cause.status === 404) return 'NOT_FOUND';
  return cause.status === 422 ? 'UNPROCESSABLE' : 'FORBIDDEN';
}

/** GraphQL has no `errors[]` of its own for a refused input: the reasons go into the message. */
function wordsOf(problem: GitHubProblem): string {
  const reasons = (problem.errors ?? []).map((error) => (typeof error === 'string' ? error : (error.message ?? `${error.field ?? 'input'} is ${error.code}`)));
  return reasons.length === 0 ? problem.message : reasons.join(', ');
}
