/** The place of an issue in a GitHub project changed; the issue's own time does not move with it. */
import { needsOf, projectsOf } from '../core/needs.ts';
import type { Client } from '../github/clients.ts';
import { readChangedItems } from '../github/read-project-items.ts';
import { mappingsOfNodes } from '../store/noted-pulls.ts';
import type { Link } from '../store/projects.ts';
import { findLink } from '../store/projects.ts';
import type { Engine } from './engine.ts';
import { settingsOf } from './engine.ts';

/**
 * Asks for issues to be read again in every project whose settings map a field of a GitHub project.
 * @param byEvent told by a webhook, which some leave to the polls
 * @returns how many actions that concerns
 */
export async function projectItemsChanged(engine: Engine, issueNodeIds: readonly string[], byEvent: boolean): Promise<number> {
  let asked = 0;
  for (const { id, integrationId, repositoryId } of await mappingsOfNodes(engine.db, issueNodeIds)) {
    const link = await findLink(engine.db, integrationId, repositoryId);
    if (!link || !followsProjects(link) || (byEvent && !link.autoSync)) continue;
    await engine.jobs.send('refresh', { mappingId: id }, { key: String(id) });
    asked += 1;
  }
  return asked;
}

/** Looks for changes that no webhook told, at or after a time (ISO, GitHub's). */
export async function readProjectChanges(engine: Engine, client: Client, link: Link, since: string): Promise<void> {
  for (const project of projectsOf(settingsOf(link))) await projectItemsChanged(engine, await readChangedItems(client, link.owner, project, since), false);
}

export const followsProjects = (link: Link): boolean => needsOf(settingsOf(link)).projectFields.length > 0;
