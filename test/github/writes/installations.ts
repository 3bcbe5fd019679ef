import type { Account, Installation, Permissions } from '../model.ts';
import type { Actor } from '../state/actor.ts';
import { addInstallation } from '../state/add.ts';
import { installationOn, repositoriesOf } from '../state/find.ts';
import { GitHubProblem } from '../state/problem.ts';
import { record, type Changes, type EffectEvent } from '../state/record.ts';
import type { GitHubState } from '../state/state.ts';

function told(state: GitHubState, actor: Actor, action: string, installation: Installation, changes: Changes, events: EffectEvent[]): void {
  installation.updatedAt = state.now();
  record(state, actor, {
    action,
    repository: null,
    issue: null,
    changes: { installation: { from: installation.id, to: installation.id }, ...changes },
    events,
  });
}

/** Installs the App on an account with the permissions and events it asks for now. */
export function install(state: GitHubState, actor: Actor, account: Account, repositoryIds: 'all' | number[]): Installation {
  if (installationOn(state, account.id) !== undefined) throw new GitHubProblem(422, `the App is already installed on ${account.login}`);
  const installation = addInstallation(state, account, repositoryIds === 'all' ? 'all' : new Set(repositoryIds));
  told(state, actor, 'installation.create', installation, { account: { from: null, to: account.login } }, [
    { event: 'installation', action: 'created', installation, repositories: repositoriesOf(state, installation) },
  ]);
  return installation;
}

/** Removes the App from an account: its tokens die, and no event follows the last one. */
export function uninstall(state: GitHubState, actor: Actor, installation: Installation): void {
  const repositories = repositoriesOf(state, installation);
  state.installations.delete(installation.id);
  state.tokens.dropInstallation(installation.id);
  told(state, actor, 'installation.delete', installation, {}, [{ event: 'installation', action: 'deleted', installation, repositories }]);
}

export function setSuspended(state: GitHubState, actor: Actor, installation: Installation, suspended: boolean): void {
  if ((installation.suspendedAt !== null) === suspended) return;
  installation.suspendedAt = suspended ? state.now() : null;
  told(state, actor, suspended ? 'installation.suspend' : 'installation.unsuspend', installation, { suspended: { from: !suspended, to: suspended } }, [
    { event: 'installation', action: suspended ? 'suspend' : 'unsuspend', installation },
  ]);
}

/** Chooses the repositories anew: GitHub tells what was added and what was removed. */
export function setRepositories(state: GitHubState, actor: Actor, installation: Installation, repositoryIds: 'all' | number[]): void {
  const before = repositoriesOf(state, installation);
  installation.repositoryIds = repositoryIds === 'all' ? 'all' : new Set(repositoryIds);
  const after = repositoriesOf(state, installation);
  const added = after.filter((repository) => !before.includes(repository));
  const removed = before.filter((repository) => !after.includes(repository));
  const events: EffectEvent[] = [];
  if (added.length > 0) events.push({ event: 'installation_repositories', action: 'added', installation, repositories: added });
  if (removed.length > 0) events.push({ event: 'installation_repositories', action: 'removed', installation, repositories: removed });
  if (events.length === 0) return;
  const names = (list: typeof before) => list.map((repository) => repository.name);
  told(state, actor, 'installation.repositories', installation, { repositories: { from: names(before), to: names(after) } }, events);
}

/** The owner accepts other permissions and events for the installation. */
export function setPermissions(state: GitHubState, actor: Actor, installation: Installation, permissions: Permissions, events: string[]): void {
  const before = { permissions: installation.permissions, events: installation.events };
  installation.permissions = { ...permissions };
  installation.events = [...events];
  told(
    state,
    actor,
    'installation.permissions',
    installation,
    { permissions: { from: before.permissions, to: installation.permissions }, events: { from: before.events, to: installation.events } },
    [{ event: 'installation', action: 'new_permissions_accepted', installation, repositories: repositoriesOf(state, installation) }],
  );
}

/** A person withdraws the App's authorization: every token of theirs dies. */
export function revokeAuthorization(state: GitHubState, actor: Actor, account: Account): void {
  state.tokens.dropUser(account.id);
  record(state, actor, {
    action: 'authorization.revoke',
    repository: null,
    issue: null,
    changes: { login: { from: account.login, to: null } },
    events: [{ event: 'github_app_authorization', action: 'revoked' }],
  });
}
