/** An action's pull requests: shown with their state, linked and unlinked by hand (I12: by whoever may write to the issue's repository and see the pull request). */
import type { Caller } from '../core/policy.ts';
import { readLinkedPulls, type ShownPull } from '../github/read-linked-pulls.ts';
import { mappingOfAction } from '../store/mappings.ts';
import { notesOf } from '../store/noted-pulls.ts';
import { findLink } from '../store/projects.ts';
import { loginOf } from '../store/users.ts';
import { noteUnreachable } from './access/access.ts';
import type { Reach } from './access/reach.ts';
import type { Engine } from './engine.ts';
import { isLive } from './engine.ts';
import { chooseRepositories } from './integration/reachable.ts';
import { linkPull, type PullLinkOutcome } from './link-pull.ts';
import { parseReference } from './why.ts';

export interface ActionPull extends ShownPull {
  linkedBy: 'github' | 'keyword' | 'hand';
  /** Whose hand. */
  by: string | null;
}

export interface PullParts {
  engine: Engine;
  reach: Pick<Reach, 'live'>;
}

/** @returns nothing where the action has no issue that is synced now @throws GitHubError that may be retried */
export async function pullsOf({ engine }: Pick<PullParts, 'engine'>, actionId: number): Promise<ActionPull[]> {
  const mapping = await mappingOfAction(engine.db, actionId);
  const link = mapping?.state === 'live' && mapping.integrationId !== null ? await findLink(engine.db, mapping.integrationId, mapping.repositoryId) : undefined;
  if (!mapping || !link || !isLive(link)) return [];
  const notes = await notesOf(engine.db, { repositoryId: mapping.repositoryId, number: mapping.issueNumber });
  const client = await engine.github.asInstallation(link.installationId);
  const pulls = await readLinkedPulls(client, mapping.issueNodeId, [...new Set(notes.map(({ pullNodeId }) => pullNodeId))], await engine.github.issueSchema(client));
  // What stands in another private repository is its readers' business.
  return pulls.filter((pull) => !pull.private || pull.repositoryId === mapping.repositoryId).map((pull) => {
    const hand = notes.find(({ pullNodeId, source }) => pullNodeId === pull.nodeId && source === 'hand');
    return { ...pull, linkedBy: hand ? 'hand' : pull.byGithub ? 'github' : 'keyword', by: hand?.by ?? null };
  });
}

/**
 * @param text a pull request's URL, owner/name#12, or #12 of the issue's own repository
 * @throws SignInAgain, GitHubError where GitHub cannot be asked
 */
export async function changePullLink({ engine, reach }: PullParts, caller: Caller, actionId: number, text: string, linked: boolean): Promise<PullLinkOutcome> {
  const mapping = await mappingOfAction(engine.db, actionId);
  const link = mapping?.integrationId == null ? undefined : await findLink(engine.db, mapping.integrationId, mapping.repositoryId);
  if (mapping?.state !== 'live' || !link) return { outcome: 'refused', reason: 'The action has no issue on GitHub.' };
  const reference = parseReference(text, link);
  if (!reference) return { outcome: 'refused', reason: `"${text}" names no pull request: give its URL or owner/name#12.` };
  const refusal = await mayNotLink({ engine, reach }, caller, link, `${reference.owner}/${reference.name}`);
  if (refusal !== null) return { outcome: 'refused', reason: refusal };
  const login = caller.kind === 'project' ? null : await loginOf(engine.db, caller.user.id);
  return linkPull(engine, actionId, reference, linked, login ?? 'a project’s token');
}

async function mayNotLink({ engine, reach }: PullParts, caller: Caller, link: { projectId: number; repositoryId: number; installationId: number; owner: string; name: string }, pullRepository: string): Promise<string | null> {
  if (caller.kind === 'operator') return null;
  if (caller.kind === 'project') return 'A project’s token links no pull requests: it has no rights on GitHub.';
  const level = (await reach.live(caller.user.id, link.installationId)).find(({ id }) => id === link.repositoryId)?.level;
  if (level !== 'write') {
    await noteUnreachable(engine.db, caller, link.projectId, { repository: link.repositoryId });
    return `Only people who may push to ${link.owner}/${link.name} on GitHub link pull requests to its issues.`;
  }
  const chosen = await chooseRepositories(engine.db, reach, caller, link.projectId, [pullRepository]);
  return chosen.refused.length > 0 ? `You cannot reach ${pullRepository} on GitHub through this App.` : null;
}
