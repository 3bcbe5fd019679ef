/** Issues on GitHub that the filters let in and that have no action: nothing else would notice them. */
import { admits } from '../core/filters.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from '../github/clients.ts';
import type { ListedIssue } from '../github/read-changed.ts';
import { listIssueIds } from '../github/read-changed.ts';
import { readIssuesApart } from '../github/read-issues.ts';
import { databaseTime } from '../store/db.ts';
import type { Link } from '../store/projects.ts';
import { linksOfProject } from '../store/projects.ts';
import type { Finding, Verification } from '../store/verifications.ts';
import { dropUnmapped, insertFindings, knownIssues } from '../store/verifications.ts';
import type { Cause, Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { followNames } from './names.ts';
import { observeIssues } from './observe.ts';
import { partsFor } from './parts.ts';

/** @throws GitHubError that may be retried */
export async function verifyUnmapped(engine: Engine, verification: Verification, cause: Cause): Promise<void> {
  await dropUnmapped(engine.db, verification.id);
  for (const link of await linksOfProject(engine.db, verification.projectId)) {
    if (!isLive(link) || link.backfill.state !== 'live') continue;
    await followNames(engine, link.repositoryId);
    const client = await engine.github.asInstallation(link.installationId);
    let cursor: string | null = null;
    do {
      const page = await listIssueIds(client, { id: link.repositoryId, owner: link.owner, name: link.name }, cursor);
      const missing = await withoutAction(engine, link, await readUnknown(engine, client, link, page.issues));
      if (missing.length > 0) await note(engine, verification, link, missing, cause);
      cursor = page.next;
    } while (cursor !== null);
  }
}

async function readUnknown(engine: Engine, client: Client, link: Link, listed: readonly ListedIssue[]): Promise<IssueSnapshot[]> {
  const parts = await partsFor(engine, link.installationId, [settingsOf(link)]);
  const known = await knownIssues(engine.db, link.projectId, listed.map(({ id }) => id));
  const unknown = listed.filter(({ id }) => !known.has(id));
  const issues = await readIssuesApart(client, new Map(unknown.map(({ nodeId }) => [nodeId, link.repositoryId])), parts);
  return [...issues.values()].flatMap((issue) => issue ?? []);
}

/** Asked once more after they were read: a webhook may have brought them meanwhile. */
async function withoutAction(engine: Engine, link: Link, issues: readonly IssueSnapshot[]): Promise<IssueSnapshot[]> {
  if (issues.length === 0) return [];
  const settings = settingsOf(link);
  const asOf = await databaseTime(engine.db);
  const known = await knownIssues(engine.db, link.projectId, issues.map(({ id }) => id));
  return issues.filter((issue) => !known.has(issue.id) && admits(issue, settings, asOf).admitted);
}

async function note(engine: Engine, verification: Verification, link: Link, missing: readonly IssueSnapshot[], cause: Cause): Promise<void> {
  await engine.db.transaction(async (trx) => {
    if (verification.fix) await observeIssues(engine, trx, link, missing.map((issue) => ({ issue })), cause);
    const known = await knownIssues(trx, link.projectId, missing.map(({ id }) => id));
    await insertFindings(trx, verification, missing.map(({ id, number, title }): Finding => ({
      repositoryId: link.repositoryId, mappingId: null, issueNumber: number, field: 'action', github: title, lockstep: null,
      ...outcomeOf(verification.fix, known.has(id)),
    })));
  });
}

/** Taken in and still without an action: it may be the issue of one that is being created, which decides that itself (I7). */
function outcomeOf(fix: boolean, isKnown: boolean): Pick<Finding, 'kind' | 'reason'> {
  if (!fix) return { kind: 'difference', reason: null };
  return isKnown ? { kind: 'mended', reason: null } : { kind: 'explained', reason: 'an action that is being created may be its own' };
}
