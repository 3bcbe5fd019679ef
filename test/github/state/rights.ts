import type { Account, Installation, Permission, Permissions, Repository } from '../model.ts';
import { covers, installationFor } from './find.ts';
import type { GitHubState } from './state.ts';

/** Who asks, as proved by the credential of the request. */
export type Subject =
  | { kind: 'anonymous' }
  | { kind: 'app' }
  | { kind: 'installation'; installation: Installation; repositoryIds: 'all' | ReadonlySet<number>; permissions: Permissions }
  | { kind: 'user'; account: Account };

/** What a subject may do in one repository. */
export interface Access {
  /** False: the repository does not exist for them (404). */
  read: boolean;
  /** The person's role, or what an installation's issue permission amounts to. */
  permission: Permission;
  /** The App's permissions there; empty where it is not installed. */
  app: Permissions;
}

const RANK: Record<Permission, number> = { none: 0, pull: 1, triage: 2, push: 3, maintain: 4, admin: 5 };
const LEVEL = { read: 1, write: 2, admin: 3 } as const;

export function atLeast(permission: Permission, wanted: Permission): boolean {
  return RANK[permission] >= RANK[wanted];
}

/** Whether the App has `level` of a permission (`issues`, `metadata`, ...). */
export function appMay(app: Permissions, name: string, level: 'read' | 'write' | 'admin'): boolean {
  const given = app[name];
  return given !== undefined && LEVEL[given] >= LEVEL[level];
}

/**
 * A person's own role in a repository, before any App is asked. Organizations here give their
 * members no base permission: private repositories are seen by owners and collaborators only.
 */
export function roleOf(state: GitHubState, account: Account, repository: Repository): Permission {
  if (account.id === repository.ownerId) return 'admin';
  if (state.members.get(repository.ownerId)?.get(account.id) === 'admin') return 'admin';
  return repository.collaborators.get(account.id) ?? (repository.private ? 'none' : 'pull');
}

/**
 * Rights of a user token are the person's rights, the App's permissions and the installation's
 * repositories together; public repositories can be read by everybody.
 */
export function accessTo(state: GitHubState, subject: Subject, repository: Repository): Access {
  const open: Access = { read: !repository.private, permission: repository.private ? 'none' : 'pull', app: {} };
  switch (subject.kind) {
    case 'anonymous':
    case 'app':
      return open;
    case 'installation': {
      const granted =
        covers(subject.installation, repository) &&
        (subject.repositoryIds === 'all' || subject.repositoryIds.has(repository.id));
      if (!granted) return open;
      const permission = appMay(subject.permissions, 'issues', 'write') ? 'push' : 'pull';
      return { read: true, permission, app: subject.permissions };
    }
    case 'user': {
      const permission = roleOf(state, subject.account, repository);
      const installation = installationFor(state, repository);
      const active = installation !== undefined && installation.suspendedAt === null;
      if (!active) return { ...open, permission: open.read ? permission : 'none' };
      return { read: permission !== 'none', permission, app: installation.permissions };
    }
    default:
      return subject satisfies never;
  }
}

/** Whether a person can be assigned: whoever has at least triage, which GitHub asks too. */
export function isAssignable(state: GitHubState, account: Account, repository: Repository): boolean {
  if (account.type !== 'User') return false;
  if (state.members.get(repository.ownerId)?.has(account.id) === true) return roleOf(state, account, repository) !== 'none';
  return atLeast(roleOf(state, account, repository), 'triage');
}
