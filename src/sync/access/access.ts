/** The policy with what it needs to know: memberships from the database, reach from GitHub. */
import { decideInProject, decideOwn, type Caller, type OwnRight, type ProjectRight, type Role, type Verdict } from '../../core/policy.ts';
import { writeAudit, writeAuditHourly, type AuditActor } from '../../store/audit.ts';
import { findAction } from '../../store/actions.ts';
import type { JsonValue } from '../../core/action.ts';
import type { Db, Queryable } from '../../store/db.ts';
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
  /** Repositories of a project, and of those that are named, whose actions this caller must not see, nor learn of. */
  hiddenRepositories(caller: Caller, projectId: number, also?: readonly number[]): Promise<number[]>;
  /** Who read what stands in the audit log, once an hour: a page reads the same again and again while it is open. */
  noteReading(caller: Caller, event: Reading, projectId: number): Promise<void>;
}

type Reading = 'settings.read' | 'private.read';

export function createAccess(db: Db, reach: Reach): Access {
  const told = async (caller: Caller, verdict: Verdict, right: string, projectId: number | null): Promise<Verdict> => {
    if (verdict !== 'allowed') await writeAudit(db, { actor: actorOf(caller), event: 'access.denied', projectId, outcome: 'denied', detail: { right } });
    return verdict;
  };
  const decide = async (caller: Caller, right: ProjectRight, projectId: number): Promise<Verdict> =>
    Number.isSafeInteger(projectId) ? decideInProject(caller, right, projectId, await roleOf(db, caller, projectId)) : 'hidden';
  const noted = new Map<string, number>();
  const note: Access['noteReading'] = async (caller, event, projectId) => {
    const actor = actorOf(caller);
    const key = `${event} ${actor.kind} ${actor.id} ${projectId}`;
    const now = performance.now();
    if (now - (noted.get(key) ?? -Infinity) < NOTED_MS) return;
    if (noted.size > NOTED_LIMIT) noted.clear();
    noted.set(key, now);
    await writeAuditHourly(db, { actor, event, projectId });
  };
  const hidden = async (caller: Caller, projectId: number, also: readonly number[] = []): Promise<number[]> => {
    const { unseen, seen } = await guardedFrom(db, reach, caller, projectId, also);
    if (seen) await note(caller, 'private.read', projectId);
    return unseen;
  };
  return {
    inProject: async (caller, right, projectId) => told(caller, await decide(caller, right, projectId), right, Number.isSafeInteger(projectId) ? projectId : null),
    async onAction(caller, right, actionId) {
      const action = Number.isSafeInteger(actionId) ? await findAction(db, actionId) : undefined;
      if (!action) return told(caller, 'hidden', right, null);
      const verdict = await decide(caller, right, action.projectId);
      const repositories = (await repositoriesOfActions(db, [actionId])).get(actionId) ?? [];
      const unseen = verdict === 'hidden' || repositories.length === 0 ? [] : await hidden(caller, action.projectId);
      return told(caller, repositories.some((id) => unseen.includes(id)) ? 'hidden' : verdict, right, action.projectId);
    },
    own: async (caller, right) => told(caller, decideOwn(caller, right), right, null),
    role: (caller, projectId) => roleOf(db, caller, projectId),
    projects: async (caller) => (caller.kind === 'project' ? [caller.projectId] : projectsOfMember(db, caller.user.id)),
    hiddenRepositories: hidden,
    noteReading: note,
  };
}

async function roleOf(db: Db, caller: Caller, projectId: number): Promise<Role | null> {
  return caller.kind === 'project' ? null : roleIn(db, projectId, caller.user.id);
}

const NOTED_MS = 3_600_000;
const NOTED_LIMIT = 10_000;

/**
 * A project's token has no reach of its own: it sees what is public or was opened.
 * @returns repositories out of the caller's sight, and whether there are private ones in it
 */
async function guardedFrom(db: Db, reach: Reach, caller: Caller, projectId: number, also: readonly number[]): Promise<{ unseen: number[]; seen: boolean }> {
  const guarded = await guardedRepositories(db, projectId, also);
  if (guarded.length === 0) return { unseen: [], seen: false };
  if (caller.kind === 'operator') return { unseen: [], seen: true };
  const readable = caller.kind === 'project' ? new Set<number>() : await reach.readable(caller.user.id, guarded);
  return { unseen: guarded.map(({ id }) => id).filter((id) => !readable.has(id)), seen: readable.size > 0 };
}

/** What GitHub's rights do not allow somebody stands in the audit log like what their role does not. @param detail ids, never names */
export async function noteUnreachable(db: Queryable, caller: Caller, projectId: number, detail: Record<string, JsonValue> = {}): Promise<void> {
  await writeAudit(db, { actor: actorOf(caller), event: 'access.denied', projectId, outcome: 'denied', detail: { right: 'repository.reach', ...detail } });
}

/** How a caller stands in the audit log. */
export function actorOf(caller: Caller): AuditActor & { id: number } {
  return caller.kind === 'session' ? { kind: 'person', id: caller.user.id } : { kind: 'token', id: caller.tokenId };
}
