/** People link a pull request to an action's issue by hand, where neither GitHub nor a keyword does. */
import { readPullLinks } from '../github/read-pulls.ts';
import { findRepositoryByName } from '../store/installations.ts';
import { mappingOfAction } from '../store/mappings.ts';
import { forgetByHand, noteByHand } from '../store/noted-pulls.ts';
import type { Engine } from './engine.ts';
import type { IssueReference } from './why.ts';

export type PullLinkOutcome =
  | { outcome: 'linked' | 'unlinked' }
  /** The sentence a person reads; nothing was changed. */
  | { outcome: 'refused'; reason: string };

/**
 * Links (or, with `linked: false`, unlinks) a pull request of a repository the App can reach. That the
 * person may write to the issue's repository is the caller's to check: a link counts for everybody.
 * @throws GitHubError that may be retried
 */
export async function linkPull(engine: Engine, actionId: number, reference: IssueReference, linked: boolean, actor: string): Promise<PullLinkOutcome> {
  const mapping = await mappingOfAction(engine.db, actionId);
  if (mapping?.state !== 'live') return { outcome: 'refused', reason: 'The action has no issue on GitHub.' };
  const name = `${reference.owner}/${reference.name}#${reference.number}`;
  const repository = await findRepositoryByName(engine.db, reference.owner, reference.name);
  const client = repository?.state === 'accessible' ? await engine.github.asInstallation(repository.installationId) : undefined;
  const pull = client && repository && (await readPullLinks(client, repository, reference.number));
  if (!pull) return { outcome: 'refused', reason: `The App can see no pull request ${name}.` };
  const place = { repositoryId: mapping.repositoryId, number: mapping.issueNumber };
  return engine.db.transaction(async (trx): Promise<PullLinkOutcome> => {
    if (linked) await noteByHand(trx, pull.nodeId, place, actor);
    else if (!(await forgetByHand(trx, pull.nodeId, place))) return { outcome: 'refused', reason: `${name} was not linked here: unlink it on GitHub.` };
    await engine.jobs.send('refresh', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
    return { outcome: linked ? 'linked' : 'unlinked' };
  });
}
