import type { QueryFault } from '../graphql-context.ts';
import { GraphqlFailure } from './failure.ts';

/**
 * Fails wide pages (and wide lists of `nodes(ids:)`) as GitHub does when a query takes too much of its
 * resources.
 */
export function refuseWide(fault: QueryFault | null, width: number): void {
  if (fault !== null && width > fault.above) {
    throw new GraphqlFailure('RESOURCE_LIMITS_EXCEEDED', 'Resource limits for this query exceeded.');
  }
}
