/**
 * Pulls every issue of a linked repository, page by page. The cursor moves in the transaction that
 * writes the page, so a kill repeats at most one page and nobody starts over; the next page is on
 * its way while this one is written.
 */
import { BudgetWait, GitHubError } from '../github/errors.ts';
import type { Client } from '../github/clients.ts';
import type { IssuePage } from '../github/read-issues.ts';
import { readIssuePage } from '../github/read-issues.ts';
import { announce } from '../store/live.ts';
import type { Link } from '../store/projects.ts';
import { advanceBackfill, failBackfill, findLink, startBackfill } from '../store/projects.ts';
import type { Cause, Engine } from './engine.ts';
import { isLive } from './engine.ts';
import { observeIssues } from './observe.ts';

const PAGE = 100;

/** A page GitHub cannot compute is asked for in halves, down to this. */
const SMALLEST_PAGE = 5;

/** @throws GitHubError that may be retried: the next call goes on from the stored cursor */
export async function backfill(engine: Engine, integrationId: number, repositoryId: number, cause: Cause): Promise<void> {
  const link = await begin(engine, integrationId, repositoryId);
  if (!link) return;
  try {
    await pull(engine, link, cause);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    await failBackfill(engine.db, integrationId, repositoryId, error.message);
    await announce(engine.db, link.projectId, { repositoryIds: [repositoryId] });
  }
}

async function begin(engine: Engine, integrationId: number, repositoryId: number): Promise<Link | undefined> {
  await startBackfill(engine.db, integrationId, repositoryId);
  const link = await findLink(engine.db, integrationId, repositoryId);
  if (!link) return undefined;
  if (!isLive(link)) {
    await failBackfill(engine.db, integrationId, repositoryId, 'The App cannot reach this repository now: check the installation on GitHub, then sync again.');
    return undefined;
  }
  return link;
}

async function pull(engine: Engine, link: Link, cause: Cause): Promise<void> {
  const client = await engine.github.asInstallation(link.installationId);
  let page: IssuePage | null = await read(client, link, link.backfill.cursor);
  while (page) {
    const next: Promise<IssuePage | Error> | null = page.next === null ? null : read(client, link, page.next).catch((error: Error) => error);
    await write(engine, link, page, cause);
    const outcome: IssuePage | Error | null = next && (await next);
    if (outcome instanceof Error) throw outcome;
    page = outcome;
  }
}

async function read(client: Client, link: Link, after: string | null): Promise<IssuePage> {
  for (let first = PAGE; ; first = Math.ceil(first / 2)) {
    try {
      return await readIssuePage(client, { id: link.repositoryId, owner: link.owner, name: link.name }, after, first);
    } catch (error) {
      const smaller = error instanceof GitHubError && !(error instanceof BudgetWait) && error.code === 'too_wide' && first > SMALLEST_PAGE;
      if (!smaller) throw error;
    }
  }
}

async function write(engine: Engine, link: Link, page: IssuePage, cause: Cause): Promise<void> {
  await engine.db.transaction(async (trx) => {
    await observeIssues(engine, trx, link, page.issues.map((issue) => ({ issue })), cause);
    await advanceBackfill(trx, link, { cursor: page.next, count: page.issues.length, total: page.total, done: page.next === null });
    await announce(trx, link.projectId, { repositoryIds: [link.repositoryId] });
  });
}
