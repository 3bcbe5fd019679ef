import { ZodError } from 'zod';
import { GitHubError } from '../github/errors.ts';
import { readIssueOrPullRequest } from '../github/read-issues.ts';
import type { Link } from '../store/projects.ts';
import { dropUnread, dueUnread, postponeUnread } from '../store/unread-issues.ts';
import { repositoryOf } from './creating.ts';
import type { Cause, Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { whyUnreadable } from './note-unreadable.ts';
import { observeIssues } from './observe.ts';
import { completed } from './parts.ts';

/** Each costs a call. */
const AT_ONCE = 20;

/** What became of an issue once GitHub said that it is not there any more, or never will be an issue. */
const OVER: ReadonlySet<string> = new Set(['not_found', 'gone', 'moved', 'discussion']);

/**
 * Comes back to issues that could not be read when a page had them: they may not change again, so that nothing else
 * would notice. @throws BudgetWait
 */
export async function readParked(engine: Engine, link: Link, cause: Cause): Promise<void> {
  for (const number of await dueUnread(engine.db, link, AT_ONCE)) {
    try {
      await readOne(engine, link, number, cause);
    } catch (error) {
      if (!(error instanceof ZodError) && !(error instanceof GitHubError)) throw error;
      if (error instanceof GitHubError && error.code === 'budget') throw error;
      if (error instanceof GitHubError && OVER.has(error.code)) await dropUnread(engine.db, link, number);
      else await postponeUnread(engine.db, link, number, whyUnreadable(error.message));
    }
  }
}

async function readOne(engine: Engine, link: Link, number: number, cause: Cause): Promise<void> {
  const client = await engine.github.asInstallation(link.installationId);
  const { issue, isPullRequest } = await readIssueOrPullRequest(client, repositoryOf(link), number);
  const whole = isPullRequest ? null : await completed(engine, link, settingsOf(link), issue);
  if (whole) await engine.db.transaction((trx) => observeIssues(engine, trx, link, [{ issue: whole }], cause));
  // By itself: whoever unlinks the repository holds the link and waits for this row, as the pair waits for the link.
  await dropUnread(engine.db, link, number);
}
