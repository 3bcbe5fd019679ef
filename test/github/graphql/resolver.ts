import type { GraphQLResolveInfo } from 'graphql';
import type { GraphqlContext, QueryFault } from '../graphql-context.ts';
import type { Bill } from './cost.ts';

/** What resolvers receive beside their source and arguments. */
export interface ResolverContext extends GraphqlContext {
  /** What this request was charged, for `rateLimit`. */
  bill: Bill;
  fault: QueryFault | null;
}

/*
 * A method type, because methods may narrow their arguments: the schema has validated them already,
 * so each resolver names the arguments it reads.
 */
interface ResolverShape<S> {
  resolve(source: S, args: object, context: ResolverContext, info: GraphQLResolveInfo): unknown;
}
export type Resolver<S> = ResolverShape<S>['resolve'];

/** Resolvers of one type, by field. A field of it that is not here is answered by an error. */
export type Resolvers<S> = Record<string, Resolver<S>>;
