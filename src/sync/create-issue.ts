/**
 * Creates the issue of an action, once (I7). GitHub cannot be asked to create something once, so the
 * sending is committed before it happens, and after an answer that does not tell, the issue is looked
 * for until it can no longer appear; only then is it sent again. No transaction is open meanwhile (I8).
 */
import { planCreate, readDraft } from '../core/derive.ts';
import type { ReadyDraft, RepositoryNow } from '../github/create-issue.ts';
import { readRepositoryNow, readyDraft } from '../github/create-issue.ts';
import { GitHubError } from '../github/errors.ts';
import type { ActionRow } from '../store/actions.ts';
import { findAction } from '../store/actions.ts';
import type { IssueCreation } from '../store/issue-creations.ts';
import { beginSending, dropCreation, endAttempt, findCreation, noteCreation, refuseCreation } from '../store/issue-creations.ts';
import { findLink } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import { adoptIssue } from './adopt-issue.ts';
import { appHand, handFor, type Hand } from './create-as.ts';
import type { Creating } from './creating.ts';
import { repositoryOf } from './creating.ts';
import type { Cause, Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { logEntry } from './log-entry.ts';
import { writeBarrier } from './reach.ts';
import { releaseHeld } from './release-held.ts';
import { seekIssue } from './seek-issue.ts';

/** From GitHub's date to the moment the bytes leave, at most; what waited longer is not sent. */
const FENCE_MS = 30_000;

/** Unknown outcomes after which a person decides. */
const ATTEMPTS = 5;

/** How soon it is tried again while another issue of the same title is undecided. */
const TWIN_SECONDS = 3;

/** @throws GitHubError that may be retried; everything else ends with a reason on the creation */
export async function createIssue(engine: Engine, actionId: number, cause: Cause): Promise<void> {
  const creation = await findCreation(engine.db, actionId);
  if (creation?.state !== 'planned' && creation?.state !== 'sent') return;
  const link = await findLink(engine.db, creation.integrationId, creation.repositoryId);
  const barrier = link ? writeBarrier(link) : 'The repository is no longer linked to the project.';
  if (!link || barrier !== null) return noteCreation(engine.db, actionId, barrier);
  const work: Creating = { engine, link, client: await engine.github.asInstallation(link.installationId), cause };
  try {
    if (creation.state === 'sent') await decide(work, creation);
    else await send(work, creation);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryable) throw error;
    // Reading failed for good: nothing was decided, and nothing is lost by waiting.
    await noteCreation(engine.db, actionId, error.message);
    await engine.jobs.send('discover', { installationId: link.installationId }, { key: String(link.installationId) });
  }
}

/** @param notTheirs why it is not sent in the name of who asked for it; undefined before that was tried */
async function send(work: Creating, creation: IssueCreation, notTheirs?: string): Promise<void> {
  const { engine, link, client } = work;
  const { actionId, askedBy } = creation;
  const action = await findAction(engine.db, actionId);
  if (!action || action.archivedAt !== null) return dropCreation(engine.db, actionId);
  const settings = settingsOf(link);
  const draft = planCreate(action.values, settings);
  const obstacle = draft.blocked.find(({ field }) => field === 'title');
  if (obstacle) return refusePlan(work, actionId, obstacle.reason);
  const hand = notTheirs === undefined ? await handFor(work, askedBy) : await appHand(work, notTheirs);
  const ready = await readyDraft(client, repositoryOf(link), draft);
  const now = await readRepositoryNow(client, repositoryOf(link));
  const readAt = performance.now();
  if (!now.hasIssues || now.archived) return closedHere(work, actionId, now);
  const attempt = await beginSending(engine.db, actionId, { title: draft.title.trim(), author: hand.author, asked: readDraft(ready.draft, settings), sentAt: now.date });
  if (attempt === null) {
    await engine.jobs.send('create', { actionId }, { key: String(actionId), startAfterSeconds: TWIN_SECONDS });
    return;
  }
  const notTheirsAfterAll = await dispatch({ ...work, note: hand.note }, action, attempt, hand, ready, () => performance.now() - readAt < FENCE_MS);
  if (notTheirsAfterAll !== undefined && (await endAttempt(engine.db, actionId, attempt, 'planned', notTheirsAfterAll))) await send(work, creation, notTheirsAfterAll);
}

