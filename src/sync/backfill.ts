/**
 * Pulls every issue of a linked repository, page by page. The cursor moves in the transaction that
 * writes the page, so a kill repeats at most one page and nobody starts over; the next page is on
 * its way while this one is written.
 */
import { GitHubError, type GitHubErrorCode } from '../github/errors.ts';
import type { Client } from '../github/clients.ts';
import { isStaleCursor } from '../github/graphql.ts';
import type { IssueParts } from '../github/issue-parts.ts';
import type { IssuePage } from '../github/read-issues.ts';
import { readIssueAlone, readIssuePage } from '../github/read-issues.ts';
import { readShrinking } from '../github/shrink.ts';
import { announce } from '../store/live.ts';
import { lockLink } from '../store/locks.ts';
import { pollFrom } from '../store/polls.ts';
import type { Link } from '../store/projects.ts';
import { advanceBackfill, failBackfill, findLink, startBackfill } from '../store/projects.ts';
import type { Cause, Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { followNames } from './names.ts';
import { noteUnreadable } from './note-unreadable.ts';
import { observeIssues } from './observe.ts';
import { partsFor } from './parts.ts';

/** @throws GitHubError that may be retried: the next call goes on from the stored cursor */
export async function backfill(engine: Engine, integrationId: number, repositoryId: number, cause: Cause): Promise<void> {
  const startedAt = await startBackfill(engine.db, integrationId, repositoryId);
  if (startedAt === null) return;
  const link = await findLink(engine.db, integrationId, repositoryId);
  // Paused since: it waits as it is.
  if (!link || link.integrationState === 'paused') return;
  if (!isLive(link)) {
    return failBackfill(engine.db, integrationId, repositoryId, 'The App cannot reach this repository now: check the installation on GitHub, then sync again.', startedAt, true);
  }
  try {
    // Names first: what is read next is read under settings that know them.
    await followNames(engine, repositoryId);
    await pull(engine, (await findLink(engine.db, integrationId, repositoryId)) ?? link, cause);
  } catch (error) {
    if (!(error instanceof GitHubError) || (error.retryable && !isStaleCursor(error))) throw error;
    const isOutOfReach = OUT_OF_REACH.has(error.code);
    await failBackfill(engine.db, integrationId, repositoryId, error.message, startedAt, isOutOfReach);
    // And no event said so: once that is known, its return is noticed, and catches up.
    if (isOutOfReach) await engine.jobs.send('discover', { installationId: link.installationId }, { key: String(link.installationId) });
    await announce(engine.db, link.projectId, { repositoryIds: [repositoryId] });
  }
}

/** Answers that say nothing against going on from the cursor, once there is another one. */
const OUT_OF_REACH: ReadonlySet<GitHubErrorCode> = new Set(['not_found', 'forbidden', 'unauthorized', 'suspended', 'issues_disabled']);

async function pull(engine: Engine, link: Link, cause: Cause): Promise<void> {
  const client = await engine.github.asInstallation(link.installationId);
  const parts = await partsFor(engine, link.installationId, [settingsOf(link)]);
  let page: IssuePage | null = await read(client, link, link.backfill.cursor, parts);
  while (page) {
    const next: Promise<IssuePage | Error> | null = page.next === null ? null : read(client, link, page.next, parts).catch((error: Error) => error);
    const goesOn = await write(engine, link, page, cause);
    if (!goesOn) return void (await next);
    const outcome: IssuePage | Error | null = next && (await next);
    if (outcome instanceof Error) throw outcome;
    page = outcome;
  }
}

/** A page that GitHub cannot compute is asked for in halves, then issue by issue, so that one never holds up the rest. */
async function read(client: Client, link: Link, after: string | null, parts: IssueParts): Promise<IssuePage> {
  const repository = { id: link.repositoryId, owner: link.owner, name: link.name };
  return readShrinking<IssuePage>((first) => readIssuePage(client, repository, after, first, parts), () => readIssueAlone(client, repository, after));
}

/** @returns false where a person halted the pull, or changed the settings, after which it begins again: then nothing of this page was written */
async function write(engine: Engine, link: Link, page: IssuePage, cause: Cause): Promise<boolean> {
  return engine.db.transaction(async (trx) => {
    await lockLink(trx, link);
    if ((await findLink(trx, link.integrationId, link.repositoryId))?.settingsVersion !== link.settingsVersion) return false;
    const { issues, unreadable } = page;
    const goesOn = await advanceBackfill(trx, link, { cursor: page.next, count: issues.length, total: page.total, done: page.next === null });
    if (!goesOn) return false;
    await noteUnreadable(trx, link, unreadable, cause);
    await observeIssues(engine, trx, link, issues.map((issue) => ({ issue })), cause);
    // Pages come in the order of GitHub's times: what changed up to the last one has been read.
    if (page.next === null) await pollFrom(trx, link, issues.at(-1)?.updatedAt ?? null);
    await announce(trx, link.projectId, { repositoryIds: [link.repositoryId] });
    return true;
  });
}
