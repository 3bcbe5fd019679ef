import { GitHubError } from '../github/errors.ts';
import { readIssue } from '../github/read-issues.ts';
import { findCreation } from '../store/issue-creations.ts';
import type { Creating } from './creating.ts';
import { repositoryOf } from './creating.ts';
import { observeIssues } from './observe.ts';

/** Looks again at what waited for a decision that has fallen. */
export async function releaseHeld({ engine, link, client, cause }: Creating, actionId: number): Promise<void> {
  const creation = await findCreation(engine.db, actionId);
  for (const number of creation?.held ?? []) {
    try {
      const issue = await readIssue(client, repositoryOf(link), number);
      if (issue.id !== creation?.issueId) await engine.db.transaction((trx) => observeIssues(engine, trx, link, [{ issue }], cause));
    } catch (error) {
      // Gone meanwhile: there is nothing to make an action of.
      if (!(error instanceof GitHubError) || error.retryable) throw error;
    }
  }
}