/** @returns why the App is to send it instead: surely nothing was made */
async function dispatch(work: Creating, action: ActionRow, attempt: number, hand: Hand, ready: ReadyDraft, mayLeave: () => boolean): Promise<string | undefined> {
  const { engine, link, cause } = work;
  const sent = await hand.send(ready, mayLeave);
  if (sent.outcome === 'not_theirs') return sent.note;
  if (sent.outcome === 'made') {
    await adoptIssue(work, action.id, sent.issue, null);
    return undefined;
  }
  if (sent.outcome === 'unknown') {
    engine.log.warn({ err: sent.error, action: action.id, repository: link.repositoryId }, 'the outcome of creating an issue is unknown');
    const creation = await findCreation(engine.db, action.id);
    if (creation?.state === 'sent') await decide(work, creation);
    return undefined;
  }
  const { error } = sent;
  const waits = error.retryable || error.code === 'unauthorized';
  await engine.db.transaction(async (trx) => {
    if (!(await endAttempt(trx, action.id, attempt, waits ? 'planned' : 'refused', error.message)) || waits) return;
    await insertSyncLogs(trx, [logEntry(link, cause, { mappingId: null, actionId: action.id, issueNumber: null, direction: 'push', outcome: 'failed', error: error.message })]);
  });
  await releaseHeld(work, action.id);
  if (waits) throw error;
  return undefined;
}

/** After an answer that does not tell: found, not yet, or surely not made. */
async function decide(work: Creating, creation: IssueCreation): Promise<void> {
  const { engine, link, cause } = work;
  const { actionId, attempts } = creation;
  const sought = await seekIssue(work, creation);
  if (sought.outcome === 'found') return adoptIssue(work, actionId, sought.issue, sought.sentence);
  if (sought.outcome === 'later') {
    await noteCreation(engine.db, actionId, 'GitHub did not say whether it created the issue: it is being looked for before it is created again.');
    await engine.jobs.send('create', { actionId }, { key: String(actionId), startAfterSeconds: sought.seconds });
    return;
  }
  const last = attempts >= ATTEMPTS;
  const sentence = `${sought.sentence} ${last ? `It was tried ${attempts} times: create it by hand, or ask for it once more.` : 'It is created again.'}`;
  await engine.db.transaction(async (trx) => {
    if (!(await endAttempt(trx, actionId, attempts, last ? 'refused' : 'planned', sentence))) return;
    await insertSyncLogs(trx, [logEntry(link, cause, { mappingId: null, actionId, issueNumber: null, direction: 'push', outcome: 'failed', error: sentence })]);
    if (!last) await engine.jobs.send('create', { actionId }, { key: String(actionId) }, trx);
  });
  await releaseHeld(work, actionId);
}

/** What GitHub would refuse as the action is now. */
async function refusePlan({ engine, link, cause }: Creating, actionId: number, sentence: string): Promise<void> {
  await engine.db.transaction(async (trx) => {
    await refuseCreation(trx, actionId, sentence);
    await insertSyncLogs(trx, [logEntry(link, cause, { mappingId: null, actionId, issueNumber: null, direction: 'push', outcome: 'failed', error: sentence })]);
  });
}

/** Read-only by now, and no event has told: it waits, and what is known of the repository is read anew. */
async function closedHere({ engine, link }: Creating, actionId: number, { archived, hasIssues }: RepositoryNow): Promise<void> {
  await noteCreation(engine.db, actionId, writeBarrier({ ...link, archived, hasIssues }));
  await engine.jobs.send('discover', { installationId: link.installationId }, { key: String(link.installationId) });
}
