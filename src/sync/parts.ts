/** Which parts of issues the settings of integrations ask for, and how to get an issue with all of them. */
import { allNeeds, isPartial, needsOf } from '../core/needs.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { GitHubError } from '../github/errors.ts';
import type { IssueParts } from '../github/issue-parts.ts';
import { issueParts, NO_PARTS } from '../github/issue-parts.ts';
import { readIssuesByNodeId } from '../github/read-issues.ts';
import { findInstallation } from '../store/installations.ts';
import type { Link } from '../store/projects.ts';
import type { Engine } from './engine.ts';
import { withNotedPulls } from './noted-pulls.ts';

/** What to ask for so that every one of these settings finds what it needs. */
export async function partsFor(engine: Engine, installationId: number, settings: readonly IntegrationSettings[]): Promise<IssueParts> {
  const all = allNeeds(settings.map(needsOf));
  const needs = all.projectFields.length > 0 && !(await maySeeProjects(engine, installationId)) ? { ...all, projectFields: [] } : all;
  if (!needs.type && !needs.fields && !needs.pulls && needs.projectFields.length === 0) return NO_PARTS;
  const client = await engine.github.asInstallation(installationId);
  const parts = issueParts(needs, await engine.github.issueSchema(client));
  return needs.pulls ? { ...parts, complete: (issues) => withNotedPulls(engine.db, client, issues) } : parts;
}

/** Asked without the permission, GitHub would show none of the issues. */
async function maySeeProjects({ db }: Engine, installationId: number): Promise<boolean> {
  return (await findInstallation(db, installationId))?.permissions['organization_projects'] !== undefined;
}

/** As `completed`, for an issue that was there a moment ago. @throws GitHubError that may be retried */
export async function whole(engine: Engine, link: Link, settings: IntegrationSettings, issue: IssueSnapshot): Promise<IssueSnapshot> {
  const read = await completed(engine, link, settings, issue);
  if (read === null) throw new GitHubError('unavailable', 200, 'GitHub shows a part of the issue only: it is read again.');
  return read;
}

/**
 * The issue with every part that the settings need: itself where it says them all, or where GitHub
 * refuses to say more; else read again.
 * @returns null where GitHub does not show it any more
 * @throws GitHubError that may be retried
 */
export async function completed(engine: Engine, link: Link, settings: IntegrationSettings, issue: IssueSnapshot): Promise<IssueSnapshot | null> {
  if (!isPartial(issue, needsOf(settings))) return issue;
  try {
    return await readAgain(engine, link, settings, issue);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    return issue;
  }
}

async function readAgain(engine: Engine, link: Link, settings: IntegrationSettings, issue: IssueSnapshot): Promise<IssueSnapshot | null> {
  const needs = needsOf(settings);
  const parts = await partsFor(engine, link.installationId, [settings]);
  const filled = { ...parts.absent, ...issue };
  if (!isPartial(filled, needs)) return filled;
  const client = await engine.github.asInstallation(link.installationId);
  const read = (await readIssuesByNodeId(client, new Map([[issue.nodeId, issue.repositoryId]]), parts)).get(issue.nodeId);
  return read === undefined ? issue : read;
}
