/**
 * Who may do what, as tables and one pure decision. Every procedure, route, stream and job that acts
 * for somebody asks here, through sync/access, which knows the database and GitHub (I12).
 */
export type Role = 'lead' | 'member' | 'viewer';

/** What a token may be good for. `read` looks, `write` edits actions, `admin` configures. */
export type Scope = 'read' | 'write' | 'admin';

/** A person, by Lockstep's own id. */
export interface Person {
  id: number;
  /** Runs this instance. */
  operator: boolean;
}

/** Who asks. */
export type Caller =
  /** In a browser, by session. */
  | { kind: 'session'; user: Person }
  /** A program with a person's token: that person, within the token's scopes. */
  | { kind: 'person'; user: Person; tokenId: number; scopes: readonly Scope[] }
  /** A program with a token made at the terminal: a member like any other, but what the App reaches counts instead of what the person does. */
  | { kind: 'operator'; user: Person; tokenId: number; scopes: readonly Scope[] }
  /** A program with a project's token: nobody in particular. */
  | { kind: 'project'; projectId: number; tokenId: number; scopes: readonly Scope[] };

interface Rule {
  roles: readonly Role[];
  scope: Scope;
  /** Whether a project's token may: never where GitHub or the project itself is configured. */
  projectToken: boolean;
}

const everybody: readonly Role[] = ['lead', 'member', 'viewer'];
const workers: readonly Role[] = ['lead', 'member'];
const leads: readonly Role[] = ['lead'];

const looks: Rule = { roles: everybody, scope: 'read', projectToken: true };
const works: Rule = { roles: workers, scope: 'write', projectToken: true };
const configures: Rule = { roles: leads, scope: 'admin', projectToken: false };

/** Rights within a project. */
export const PROJECT_RIGHTS = {
  'project.read': looks,
  'action.read': looks,
  'action.edit': works,
  'conflict.read': looks,
  'conflict.resolve': works,
  'sync.read': looks,
  'sync.start': works,
  'member.read': { ...looks, projectToken: false },
  'member.manage': configures,
  'settings.read': { ...configures, scope: 'read' },
  'settings.change': configures,
  'repository.link': configures,
  'repository.open': configures,
  'token.manage': configures,
  'audit.read': { ...configures, scope: 'read' },
  'project.export': { ...configures, scope: 'read' },
  'project.delete': configures,
} as const satisfies Record<string, Rule>;

export type ProjectRight = keyof typeof PROJECT_RIGHTS;

/** Rights outside of any project. */
export const OWN_RIGHTS = {
  /** One's own account, sessions and tokens. */
  'account': { scope: 'read', operator: false, sessionOnly: false },
  'account.manage': { scope: 'admin', operator: false, sessionOnly: true },
  /** Coming into a project by a link; tokens are handed out too easily for that. */
  'invitation.accept': { scope: 'admin', operator: false, sessionOnly: true },
  /** The list itself holds only what the caller is a member of. */
  'project.list': { scope: 'read', operator: false, sessionOnly: false },
  'project.create': { scope: 'admin', operator: false, sessionOnly: false },
  'instance.operate': { scope: 'admin', operator: true, sessionOnly: false },
} as const satisfies Record<string, { scope: Scope; operator: boolean; sessionOnly: boolean }>;

export type OwnRight = keyof typeof OWN_RIGHTS;

/** `hidden`: to this caller it does not exist. `forbidden`: they see it, and may not do this. */
export type Verdict = 'allowed' | 'hidden' | 'forbidden';

const hasScope = (caller: Caller, scope: Scope): boolean => caller.kind === 'session' || caller.scopes.includes(scope);

/** @param role the caller's own in the project; null where they are no member */
export function decideInProject(caller: Caller, right: ProjectRight, projectId: number, role: Role | null): Verdict {
  const rule: Rule = PROJECT_RIGHTS[right];
  if (caller.kind === 'project') {
    if (caller.projectId !== projectId) return 'hidden';
    return rule.projectToken && hasScope(caller, rule.scope) ? 'allowed' : 'forbidden';
  }
  if (role === null) return 'hidden';
  return rule.roles.includes(role) && hasScope(caller, rule.scope) ? 'allowed' : 'forbidden';
}

export function decideOwn(caller: Caller, right: OwnRight): Verdict {
  const rule = OWN_RIGHTS[right];
  if (rule.sessionOnly && caller.kind !== 'session') return 'forbidden';
  if (caller.kind === 'project') return right === 'project.list' && hasScope(caller, rule.scope) ? 'allowed' : 'forbidden';
  if (rule.operator && !caller.user.operator && caller.kind !== 'operator') return 'forbidden';
  return hasScope(caller, rule.scope) ? 'allowed' : 'forbidden';
}
