/**
 * Reads what changed in a linked repository since the last look, whether a webhook told of it or not
 * (I3). Windows are in GitHub's time only (I14) and overlap, because cursors and times hold whole
 * seconds and GitHub's replicas lag; what is read twice changes nothing. The cursor moves in the
 * transaction that writes the page, so a kill repeats at most one page.
 */
import { BudgetWait, GitHubError } from '../github/errors.ts';
import type { Client } from '../github/clients.ts';
import { readChangedPage, readHeadEtag } from '../github/read-changed.ts';
import { readIssueAlone } from '../github/read-issues.ts';
import { readChangedPulls } from '../github/read-pulls.ts';
import { readShrinking } from '../github/shrink.ts';
import { mappingsOfIssues } from '../store/mappings.ts';
import type { Poll } from '../store/polls.ts';
import { advancePoll, beginPoll, dueLinks, endQuietPoll, failPoll, noteWholePoll, restartPoll } from '../store/polls.ts';
import type { Link } from '../store/projects.ts';
import { findLink } from '../store/projects.ts';
import type { Cause, Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import { planBackfill } from './link.ts';
import { takeNames } from './names.ts';
import { noteUnreadable } from './note-unreadable.ts';
import { observeIssues } from './observe.ts';
import { partsFor } from './parts.ts';
import { followsProjects, readProjectChanges } from './project-changed.ts';
import { followsPulls, takePull } from './pull-changed.ts';
import { readParked } from './read-parked.ts';
import { findVanished } from './vanished.ts';

/** Far above the lag of GitHub's replicas and any step of its clock; costs a page only where much happens. */
const OVERLAP_SECONDS = 15 * 60;

/** Asks for the polls that are due; one a link at a time. */
export async function planPolls({ db, jobs }: Pick<Engine, 'db' | 'jobs'>): Promise<void> {
  for (const { integrationId, repositoryId } of await dueLinks(db)) {
    await jobs.send('poll', { integrationId, repositoryId }, { key: `${integrationId}/${repositoryId}` });
  }
}

/** @throws GitHubError that may be retried: the next call goes on from the stored cursor */
export async function poll(engine: Engine, integrationId: number, repositoryId: number, cause: Cause): Promise<void> {
  const link = await findLink(engine.db, integrationId, repositoryId);
  if (!link || !isLive(link)) return;
  const state = await beginPoll(engine.db, link, OVERLAP_SECONDS);
  // Nothing has been pulled yet: that comes first.
  if (link.backfill.state === 'failed' && state.windowFrom === null) {
    await takeUpPull(engine, link);
    return endQuietPoll(engine.db, link);
  }
  try {
    await readParked(engine, link, cause);
    const head = await askHead(engine, link, state);
    const isSame = head !== null && head === state.headEtag;
    if (isSame && !state.wholeDue) return await endQuietPoll(engine.db, link);
    const { total, appeared, quiet } = await readChanges(engine, link, state, cause);
    await takeUpPull(engine, link);
    await findVanished(engine, link, state, total, appeared);
    await noteWholePoll(engine.db, link, quiet, head);
  } catch (error) {
    await settle(engine, link, error);
  }
}

/** A pull that failed, perhaps as the repository was out of reach for a while, is tried again as often as polls are: no event may tell of its return. */
async function takeUpPull({ db, jobs }: Engine, { integrationId, repositoryId, backfill }: Link): Promise<void> {
  if (backfill.state === 'failed') await db.transaction((trx) => planBackfill(trx, jobs, integrationId, repositoryId));
}

/**
 * Where the last poll found nothing in all of its window, nothing can have changed while what changed last is the
 * same. The tag says nothing of pull requests' reviews and of GitHub projects.
 * @returns its tag; null where that says nothing
 */
async function askHead(engine: Engine, link: Link, state: Poll): Promise<string | null> {
  const isUnderWay = state.cursor !== null || state.sweepAfter !== null;
  if (!state.quiet || isUnderWay || link.backfill.state === 'failed' || followsPulls(link) || followsProjects(link)) return null;
  const client = await engine.github.asInstallation(link.installationId);
  try {
    return await readHeadEtag(client, { id: link.repositoryId, owner: link.owner, name: link.name }, state.headEtag);
  } catch (error) {
    // It only saves something: the poll itself says what is wrong.
    if (error instanceof GitHubError) return null;
    throw error;
  }
}

/** @returns whether the window had no issue at all, how many issues GitHub counts in the repository, and how many of those that became no action came, were opened or transferred, since the last poll */
async function readChanges(engine: Engine, link: Link, state: Poll, cause: Cause): Promise<{ total: number; appeared: number; quiet: boolean }> {
  const client = await engine.github.asInstallation(link.installationId);
  const repository = { id: link.repositoryId, owner: link.owner, name: link.name };
  const parts = await partsFor(engine, link.installationId, [settingsOf(link)]);
  const since = state.windowFrom?.toISOString() ?? null;
  const lastNumber = state.lastNumber ?? Infinity;
  let { cursor, windowTo } = state;
  let appeared = 0;
  let highest = 0;
  let quiet = since !== null && cursor === null;
  for (;;) {
    const after = cursor;
    const page = await readShrinking(
      (first) => readChangedPage(client, repository, since, after, first, parts),
      async () => ({ ...(await readIssueAlone(client, repository, after, since)), names: null }),
    );
    const to = (windowTo ??= githubTime(engine));
    quiet &&= page.issues.length + page.unreadable.length === 0;
    if (page.names) await takeNames(engine, link.repositoryId, page.names);
    await engine.db.transaction(async (trx) => {
      await noteUnreadable(trx, link, page.unreadable, cause);
      await observeIssues(engine, trx, link, page.issues.map((issue) => ({ issue })), cause);
      highest = Math.max(highest, ...page.issues.map(({ number }) => number));
      const fresh = page.issues.filter(({ number }) => number > lastNumber).map(({ id }) => id);
      appeared += fresh.length - (await mappingsOfIssues(trx, link.projectId, fresh)).size;
      await advancePoll(trx, link, page.next, to, highest);
    });
    if (page.next === null) {
      if (since !== null && followsPulls(link)) await readPullChanges(engine, client, link, since);
      if (since !== null && followsProjects(link)) await readProjectChanges(engine, client, link, since);
      return { total: page.total, appeared, quiet };
    }
    cursor = page.next;
  }
}

/** The issue's own time does not move with its pull requests. */
async function readPullChanges(engine: Engine, client: Client, link: Link, since: string): Promise<void> {
  for await (const pull of readChangedPulls(client, { id: link.repositoryId, owner: link.owner, name: link.name }, since)) await takePull(engine, link, pull);
}

/** The Date header of the answer that just came. */
function githubTime(engine: Engine): Date {
  const clock = engine.github.clock();
  if (!clock) throw new GitHubError('unavailable', 0, 'GitHub answered without a date.');
  return new Date(clock.date);
}

async function settle(engine: Engine, link: Link, error: unknown): Promise<void> {
  if (!(error instanceof GitHubError)) throw error;
  if (!error.retryable) return failPoll(engine.db, link, error.message);
  // GitHub answered and could not go on: perhaps it no longer takes the cursor.
  if (!(error instanceof BudgetWait) && error.status === 200) await restartPoll(engine.db, link);
  throw error;
}
