/** A pull request changed: the issues linked to it are read again where its state says something about their status. */
import { closedBy } from '../core/pulls.ts';
import { needsOf } from '../core/needs.ts';
import type { PullLinks } from '../github/read-pulls.ts';
import { readPullLinks } from '../github/read-pulls.ts';
import { findRepositoryByName } from '../store/installations.ts';
import type { IssuePlace } from '../store/noted-pulls.ts';
import { issuesOfPull, mappingsAt, noteKeywords } from '../store/noted-pulls.ts';
import type { Link } from '../store/projects.ts';
import { findLink, linksOfRepository } from '../store/projects.ts';
import type { Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';

/**
 * Takes a hint that a pull request changed; it is read, because the payloads of reviews tell a part only.
 * @returns in words what came of it
 * @throws GitHubError that may be retried
 */
export async function pullChanged(engine: Engine, repositoryId: number, number: number): Promise<string> {
  const links = (await linksOfRepository(engine.db, repositoryId)).filter((link) => isLive(link) && link.autoSync);
  const link = links.find(followsPulls);
  if (!link) return 'no project here follows pull requests';
  const client = await engine.github.asInstallation(link.installationId);
  const pull = await readPullLinks(client, { id: repositoryId, owner: link.owner, name: link.name }, number);
  if (!pull) return 'GitHub shows no such pull request';
  const asked = await takePull(engine, link, pull);
  return asked === 0 ? 'it is linked to no action' : `${asked} action(s) to be read again`;
}

/** Notes what the text of a pull request closes, and asks for its issues to be read again. @returns how many actions that concerns */
export async function takePull(engine: Engine, link: Pick<Link, 'owner' | 'name' | 'repositoryId'>, pull: PullLinks): Promise<number> {
  const before = await issuesOfPull(engine.db, pull.nodeId);
  const named = await placesOf(engine, link, pull.body);
  return engine.db.transaction(async (trx) => {
    await noteKeywords(trx, pull.nodeId, named);
    const mappings = await mappingsAt(trx, [...before, ...named, ...pull.issues]);
    let asked = 0;
    for (const { id, integrationId, repositoryId } of mappings) {
      const other = await findLink(trx, integrationId, repositoryId);
      if (!other || !followsPulls(other)) continue;
      await engine.jobs.send('refresh', { mappingId: id }, { key: String(id) }, trx);
      asked += 1;
    }
    return asked;
  });
}

export const followsPulls = (link: Link): boolean => needsOf(settingsOf(link)).pulls;

async function placesOf({ db }: Engine, { owner, name, repositoryId }: Pick<Link, 'owner' | 'name' | 'repositoryId'>, body: string): Promise<IssuePlace[]> {
  const places: IssuePlace[] = [];
  for (const issue of closedBy(body)) {
    const isHere = issue.owner === undefined || issue.name === undefined || `${issue.owner}/${issue.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase();
    const id = isHere ? repositoryId : (await findRepositoryByName(db, issue.owner ?? '', issue.name ?? ''))?.id;
    if (id !== undefined) places.push({ repositoryId: id, number: issue.number });
  }
  return places;
}
