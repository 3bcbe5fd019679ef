import type { Repository } from './model.ts';
import type { Actor } from './state/actor.ts';
import type { Access, Subject } from './state/rights.ts';
import type { GitHubState } from './state/state.ts';

export interface GraphqlRequest {
  query: string;
  variables: Record<string, unknown> | null;
  operationName: string | null;
}

/** State of a rate limit after a charge. */
export interface Budget {
  limit: number;
  used: number;
  remaining: number;
  /** Epoch milliseconds. */
  resetAt: number;
  /** True: the points were more than was left; nothing was charged, and the request must not be run. */
  exceeded: boolean;
}

/** What the GraphQL door hands to the executor; the subject is already authenticated. */
export interface GraphqlContext {
  state: GitHubState;
  subject: Subject;
  /** Pass it to the functions of writes/; throws a 401 problem for subjects that cannot write. */
  actor(): Actor;
  requestId: string;
  /** Read right, role and App permissions in one repository. */
  access(repository: Repository): Access;
  /** Charges GraphQL points to the caller's hourly budget. Call it once a request, before running it. */
  charge(points: number): Budget;
  /** The budget as it stands, without charging. */
  budget(): Budget;
  /** Origins for `url` fields: `http://127.0.0.1:PORT` and `.../api/v3`. */
  webUrl: string;
  apiUrl: string;
}

export interface GraphqlAnswer {
  /** 200 also for errors, as GitHub answers. */
  status: number;
  body: unknown;
}

/** A fault rule that depends on the query: pages wider than `above` fail with RESOURCE_LIMITS_EXCEEDED. */
export interface QueryFault {
  kind: 'resource-limits';
  above: number;
}

/** The signature of `executeGraphql` in graphql/index.ts. Rate-limit headers are added by the door. */
export type ExecuteGraphql = (request: GraphqlRequest, context: GraphqlContext & { fault?: QueryFault }) => Promise<GraphqlAnswer>;
