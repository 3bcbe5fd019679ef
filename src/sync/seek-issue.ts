/** Looks for the issue that a creation without an answer may have made. */
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from '../github/clients.ts';
import { listIssuesOf } from '../github/create-issue.ts';
import { GitHubError } from '../github/errors.ts';
import type { RepositoryName } from '../github/read-issues.ts';
import { readIssue } from '../github/read-issues.ts';
import type { Queryable } from '../store/db.ts';
import type { IssueCreation } from '../store/issue-creations.ts';
import { countUndecided, takenIssues } from '../store/issue-creations.ts';
import type { Creating } from './creating.ts';
import { repositoryOf } from './creating.ts';

export type Sought =
  | { outcome: 'found'; issue: IssueSnapshot; sentence: string }
  /** Not there, but it may still appear. */
  | { outcome: 'later'; seconds: number }
  /** Not there, and it cannot appear any more. */
  | { outcome: 'absent'; sentence: string };

/**
 * After this long by GitHub's clock an issue can no longer appear: the request left at most 60 s after
 * the date it is counted from (30 s for the answer with the date, 30 s until nothing is sent any
 * more), was cut off 30 s later, and GitHub ends every request after 10 s.
 */
export const SETTLE_SECONDS = 120;

/** GitHub's servers agree on the time within this. */
const SLACK_SECONDS = 5;

const FIRST_LOOK_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 30;

/** @throws GitHubError where GitHub could not be read: nothing is decided then */
export async function seekIssue({ engine, link, client }: Creating, creation: IssueCreation): Promise<Sought> {
  const { title, author, sentAt, projectId, held } = creation;
  if (title === null || author === null || sentAt === null) throw new Error(`the creation of action ${creation.actionId} was never sent`);
  const repository = repositoryOf(link);
  const since = new Date(sentAt.getTime() - SLACK_SECONDS * 1000).toISOString();
  const { issues, byApp, date } = await listIssuesOf(client, repository, author, since);
  const elapsed = (Date.parse(date) - sentAt.getTime()) / 1000;
  const settled = elapsed >= SETTLE_SECONDS;
  const bot = await engine.github.botLogin();
  const until = sentAt.getTime() + SETTLE_SECONDS * 1000;
  const inWindow = issues.filter(({ createdAt }) => Date.parse(createdAt) <= until);
  const taken = await takenIssues(engine.db, projectId, inWindow.map(({ id }) => id));
  const free = inWindow.filter(({ id }) => !taken.has(id));
  const found = free.find((issue) => issue.title.trim() === title)
    ?? (await heldOne({ db: engine.db, client, repository, projectId, numbers: held.filter((number) => !inWindow.some((issue) => issue.number === number)), title }))
    // Renamed before anybody saw it: the only issue that nothing else explains.
    ?? (settled && (await countUndecided(engine.db, link.repositoryId)) === 1 ? onlyOne(free.filter(({ id }) => `${byApp.get(id)}[bot]` === bot)) : undefined);
  if (found) return { outcome: 'found', issue: found, sentence: foundSentence(link, found, author) };
  if (settled) return { outcome: 'absent', sentence: `GitHub's answer to creating the issue was lost, and until ${date} no issue "${title}" by ${author} appeared.` };
  return { outcome: 'later', seconds: Math.ceil(Math.min(Math.max(elapsed, FIRST_LOOK_SECONDS), LONGEST_WAIT_SECONDS, SETTLE_SECONDS - elapsed + 1)) };
}

/** A person opens issues of their own as well: only one that the App opened, in their name or its own, can be it. */
const onlyOne = (issues: readonly IssueSnapshot[]): IssueSnapshot | undefined => (issues.length === 1 ? issues[0] : undefined);

interface HeldSearch {
  db: Queryable;
  client: Client;
  repository: RepositoryName;
  projectId: number;
  numbers: readonly number[];
  title: string;
}

/** A webhook told of it before the list did. */
async function heldOne({ db, client, repository, projectId, numbers, title }: HeldSearch): Promise<IssueSnapshot | undefined> {
  for (const number of numbers) {
    try {
      const issue = await readIssue(client, repository, number);
      if (issue.title.trim() === title && !(await takenIssues(db, projectId, [issue.id])).has(issue.id)) return issue;
    } catch (error) {
      // Gone again: it is nobody's.
      if (!(error instanceof GitHubError) || error.retryable) throw error;
    }
  }
  return undefined;
}

/** Whether an issue can be what was sent then, by when it was opened. */
export function isInWindow(sentAt: Date, { createdAt }: IssueSnapshot): boolean {
  const after = Date.parse(createdAt) - sentAt.getTime();
  return after >= -SLACK_SECONDS * 1000 && after <= SETTLE_SECONDS * 1000;
}

export function foundSentence({ owner, name }: { owner: string; name: string }, { number, createdAt }: IssueSnapshot, author: string): string {
  return `GitHub's answer to creating the issue was lost; ${owner}/${name}#${number}, opened by ${author} at ${createdAt}, was recognized as it.`;
}
