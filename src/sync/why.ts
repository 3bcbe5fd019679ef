/** "Why is this issue not here?": the answer for any issue, in a sentence, with the rule that decided. */
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { WhyAnswer, WhyFacts } from '../core/why.ts';
import { why } from '../core/why.ts';
import { GitHubError } from '../github/errors.ts';
import { readIssueOrPullRequest } from '../github/read-issues.ts';
import { findAction } from '../store/actions.ts';
import { openConflictsOf } from '../store/conflicts.ts';
import { databaseTime } from '../store/db.ts';
import { isHeld } from '../store/issue-creations.ts';
import { findRepositoryByName, installationState } from '../store/installations.ts';
import { mappingsOfIssues } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { linksOfProject } from '../store/projects.ts';
import { lastUnreadable } from '../store/sync-logs.ts';
import type { Engine } from './engine.ts';
import { settingsOf } from './engine.ts';

export interface IssueReference {
  owner: string;
  name: string;
  number: number;
}

/**
 * Reads what a person may paste: an issue's URL, `owner/name#12`, or `#12` where the project has one repository.
 * @returns undefined where it names no issue
 */
export function parseReference(text: string, only?: { owner: string; name: string }): IssueReference | undefined {
  const full = /(?:^|\/)([\w.-]+)\/([\w.-]+)(?:#|\/issues\/|\/pull\/)(\d{1,9})\b/.exec(text.trim());
  if (full) return { owner: full[1] as string, name: full[2] as string, number: Number(full[3]) };
  const short = /^#?(\d{1,9})$/.exec(text.trim());
  return short && only ? { ...only, number: Number(short[1]) } : undefined;
}

type Found = Pick<WhyFacts, 'found' | 'issue'>;

/** @throws GitHubError that may be retried */
export async function whyNot(engine: Engine, projectId: number, reference: IssueReference): Promise<WhyAnswer> {
  const { db } = engine;
  const repository = await findRepositoryByName(db, reference.owner, reference.name);
  const links = await linksOfProject(db, projectId);
  const link = links.find((one) => one.repositoryId === repository?.id);
  const state = repository && (await installationState(db, repository.installationId));
  const reachable = state === 'active' && repository?.state === 'accessible';
  const asked: Found = reachable && repository ? await ask(engine, repository, reference.number) : { found: 'not asked', issue: null };
  const mapping = asked.issue ? (await mappingsOfIssues(db, projectId, [asked.issue.id])).get(asked.issue.id) : undefined;
  const archived = mapping ? (await findAction(db, mapping.actionId))?.archivedAt !== null : false;
  return why({
    reference: `${reference.owner}/${reference.name}#${reference.number}`,
    asOf: await databaseTime(db),
    settings: link ? settingsOf(link) : settingsOfFirst(links),
    installation: state === 'active' || state === 'suspended' ? state : 'missing',
    repository: repositoryState(repository?.state, link),
    paused: link?.integrationState === 'paused' ? (link.integrationReason ?? 'a lead paused it') : null,
    autoSync: link?.autoSync ?? true,
    ...asked,
    mapping: mapping === undefined ? null : archived ? 'archived' : mapping.state === 'live' ? 'synced' : mapping.state,
    conflicts: mapping ? (await openConflictsOf(db, mapping.id)).map(({ field }) => field) : [],
    told: mapping?.error ?? null,
    braked: mapping?.braked ?? false,
    callingOff: mapping !== undefined && mapping.calledOffAt !== null,
    pull: link ? pullOf(link) : null,
    held: link !== undefined && !mapping && (await isHeld(db, projectId, link.repositoryId, reference.number)),
    unreadable: link && !mapping ? await lastUnreadable(db, projectId, link.repositoryId, reference.number) : null,
  });
}

function pullOf({ backfill: { state, error } }: Link): WhyFacts['pull'] {
  if (state === 'live') return null;
  return state === 'failed' ? { failed: error ?? 'it is tried again' } : state;
}

function settingsOfFirst([link]: readonly Link[]): WhyFacts['settings'] {
  return link ? settingsOf(link) : null;
}

function repositoryState(state: string | undefined, link: Link | undefined): WhyFacts['repository'] {
  if (state !== undefined && state !== 'accessible') return 'no access';
  if (!link) return 'not linked';
  return link.archived ? 'archived' : 'linked';
}

const GONE: Partial<Record<string, WhyFacts['found']>> = { gone: 'deleted', moved: 'transferred', not_found: 'no such issue', discussion: 'discussion', issues_disabled: 'issues disabled' };

async function ask(engine: Engine, repository: { id: number; installationId: number; owner: string; name: string }, number: number): Promise<Found> {
  const client = await engine.github.asInstallation(repository.installationId);
  try {
    const answer: { issue: IssueSnapshot; isPullRequest: boolean } = await readIssueOrPullRequest(client, repository, number);
    return answer.isPullRequest ? { found: 'pull request', issue: null } : { found: 'issue', issue: answer.issue };
  } catch (error) {
    const found = error instanceof GitHubError ? GONE[error.code] : undefined;
    if (found === undefined) throw error;
    return { found, issue: null };
  }
}
