import { changedAt, sinceFor, undatedFields, type FieldTimes } from '../core/changed-at.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { GitHubError } from '../github/errors.ts';
import { readTimeline } from '../github/read-timeline.ts';
import { readSkew } from '../store/clock-skew.ts';
import type { Mapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import type { Engine } from './engine.ts';
import { settingsOf } from './engine.ts';

/**
 * When the fields changed on GitHub that the newest is to win; asked only where they were edited on both sides.
 * @throws GitHubError that may be retried
 */
export async function fieldTimes(engine: Engine, link: Link, { base, edited, issueNodeId }: Mapping, issue: IssueSnapshot): Promise<FieldTimes> {
  if (Object.keys(edited).length === 0) return {};
  const settings = settingsOf(link);
  const skewMs = await readSkew(engine.db);
  const keys = undatedFields({ settings, base, edited, issue, skewMs });
  if (keys.length === 0) return {};
  const timeline = await askTimeline(engine, link, issueNodeId, sinceFor(keys.flatMap((key) => edited[key]?.at ?? []), skewMs));
  return changedAt(keys, issue, timeline, settings);
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
