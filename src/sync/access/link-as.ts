/**
 * Links a repository in somebody's name: only what they can reach on GitHub at this moment, through
 * this App, with push rights where Lockstep will write (I12). Whether they may configure the project
 * was asked before.
 */
import { linkConsent } from '../../core/consent.ts';
import type { Caller } from '../../core/policy.ts';
import { parseSettings } from '../../core/settings.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Queryable } from '../../store/db.ts';
import { findRepositoryByName, listAccessibleInstallations } from '../../store/installations.ts';
import { settingsOfProject, vouchFor } from '../../store/links-access.ts';
import type { ReachableRepository } from '../../github/as-user.ts';
import type { Engine } from '../engine.ts';
import { linkByName, type LinkOutcome } from '../link.ts';
import { actorOf } from './access.ts';
import { audienceOf } from './open-repository.ts';
import type { People } from './people.ts';

export interface LinkParts {
  engine: Pick<Engine, 'db' | 'jobs'>;
  people: { reach: Pick<People['reach'], 'live'> };
}

export interface LinkRequest {
  projectId: number;
  /** owner/name as GitHub shows it, in any case. */
  fullName: string;
  /** A private repository is linked only by somebody who said so, knowing who will see its actions. */
  privateConsent: boolean;
  /** Whether Lockstep will write there; undefined: as the project's settings say. */
  writes?: boolean;
}

/** @throws SignInAgain, GitHubError where GitHub cannot be asked: then nothing is linked */
export async function linkAs(parts: LinkParts, caller: Caller, request: LinkRequest): Promise<LinkOutcome> {
  const { engine: { db } } = parts;
  const refusal = await refusalToLink(parts, caller, request);
  const outcome: LinkOutcome = refusal === null ? await linkByName(parts.engine, request.projectId, request.fullName) : { outcome: 'refused', reason: refusal };
  if (outcome.outcome === 'linked' && caller.kind === 'session') await vouchFor(db, outcome, caller.user.id);
  if (outcome.outcome === 'linked' && caller.kind === 'person') await vouchFor(db, outcome, caller.user.id);
  if (outcome.outcome === 'refused') await noteUnlinked(db, caller, request.projectId);
  else await writeAudit(db, { actor: actorOf(caller), event: 'repository.linked', projectId: request.projectId, detail: { repository: outcome.repositoryId } });
  return outcome;
}

/** That somebody could not link what they asked for stands in the audit log. */
export async function noteUnlinked(db: Queryable, caller: Caller, projectId: number): Promise<void> {
  await writeAudit(db, { actor: actorOf(caller), event: 'repository.linked', projectId, outcome: 'denied' });
}

/** The sentence that says why the caller may not link it; null where they may. @throws as `linkAs` */
export async function refusalToLink({ engine: { db }, people: { reach } }: LinkParts, caller: Caller, { projectId, fullName, privateConsent, writes: willWrite }: LinkRequest): Promise<string | null> {
  if (caller.kind === 'project') return 'A project’s token never links repositories.';
  const [owner = '', name = ''] = fullName.split('/');
  const repository = await findRepositoryByName(db, owner, name);
  const unreachable = `You cannot reach ${fullName} on GitHub through this App: check the name, your access there, and the App’s installation.`;
  if (repository?.state !== 'accessible') return unreachable;
  if (caller.kind !== 'operator') {
    const found = (await reach.live(caller.user.id, repository.installationId)).find(({ id }) => id === repository.id);
    if (found === undefined) return unreachable;
    if (found.level !== 'write' && (willWrite ?? (await writes(db, projectId)))) {
      return `You may read ${fullName} on GitHub, but Lockstep would write to it in this project: somebody with push rights must link it, or set the sync to pull only.`;
    }
  }
  if (repository.private && !privateConsent) return linkConsent(fullName, await audienceOf(db, projectId));
  return null;
}

/** Settings that cannot be read are taken for such that write. */
async function writes(db: Queryable, projectId: number): Promise<boolean> {
  const parsed = parseSettings(await settingsOfProject(db, projectId));
  return !parsed.ok || parsed.settings.direction !== 'pull';
}

/** What a person could link: read from GitHub now. */
export async function linkable({ engine: { db }, people: { reach } }: LinkParts, userId: number): Promise<ReachableRepository[]> {
  const found = await Promise.all((await listAccessibleInstallations(db)).map((id) => reach.live(userId, id)));
  return found.flat().toSorted((a, b) => a.fullName.localeCompare(b.fullName));
}
