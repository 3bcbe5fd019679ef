import { admits } from '../core/filters.ts';
import type { IssueEvent } from '../core/last-changes.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { GitHubError } from '../github/errors.ts';
import { databaseTime } from '../store/db.ts';
import { linksOfRepository } from '../store/projects.ts';
import type { Cause, Engine } from './engine.ts';
import { isLive, settingsOf } from './engine.ts';
import type { Observed } from './observe.ts';
import { observeIssues } from './observe.ts';
import { completed } from './parts.ts';
import { refreshIssue } from './refresh.ts';

const WORDS: Record<keyof Observed, string> = {
  created: 'action created',
  changed: 'action changed',
  inStep: 'in step already',
  doubtful: 'may not be what holds: read again',
  gone: 'the issue is gone or detached',
  undecided: 'may be the issue of an action that is being created: looked at again once that is known',
  filtered: "kept out by the integration's filters",
};

/** What GitHub will never show is no reason to keep the delivery (I11); what it may show later is tried again. */
function outOfReach(error: unknown): null {
  if (error instanceof GitHubError && !error.retryable) return null;
  throw error;
}

/**
 * Takes a webhook's issue into every project that has its repository linked.
 * @param told what it says happened to the issue
 * @param passing it may show what did not stay: applied to no action before it was read
 * @returns in words what came of it
 */
export async function observeHint(engine: Engine, issue: IssueSnapshot, told: readonly IssueEvent[], cause: Cause, passing = false): Promise<string> {
  const links = await linksOfRepository(engine.db, issue.repositoryId);
  if (links.length === 0) return 'no project has this repository linked';
  const outcomes: string[] = [];
  for (const link of links) {
    if (!isLive(link)) {
      outcomes.push(`project ${link.projectId}: paused`);
      continue;
    }
    if (!link.autoSync) {
      outcomes.push(`project ${link.projectId}: webhooks are switched off there; the next poll brings it`);
      continue;
    }
    const whole = await completed(engine, link, settingsOf(link), issue).catch(outOfReach);
    if (whole === null) {
      outcomes.push(`project ${link.projectId}: GitHub shows it no more; ${await refreshIssue(engine, issue.id)} action(s) to be read again`);
      continue;
    }
    const observed = await engine.db.transaction((trx) => observeIssues(engine, trx, link, [{ issue: whole, told, passing }], cause));
    const [kind] = (Object.keys(WORDS) as (keyof Observed)[]).filter((key) => observed[key] > 0);
    const because = kind === 'filtered' ? `: ${admits(whole, settingsOf(link), await databaseTime(engine.db)).reason}` : '';
    outcomes.push(`project ${link.projectId}: ${kind ? WORDS[kind] : 'left out'}${because}`);
  }
  return outcomes.join('; ');
}
