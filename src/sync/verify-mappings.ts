/** One look at up to 100 mappings: each field beside what GitHub says of it now. */
import type { FieldKey } from '../core/action.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { verifyIssue } from '../core/verify.ts';
import type { Client } from '../github/clients.ts';
import { GitHubError } from '../github/errors.ts';
import { readIssue, readIssuesByNodeId } from '../github/read-issues.ts';
import { readHalving } from '../github/shrink.ts';
import type { ActionRow } from '../store/actions.ts';
import { findActions } from '../store/actions.ts';
import type { Mapping } from '../store/mappings.ts';
import { findMappings } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { findLink } from '../store/projects.ts';
import type { Finding } from '../store/verifications.ts';
import { heldFields } from '../store/verifications.ts';
import type { Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { partsFor } from './parts.ts';

export interface Seen {
  fields: number;
  /** Mappings that owe nothing now: paused, out of reach, archived. */
  skipped: number;
  findings: Finding[];
}

interface Pair {
  mapping: Mapping;
  link: Link;
  action: ActionRow;
  held: readonly FieldKey[];
}

/** @throws GitHubError that may be retried */
export async function verifyMappings(engine: Engine, mappingIds: readonly number[]): Promise<Seen> {
  const pairs = await loadPairs(engine, mappingIds);
  const seen: Seen = { fields: 0, skipped: mappingIds.length - pairs.length, findings: [] };
  for (const [installationId, some] of Map.groupBy(pairs, ({ link }) => link.installationId)) {
    const client = await engine.github.asInstallation(installationId);
    const parts = await partsFor(engine, installationId, [...new Map(some.map(({ link }) => [link.integrationId, link])).values()].map(settingsOf));
    const { found, unreadable } = await readHalving(some, async (part) => {
      const issues = await readIssuesByNodeId(client, new Map(part.map(({ mapping }) => [mapping.issueNodeId, mapping.repositoryId])), parts);
      return part.map((pair) => ({ pair, issue: issues.get(pair.mapping.issueNodeId) ?? null }));
    });
    for (const { pair, issue } of found) compare(seen, pair, issue);
    for (const pair of unreadable) compare(seen, pair, await readAlone(client, pair));
  }
  return seen;
}

/** What GraphQL cannot compute even alone, REST may. @returns null where the issue is gone */
async function readAlone(client: Client, { mapping, link }: Pair): Promise<IssueSnapshot | null> {
  try {
    return await readIssue(client, { id: link.repositoryId, owner: link.owner, name: link.name }, mapping.issueNumber);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    return null;
  }
}

/** The mappings that owe to be in step, each with its action as it was before GitHub is asked. */
async function loadPairs(engine: Engine, mappingIds: readonly number[]): Promise<Pair[]> {
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
    if (link && isLive(link) && action && action.archivedAt === null) pairs.push({ mapping, link, action, held: held.get(mapping.id) ?? [] });
  }
  return pairs;
}

function compare(seen: Seen, pair: Pair, issue: IssueSnapshot | null): void {
  const { mapping, link, action, held } = pair;
  if (issue?.id !== mapping.issueId) {
    seen.fields += 1;
    seen.findings.push({ ...finding(pair, 'issue', null), lockstep: action.values.title ?? null });
    return;
  }
  const { fields, deviations } = verifyIssue({
    settings: settingsOf(link), issue, action: action.values, base: mapping.base, refused: mapping.refused, held, braked: mapping.braked,
  });
  seen.fields += fields;
  for (const { field, github, lockstep, reason } of deviations) seen.findings.push({ ...finding(pair, field, reason), github, lockstep });
}

function finding({ mapping }: Pair, field: string, reason: string | null): Finding {
  return {
    repositoryId: mapping.repositoryId, mappingId: mapping.id, issueNumber: mapping.issueNumber, field,
    kind: reason === null ? 'difference' : 'explained', github: null, lockstep: null, reason,
  };
}
