/** Mappings with their actions, and what GitHub says of their issues now: for looks that write nothing. */
import { ZodError } from 'zod';
import type { FieldKey } from '../core/action.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from '../github/clients.ts';
import { GitHubError } from '../github/errors.ts';
import { readIssue, readIssuesApart } from '../github/read-issues.ts';
import type { ActionRow } from '../store/actions.ts';
import { findActions } from '../store/actions.ts';
import type { Mapping } from '../store/mappings.ts';
import { findMappings } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { findLink } from '../store/projects.ts';
import { heldFields } from '../store/verifications.ts';
import type { Engine } from './engine.ts';
import { partsFor } from './parts.ts';

export interface Pair {
  mapping: Mapping;
  link: Link;
  action: ActionRow;
  held: readonly FieldKey[];
}

/** The live mappings among these whose action is not archived, each with its action as it is before GitHub is asked. */
export async function loadPairs(engine: Engine, mappingIds: readonly number[]): Promise<Pair[]> {
  const mappings = await findMappings(engine.db, mappingIds);
  const actions = await findActions(engine.db, mappings.map(({ actionId }) => actionId));
  const held = await heldFields(engine.db, mappingIds);
  const links = new Map<string, Link | undefined>();
  const pairs: Pair[] = [];
  for (const mapping of mappings) {
    if (mapping.integrationId === null || mapping.state !== 'live') continue;
    const key = `${mapping.integrationId}/${mapping.repositoryId}`;
    if (!links.has(key)) links.set(key, await findLink(engine.db, mapping.integrationId, mapping.repositoryId));
    const link = links.get(key);
    const action = actions.get(mapping.actionId);
    if (link && action && action.archivedAt === null) pairs.push({ mapping, link, action, held: held.get(mapping.id) ?? [] });
  }
  return pairs;
}

/**
 * Reads the issues of up to 100 pairs.
 * @param settingsOf the settings whose parts of an issue are asked for
 * @returns null where the issue is gone
 * @throws GitHubError that may be retried
 */
export async function readPairs(engine: Engine, pairs: readonly Pair[], settingsOf: (link: Link) => IntegrationSettings): Promise<{ pair: Pair; issue: IssueSnapshot | null }[]> {
  const read: { pair: Pair; issue: IssueSnapshot | null }[] = [];
  for (const [installationId, some] of Map.groupBy(pairs, ({ link }) => link.installationId)) {
    const client = await engine.github.asInstallation(installationId);
    const parts = await partsFor(engine, installationId, [...new Map(some.map(({ link }) => [link.integrationId, link])).values()].map(settingsOf));
    const issues = await readIssuesApart(client, new Map(some.map(({ mapping }) => [mapping.issueNodeId, mapping.repositoryId])), parts);
    for (const pair of some) {
      const issue = issues.get(pair.mapping.issueNodeId);
      read.push({ pair, issue: issue === undefined ? await readAlone(client, pair) : issue });
    }
  }
  return read;
}

/** What GraphQL cannot compute even alone, REST may. @returns null where the issue is gone, or nobody can read it */
async function readAlone(client: Client, { mapping, link }: Pair): Promise<IssueSnapshot | null> {
  try {
    return await readIssue(client, { id: link.repositoryId, owner: link.owner, name: link.name }, mapping.issueNumber);
  } catch (error) {
    if (error instanceof ZodError || (error instanceof GitHubError && !error.retryable)) return null;
    throw error;
  }
}
