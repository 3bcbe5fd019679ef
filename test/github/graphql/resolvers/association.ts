import type { Repository } from '../../model.ts';
import type { GitHubState } from '../../state/state.ts';

/** How somebody belongs to a repository: GitHub's CommentAuthorAssociation. */
export function associationOf(state: GitHubState, repository: Repository, accountId: number): string {
  if (accountId === repository.ownerId) return 'OWNER';
  if (state.members.get(repository.ownerId)?.has(accountId) === true) return 'MEMBER';
  return repository.collaborators.has(accountId) ? 'COLLABORATOR' : 'NONE';
}
