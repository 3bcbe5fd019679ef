import { GraphqlResponseError } from '@octokit/graphql';
import type { Client } from './clients.ts';
import { GitHubError } from './errors.ts';

/**
 * Runs a query. What GitHub could read comes back even when single nodes could not be: those are null.
 * @throws GitHubError where nothing useful came, with code `unavailable` for GitHub's own trouble
 */
export async function graphql(client: Client, query: string, variables: Record<string, unknown>): Promise<unknown> {
  try {
    return await client.graphql(query, variables);
  } catch (error) {
    if (!(error instanceof GraphqlResponseError)) throw error;
    const kinds = (error.errors ?? []).map(({ type }) => type);
    if (error.data && kinds.every((kind) => kind === 'NOT_FOUND')) return error.data;
    // Not of this server's schema: no repetition helps.
    if (error.errors?.some(({ message }) => /doesn't exist on type|Cannot query field|No such type|Unknown type/.test(message))) {
      throw new GitHubError('invalid', 200, `This GitHub does not know what was asked: ${error.message}`, error);
    }
    const tooWide = kinds.includes('RESOURCE_LIMITS_EXCEEDED');
    throw new GitHubError(tooWide ? 'too_wide' : 'unavailable', 200, `GitHub could not answer the query: ${error.message}`, error);
  }
}
