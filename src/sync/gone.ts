/** Issues that went away, by GitHub's word or by the answer to one of our calls. */
import type { GitHubError, GitHubErrorCode } from '../github/errors.ts';
import { GitHubError as AnyGitHubError } from '../github/errors.ts';
import { readRepositoryNow } from '../github/create-issue.ts';
import { lockActions } from '../store/actions.ts';
import { markRepository } from '../store/installations.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { findMapping, mappingsOfIssueEverywhere, updateMapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import { repositoryOf } from './creating.ts';
import type { GoneIssue, GoneReason } from './detach.ts';
import { detach, entomb } from './detach.ts';
import type { Cause, Engine } from './engine.ts';
import { followTransfer, readMoved } from './follow-transfer.ts';
import { logEntry } from './log-entry.ts';
import { whyUnreadable } from './note-unreadable.ts';
import { writeBarrier } from './reach.ts';

export type { GoneReason } from './detach.ts';

/** Ends the sync of an issue in every project that has it. Events about it that come later change nothing. */
export async function issueGone(engine: Engine, issue: GoneIssue, reason: GoneReason, cause: Cause): Promise<number> {
  return engine.db.transaction(async (trx) => {
    await entomb(trx, issue, reason);
    let detached = 0;
    for (const mapping of await mappingsOfIssueEverywhere(trx, issue.id)) detached += Number(await detach(trx, mapping, reason, cause));
    return detached;
  });
}

interface Answered {
  engine: Engine;
  mapping: Mapping;
  link: Link;
  error: GitHubError;
  cause: Cause;
}

type Outcome = (answered: Answered) => Promise<unknown>;

const gone = (reason: GoneReason): Outcome => ({ engine, mapping, cause }) =>
  issueGone(engine, { id: mapping.issueId, number: mapping.issueNumber, repositoryId: mapping.repositoryId }, reason, cause);

/** What becomes of a pair for each answer that no repetition changes. `wait` and `park` keep what is to be written; `show` waits for the next edit. */
export const OUTCOMES: Readonly<Record<Exclude<GitHubErrorCode, 'budget' | 'unavailable'>, Outcome>> = {
  moved,
  gone: confirmGone,
  discussion: gone('discussion'),
  issues_disabled: (answered) => wait(answered, { hasIssues: false }),
  archived: (answered) => wait(answered, { archived: true }),
  suspended: (answered) => wait(answered, {}),
  unauthorized: (answered) => wait(answered, {}),
  not_found: missing,
  forbidden: park,
  locked: park,
  invalid: show,
  too_wide: show,
};

/** Gives a call that can never succeed as it is its defined outcome. */
export async function issueUnreachable(engine: Engine, mapping: Mapping, link: Link, error: GitHubError, cause: Cause): Promise<void> {
  const { code } = error;
  if (code === 'budget' || code === 'unavailable') throw error;
  await OUTCOMES[code]({ engine, mapping, link, error, cause });
}

/** Out of reach at its new place, or everywhere for now: the repository it came from tells. */
async function moved(answered: Answered): Promise<unknown> {
  const { engine, mapping, link, error, cause } = answered;
  let to = await readMoved(engine, link, error);
  if (to === null) {
    if ((await readRepository(answered)) === null) return wait(answered, {});
    to = await readMoved(engine, link, error);
  }
  return followTransfer(engine, { id: mapping.issueId, number: mapping.issueNumber, repositoryId: mapping.repositoryId }, to, cause);
}

/** 410 stands for a deleted issue, and for any where issues are switched off: the repository tells which. */
async function confirmGone(answered: Answered): Promise<unknown> {
  const repository = await readRepository(answered);
  if (repository?.hasIssues === false) return wait(answered, { hasIssues: false });
  return gone('deleted')(answered);
}

/** 404 is said of an issue out of reach, and of every issue of such a repository. */
async function missing(answered: Answered): Promise<void> {
  if ((await readRepository(answered)) !== null) return park(answered);
  await wait(answered, {});
}

async function readRepository({ engine, link }: Answered): Promise<{ hasIssues: boolean } | null> {
  try {
    return await readRepositoryNow(await engine.github.asInstallation(link.installationId), repositoryOf(link));
  } catch (error) {
    if (error instanceof AnyGitHubError && !error.retryable) return null;
    throw error;
  }
}

/** The whole repository is closed to us for now: everything waits, nothing is lost, and what is in reach is read anew. */
async function wait(answered: Answered, facts: { archived?: true; hasIssues?: false }): Promise<void> {
  const { engine, link, error } = answered;
  await markRepository(engine.db, link.repositoryId, facts);
  await engine.jobs.send('discover', { installationId: link.installationId }, { key: String(link.installationId) });
  await note(answered, {}, writeBarrier({ ...link, ...facts }) ?? error.message);
}

/** This one issue is closed to us: it waits for news of it, an edit, or access regained. */
async function park(answered: Answered): Promise<void> {
  const { engine, link, error } = answered;
  await engine.jobs.send('discover', { installationId: link.installationId }, { key: String(link.installationId) });
  await note(answered, { state: 'parked' }, error.message);
}

/** GitHub will not take it as it is: the same again is pointless. */
async function show(answered: Answered): Promise<void> {
  await note(answered, { pending: false, pushing: null }, answered.error.message);
}

/** It is there, in a form that nobody can read: the others go on, and what is to be written stays so. */
export async function issueUnreadable(engine: Engine, mapping: Mapping, link: Link, error: Error, cause: Cause): Promise<void> {
  await note({ engine, mapping, link, cause }, {}, whyUnreadable(error.message));
}

async function note({ engine, mapping, link, cause }: Omit<Answered, 'error'>, update: Parameters<typeof updateMapping>[2], sentence: string): Promise<void> {
  await engine.db.transaction(async (trx) => {
    await lockActions(trx, [mapping.actionId]);
    const now = await findMapping(trx, mapping.id);
    if (!now || now.state === 'detached') return;
    await updateMapping(trx, mapping.id, { ...update, error: sentence });
    await insertSyncLogs(trx, [logEntry(link, cause, {
      mappingId: mapping.id, actionId: mapping.actionId, issueNumber: mapping.issueNumber, direction: cause.trigger === 'push' ? 'push' : 'pull',
      outcome: 'failed', error: sentence,
    })]);
    await announce(trx, link.projectId, { actionIds: [mapping.actionId] });
  });
}

/** Writing waits, and the page says why; nothing is lost. */
export async function showBarrier(engine: Engine, mapping: Mapping, barrier: string): Promise<void> {
  if (mapping.error === barrier) return;
  await engine.db.transaction(async (trx) => {
    await lockActions(trx, [mapping.actionId]);
    await updateMapping(trx, mapping.id, { error: barrier });
    await announce(trx, mapping.projectId, { actionIds: [mapping.actionId] });
  });
}
