/**
 * Compares GitHub's delivery log with the inbox and has GitHub send again what never came (I3).
 * GitHub redelivers nothing by itself and keeps its log for three days. What the inbox knows is not
 * asked for, parked or not: it was committed before it was acknowledged (I1). Failures are looked at
 * every time; the whole log, which also tells of what was acknowledged and yet is missing here (a
 * database restored from a backup), on start and once an hour. All times of the log are GitHub's (I14).
 */
import type { Client } from '../github/clients.ts';
import { BudgetWait, GitHubError } from '../github/errors.ts';
import { readDeliveries, redeliver } from '../github/read-deliveries.ts';
import type { LookKind } from '../store/missed-deliveries.ts';
import { advanceLook, claimMissed, dropArrived, dropExpired, dropMissed, dueMissed, readLook, releaseMissed } from '../store/missed-deliveries.ts';
import type { Engine } from './engine.ts';

/** A younger attempt may be under way still: GitHub waits 10 s for an answer, and its log lags. The next look sees it. */
const SETTLED_MS = 60_000;

/** Attempts appear in the log in the order of their times, almost. */
const OVERLAP_MS = 5 * 60_000;

/** GitHub keeps deliveries for three days; https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks */
const KEPT_MS = 3 * 24 * 3600_000;

const FULL_LOOK_SECONDS = 3600;

/** How long a delivery that was asked for may take before it is asked for again; doubles each time. */
const WAIT_SECONDS = 5 * 60;

const AT_ONCE = 50;

/**
 * @param full whether to look through the whole log whenever that was last done
 * @returns how many deliveries GitHub was asked to send again
 * @throws GitHubError that may be retried: the next call goes on where this one stopped
 */
export async function heal(engine: Engine, full = false): Promise<number> {
  const client = await engine.github.asApp();
  await look(engine, client, 'failure');
  const { endedAgo } = await readLook(engine.db, 'all');
  if (full || endedAgo === null || endedAgo >= FULL_LOOK_SECONDS) await look(engine, client, 'all');
  const arrived = await dropArrived(engine.db);
  await dropLost(engine);
  const asked = await askAgain(engine, client);
  if (arrived + asked > 0) engine.log.info({ arrived, asked }, 'deliveries healed');
  return asked;
}

/** Reads the log from its newest entry, or from where a look was broken off, back to where the last one ended. */
async function look(engine: Engine, client: Client, kind: LookKind): Promise<void> {
  const state = await readLook(engine.db, kind);
  let { cursor, newest } = state;
  for (;;) {
    const page = await readDeliveries(client, kind, cursor).catch((error: unknown) => restartable(error, cursor));
    if (!page) {
      // GitHub no longer takes the cursor of a look that was broken off long ago.
      [cursor, newest] = [null, null];
      continue;
    }
    const now = githubNow(engine);
    newest ??= new Date(now - SETTLED_MS);
    // GitHub's clock may have stepped back since.
    const end = state.lookedUntil ? Math.min(state.lookedUntil.getTime(), now) - OVERLAP_MS : Number.NEGATIVE_INFINITY;
    const settled = page.attempts.filter(({ deliveredAt }) => Date.parse(deliveredAt) <= now - SETTLED_MS);
    const oldest = page.attempts.at(-1);
    const isLast = page.next === null || (oldest !== undefined && Date.parse(oldest.deliveredAt) < end);
    cursor = isLast ? null : page.next;
    await advanceLook(engine.db, kind, settled, cursor, newest);
    if (isLast) return;
  }
}

function restartable(error: unknown, cursor: string | null): null {
  if (cursor === null || !(error instanceof GitHubError) || error.code !== 'invalid') throw error;
  return null;
}

/** The Date header of the newest answer. */
function githubNow(engine: Engine): number {
  const clock = engine.github.clock();
  if (!clock) throw new GitHubError('unavailable', 0, 'GitHub answered without a date.');
  return Date.parse(clock.date);
}

/** What GitHub no longer keeps cannot be asked for: polls and verifications find what it told of. */
async function dropLost(engine: Engine): Promise<void> {
  for (const delivery of await dropExpired(engine.db, new Date(githubNow(engine) - KEPT_MS))) engine.log.warn({ delivery }, 'delivery lost for good');
}

async function askAgain(engine: Engine, client: Client): Promise<number> {
  let asked = 0;
  for (;;) {
    const due = await dueMissed(engine.db, WAIT_SECONDS, AT_ONCE);
    if (due.length === 0) return asked;
    for (const { guid, attemptId } of due) {
      if (!(await claimMissed(engine.db, guid, WAIT_SECONDS))) continue;
      await ask(engine, client, guid, attemptId);
      asked += 1;
    }
  }
}

async function ask(engine: Engine, client: Client, guid: string, attemptId: number): Promise<void> {
  try {
    await redeliver(client, attemptId);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    if (error instanceof BudgetWait) await releaseMissed(engine.db, guid);
    if (error.retryable) throw error;
    engine.log.warn({ err: error, delivery: guid }, 'GitHub does not send the delivery again');
    await dropMissed(engine.db, guid);
  }
}
