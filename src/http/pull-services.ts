/** The pull requests of an action, as the page and the REST API ask for them. */
import { GitHubError } from '../github/errors.ts';
import { changePullLink, pullsOf, type PullParts } from '../sync/pulls.ts';
import type { PullServices } from './trpc/pulls.ts';

export function pullServices(parts: PullParts): PullServices {
  return {
    list: async (actionId) =>
      (await pullsOf(parts, Number(actionId))).map(({ repository, number, title, url, stage, branch, linkedBy, by }) => ({ repository, number, title, url, state: stage, branch, linkedBy, by })),
    async change({ actionId, pull, linked }, { caller }) {
      try {
        const outcome = await changePullLink(parts, caller, Number(actionId), pull, linked);
        return outcome.outcome === 'refused' ? outcome.reason : null;
      } catch (error) {
        if (error instanceof GitHubError) return error.message;
        throw error;
      }
    },
  };
}
