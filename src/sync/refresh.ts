/** Reads issues again, many at a time, where an event left doubt. */
import { GitHubError } from '../github/errors.ts';
import { readIssue, readIssuesByNodeId } from '../github/read-issues.ts';
import type { Mapping } from '../store/mappings.ts';
import { findMappings, mappingsOfIssueEverywhere } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { findLink } from '../store/projects.ts';
import type { Cause, Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { issueUnreachable } from './gone.ts';
import { observeIssues } from './observe.ts';
import { partsFor } from './parts.ts';

/**
 * Reads up to 100 mappings' issues and takes them in.
 * @throws GitHubError that may be retried
 */
export async function refreshMappings(engine: Engine, mappingIds: readonly number[], cause: Cause): Promise<void> {
  const mappings = (await findMappings(engine.db, mappingIds)).filter(({ state, integrationId }) => state === 'live' && integrationId !== null);
  const links = new Map<string, Link>();
  for (const { integrationId, repositoryId } of mappings) {
    const key = `${integrationId}/${repositoryId}`;
    const link = links.get(key) ?? (await findLink(engine.db, integrationId as number, repositoryId));
    if (link && isLive(link)) links.set(key, link);
  }
  const byInstallation = Map.groupBy(
    mappings.flatMap((mapping) => {
      const link = links.get(`${mapping.integrationId}/${mapping.repositoryId}`);
      return link ? [{ mapping, link }] : [];
    }),
    ({ link }) => link.installationId,
  );
  for (const [installationId, pairs] of byInstallation) await refreshThrough(engine, installationId, pairs, cause);
}

/**
 * Asks for an issue to be read again in every project that has it.
 * @returns how many actions that concerns
 */
export async function refreshIssue(engine: Engine, issueId: number): Promise<number> {
  const mappings = (await mappingsOfIssueEverywhere(engine.db, issueId)).filter(({ state }) => state === 'live');
  for (const { id } of mappings) await engine.jobs.send('refresh', { mappingId: id }, { key: String(id) });
  return mappings.length;
}

async function refreshThrough(engine: Engine, installationId: number, pairs: { mapping: Mapping; link: Link }[], cause: Cause): Promise<void> {
  const client = await engine.github.asInstallation(installationId);
  const parts = await partsFor(engine, installationId, [...new Map(pairs.map(({ link }) => [link.integrationId, link])).values()].map(settingsOf));
  // `seen` was read before this call begins: an answer that nothing overtook is the truth.
  const issues = await readIssuesByNodeId(client, new Map(pairs.map(({ mapping }) => [mapping.issueNodeId, mapping.repositoryId])), parts);
  for (const { mapping, link } of pairs) {
    const issue = issues.get(mapping.issueNodeId);
    if (issue) await engine.db.transaction((trx) => observeIssues(engine, trx, link, [{ issue, seenBefore: mapping.seen }], cause));
    else await askWhy(engine, mapping, link, cause);
  }
}

/** GraphQL does not say why a node is missing; REST does. */
async function askWhy(engine: Engine, mapping: Mapping, link: Link, cause: Cause): Promise<void> {
  const client = await engine.github.asInstallation(link.installationId);
  try {
    const issue = await readIssue(client, { id: link.repositoryId, owner: link.owner, name: link.name }, mapping.issueNumber);
    await engine.db.transaction((trx) => observeIssues(engine, trx, link, [{ issue, seenBefore: mapping.seen }], cause));
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    await issueUnreachable(engine, mapping, link, error, cause);
  }
}
