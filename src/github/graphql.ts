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
    if (isForbidden(query, error)) throw new GitHubError('forbidden', 403, `${FORBIDDEN} (${error.message})`, error);
    const tooWide = kinds.includes('RESOURCE_LIMITS_EXCEEDED');
    throw new GitHubError(tooWide ? 'too_wide' : 'unavailable', 200, `GitHub could not answer the query: ${error.message}`, error);
  }
}

const FORBIDDEN = 'The App may not read this here: an owner has to grant it the permission on GitHub.';

/** That of projects alone is asked only while it is thought to be there: what is known of the permissions is about to change, and then the same call succeeds. */
function isForbidden(query: string, error: GraphqlResponseError<unknown>): boolean {
  const errors: readonly { type: string; path?: readonly unknown[] }[] = error.errors ?? [];
  return query.startsWith('query') && errors.length > 0 && errors.every(({ type, path }) => type === 'FORBIDDEN' && !path?.includes('projectItems'));
}

/** Whether GitHub does not know the place in a list any more from which it was to go on. */
export function isStaleCursor({ cause }: GitHubError): boolean {
  return cause instanceof GraphqlResponseError && (cause.errors ?? []).some(({ type }) => type === 'INVALID_CURSOR_ARGUMENTS');
}
