/** The policy with what it needs to know: memberships from the database, reach from GitHub. */
import { decideInProject, decideOwn, type Caller, type OwnRight, type ProjectRight, type Role, type Verdict } from '../../core/policy.ts';
import { writeAudit, type AuditActor } from '../../store/audit.ts';
import { findAction } from '../../store/actions.ts';
import type { Db } from '../../store/db.ts';
import { projectsOfMember, roleIn } from '../../store/members.ts';
import { guardedRepositories, repositoriesOfActions } from '../../store/repository-access.ts';
import type { Reach } from './reach.ts';

export interface Access {
  inProject(caller: Caller, right: ProjectRight, projectId: number): Promise<Verdict>;
  /** On one action: its project, and its repository where that is private. */
  onAction(caller: Caller, right: ProjectRight, actionId: number): Promise<Verdict>;
  own(caller: Caller, right: OwnRight): Promise<Verdict>;
  /** The caller's role; null where they have none, as programs do not. */
  role(caller: Caller, projectId: number): Promise<Role | null>;
  /** Ids of the projects a caller is in. */
  projects(caller: Caller): Promise<number[]>;
  /** Repositories of a project whose actions this caller must not see, nor learn of. */
  hiddenRepositories(caller: Caller, projectId: number): Promise<number[]>;
}

export function createAccess(db: Db, reach: Reach): Access {
  const told = async (caller: Caller, verdict: Verdict, right: string, projectId: number | null): Promise<Verdict> => {
    if (verdict !== 'allowed') await writeAudit(db, { actor: actorOf(caller), event: 'access.denied', projectId, outcome: 'denied', detail: { right } });
    return verdict;
  };
  const decide = async (caller: Caller, right: ProjectRight, projectId: number): Promise<Verdict> =>
    Number.isSafeInteger(projectId) ? decideInProject(caller, right, projectId, await roleOf(db, caller, projectId)) : 'hidden';
  const hidden = (caller: Caller, projectId: number): Promise<number[]> => hiddenRepositories(db, reach, caller, projectId);
  return {
    inProject: async (caller, right, projectId) => told(caller, await decide(caller, right, projectId), right, Number.isSafeInteger(projectId) ? projectId : null),
    async onAction(caller, right, actionId) {
      const action = Number.isSafeInteger(actionId) ? await findAction(db, actionId) : undefined;
      if (!action) return told(caller, 'hidden', right, null);
      const verdict = await decide(caller, right, action.projectId);
      const repository = (await repositoriesOfActions(db, [actionId])).get(actionId);
      const unseen = verdict !== 'hidden' && repository !== undefined && (await hidden(caller, action.projectId)).includes(repository);
      return told(caller, unseen ? 'hidden' : verdict, right, action.projectId);
    },
    own: async (caller, right) => told(caller, decideOwn(caller, right), right, null),
    role: (caller, projectId) => roleOf(db, caller, projectId),
    projects: async (caller) => (caller.kind === 'project' ? [caller.projectId] : projectsOfMember(db, caller.user.id)),
    hiddenRepositories: hidden,
  };
}

async function roleOf(db: Db, caller: Caller, projectId: number): Promise<Role | null> {
  return caller.kind === 'project' ? null : roleIn(db, projectId, caller.user.id);
}

/** A project's token has no reach of its own: it sees what is public or was opened. */
async function hiddenRepositories(db: Db, reach: Reach, caller: Caller, projectId: number): Promise<number[]> {
  if (caller.kind === 'operator') return [];
  const guarded = await guardedRepositories(db, projectId);
  if (guarded.length === 0) return [];
  const readable = caller.kind === 'project' ? new Set<number>() : await reach.readable(caller.user.id, guarded);
  return guarded.map(({ id }) => id).filter((id) => !readable.has(id));
}

/** How a caller stands in the audit log. */
export function actorOf(caller: Caller): AuditActor {
  return caller.kind === 'session' ? { kind: 'person', id: caller.user.id } : { kind: 'token', id: caller.tokenId };
}
