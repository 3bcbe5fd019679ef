import type { Issue, Permission, Repository } from '../model.ts';
import { appMay, atLeast } from '../state/rights.ts';
import { GraphqlFailure } from './failure.ts';
import type { ResolverContext } from './resolver.ts';

/**
 * Refuses a mutation to whoever may not make it: the App needs `issues: write`, a person triage (or
 * to be the author of `issue`). Opening an issue needs only to read the repository.
 */
export function checkIssueWrite(context: ResolverContext, repository: Repository, mutation: string, issue: Issue | null, needed: Permission = mutation === 'createIssue' ? 'pull' : 'triage'): void {
  const { subject } = context;
  const access = context.access(repository);
  if (!appMay(access.app, 'issues', 'write')) throw new GraphqlFailure('FORBIDDEN', 'Resource not accessible by integration');
  if (subject.kind !== 'user') return;
  if (atLeast(access.permission, needed) || issue?.authorId === subject.account.id) return;
  throw new GraphqlFailure('FORBIDDEN', `${subject.account.login} does not have the correct permissions to execute \`${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}\``);
}
