/** Reads issues again, many at a time, where an event left doubt. */
import { ZodError } from 'zod';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { GitHubError } from '../github/errors.ts';
import { readIssue, readIssuesApart } from '../github/read-issues.ts';
import type { Mapping } from '../store/mappings.ts';
import { findMappings, mappingsOfIssueEverywhere } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { findLink } from '../store/projects.ts';
import type { Cause, Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { readLastChanges } from './last-changes.ts';
import { issueUnreachable, issueUnreadable } from './gone.ts';
import { observeIssues } from './observe.ts';
import { partsFor } from './parts.ts';

interface Pair {
  mapping: Mapping;
  link: Link;
}

/** What failed, by mapping id. */
type Failures = Map<number, unknown>;

/**
 * Reads up to 100 mappings' issues and takes them in; what fails for one holds up no other (I11).
 * @returns what failed and is to be tried again, by mapping id
 */
export async function refreshMappings(engine: Engine, mappingIds: readonly number[], cause: Cause): Promise<Failures> {
  const failures: Failures = new Map();
  const pairs = await livePairs(engine, mappingIds);
  for (const some of Map.groupBy(pairs, ({ link }) => link.integrationId).values()) await apart(failures, some, async () => void settingsOf((some[0] as Pair).link));
  const sound = pairs.filter(({ mapping }) => !failures.has(mapping.id));
  for (const [installationId, some] of Map.groupBy(sound, ({ link }) => link.installationId)) {
    await apart(failures, some, () => refreshThrough(engine, installationId, some, cause, failures));
  }
  return failures;
}

async function livePairs(engine: Engine, mappingIds: readonly number[]): Promise<Pair[]> {
  const links = new Map<string, Link | undefined>();
  const pairs: Pair[] = [];
  for (const mapping of await findMappings(engine.db, mappingIds)) {
    const { state, integrationId, repositoryId } = mapping;
    if (state !== 'live' || integrationId === null) continue;
    const key = `${integrationId}/${repositoryId}`;
    if (!links.has(key)) links.set(key, await findLink(engine.db, integrationId, repositoryId));
    const link = links.get(key);
    if (link && isLive(link)) pairs.push({ mapping, link });
  }
  return pairs;
}

/** Where the work fails, it has failed for these. */
async function apart(failures: Failures, pairs: readonly Pair[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    for (const { mapping } of pairs) failures.set(mapping.id, error);
  }
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

async function refreshThrough(engine: Engine, installationId: number, pairs: readonly Pair[], cause: Cause, failures: Failures): Promise<void> {
  const client = await engine.github.asInstallation(installationId);
  const parts = await partsFor(engine, installationId, [...new Map(pairs.map(({ link }) => [link.integrationId, link])).values()].map(settingsOf));
  // `seen` was read before this call begins: an answer that nothing overtook is the truth.
  const issues = await readIssuesApart(client, new Map(pairs.map(({ mapping }) => [mapping.issueNodeId, mapping.repositoryId])), parts);
  for (const pair of pairs) {
    await apart(failures, [pair], async () => {
      const issue = issues.get(pair.mapping.issueNodeId) ?? (await readAlone(engine, pair, cause));
      if (!issue) return;
      const lastChanges = await readLastChanges(engine, pair.link, pair.mapping, issue);
      await engine.db.transaction((trx) => observeIssues(engine, trx, pair.link, [{ issue, seenBefore: pair.mapping.seen, lastChanges }], cause));
    });
  }
}

/** GraphQL does not say why an issue is missing, and cannot compute every one that is there: REST does. @returns null where the pair has its outcome */
async function readAlone(engine: Engine, { mapping, link }: Pair, cause: Cause): Promise<IssueSnapshot | null> {
  const client = await engine.github.asInstallation(link.installationId);
  try {
    return await readIssue(client, { id: link.repositoryId, owner: link.owner, name: link.name }, mapping.issueNumber);
  } catch (error) {
    if (error instanceof ZodError) await issueUnreadable(engine, mapping, link, error, cause);
    else if (!(error instanceof GitHubError) || error.retryable) throw error;
    else await issueUnreachable(engine, mapping, link, error, cause);
    return null;
  }
}
