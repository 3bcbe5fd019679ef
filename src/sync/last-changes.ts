import { contestedFields, lastChanges, sinceFor, type LastChanges } from '../core/last-changes.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { GitHubError } from '../github/errors.ts';
import { readTimeline } from '../github/read-timeline.ts';
import { readSkew } from '../store/clock-skew.ts';
import { openConflictsOf } from '../store/conflicts.ts';
import type { Mapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import type { Engine } from './engine.ts';
import { settingsOf } from './engine.ts';

/**
 * Who changed the fields on GitHub that were edited on both sides, and when; asked only where there are any.
 * @throws GitHubError that may be retried
 */
export async function readLastChanges(engine: Engine, link: Link, { id, base, edited, pushing, issueNodeId, issueUpdatedAt }: Mapping, issue: IssueSnapshot): Promise<LastChanges> {
  const settings = settingsOf(link);
  const open = await openConflictsOf(engine.db, id);
  const held = Object.fromEntries(open.map(({ field, github }) => [field, github]));
  const keys = contestedFields({ settings, base, edited, held, pushing: pushing?.[0] ?? null, issue });
  if (keys.length === 0) return {};
  const since = sinceFor(keys.flatMap((key) => edited[key]?.at ?? []), issueUpdatedAt.toISOString(), await readSkew(engine.db));
  return lastChanges(keys, issue, await askTimeline(engine, link, issueNodeId, since), settings);
}

/** @returns null where GitHub does not tell: then the time of the issue has to do */
export async function askTimeline(engine: Engine, { installationId }: Link, nodeId: string, since: string): ReturnType<typeof readTimeline> {
  try {
    const client = await engine.github.asInstallation(installationId);
    return await readTimeline(client, nodeId, since, await engine.github.issueSchema(client));
  } catch (error) {
    if (error instanceof GitHubError && !error.retryable) return null;
    throw error;
  }
}
