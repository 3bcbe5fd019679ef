/** Creating an issue, and finding the one that a lost answer may have made. GitHub's creation cannot be repeated safely (I7). */
import { z } from 'zod';
import type { IssueDraft } from '../core/derive.ts';
import { issueFromRest } from '../core/issue.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { Client } from './clients.ts';
import { ensureLabels } from './ensure-labels.ts';
import { GitHubError, toGitHubError } from './errors.ts';
import type { RepositoryName } from './read-issues.ts';
import { milestoneNumber } from './write-issue.ts';

export type CreateOutcome =
  | { outcome: 'made'; issue: IssueSnapshot }
  /** Nothing left this machine, or GitHub refused: surely no issue. */
  | { outcome: 'not_made'; error: GitHubError }
  /** No answer, or one that does not tell. */
  | { outcome: 'unknown'; error: GitHubError };

const repositoryAnswer = z.object({ id: z.int(), archived: z.boolean(), has_issues: z.boolean() });

export interface RepositoryNow {
  archived: boolean;
  hasIssues: boolean;
  /** ISO, GitHub's clock as it answered. */
  date: string;
}

/**
 * The repository right before something is created in it.
 * @throws GitHubError `not_found` also where the name belongs to another repository by now
 */
export async function readRepositoryNow(client: Client, { id, owner, name }: RepositoryName): Promise<RepositoryNow> {
  const { data, headers } = await client.request('GET /repos/{owner}/{repo}', { owner, repo: name });
  const repository = repositoryAnswer.parse(data);
  if (repository.id !== id) throw new GitHubError('not_found', 404, `${owner}/${name} is another repository now.`);
  return { archived: repository.archived, hasIssues: repository.has_issues, date: dateOf(headers) };
}

/** What of a draft the repository can take right away; the push that follows brings the rest, or names what is missing. */
export interface ReadyDraft {
  draft: IssueDraft;
  milestoneNumber: number | null;
}

/** Leaves out labels (GitHub would create them unasked) and a milestone that the repository lacks, and what a creation cannot carry. */
export async function readyDraft(client: Client, repository: RepositoryName, draft: IssueDraft): Promise<ReadyDraft> {
  const labels = await ensureLabels(client, repository, draft.labels, null, () => {});
  const number = await milestoneNumber(client, repository, draft.milestone).catch((error: unknown) => {
    if (error instanceof GitHubError && error.code === 'invalid') return null;
    throw error;
  });
  return { draft: { ...draft, labels, milestone: number === null ? null : draft.milestone, fieldValues: {} }, milestoneNumber: number };
}

/**
 * Sends the creation, once. What GitHub refuses as a whole for a part of it (people who cannot be
 * assigned, an unknown type) is sent without any, for the push to name one by one.
 * @param mayLeave asked right before bytes leave; false ends the attempt with nothing sent
 */
export async function sendIssue(client: Client, repository: RepositoryName, { draft, milestoneNumber: milestone }: ReadyDraft, mayLeave: () => boolean): Promise<CreateOutcome> {
  const whole = await attempt(client, repository, {
    title: draft.title,
    body: draft.body,
    ...(draft.labels.length > 0 && { labels: draft.labels }),
    ...(draft.assignees.length > 0 && { assignees: draft.assignees }),
    ...(milestone !== null && { milestone }),
    ...(draft.issueType !== null && { type: draft.issueType }),
  }, mayLeave);
  if (whole.outcome !== 'not_made' || whole.error.status !== UNPROCESSABLE) return whole;
  return attempt(client, repository, { title: draft.title, body: draft.body }, mayLeave);
}

const UNPROCESSABLE = 422;

interface NewIssue {
  title: string;
  body: string;
  labels?: string[];
  assignees?: string[];
  milestone?: number;
  type?: string;
}

async function attempt(client: Client, repository: RepositoryName, body: NewIssue, mayLeave: () => boolean): Promise<CreateOutcome> {
  const own = (client.request.endpoint.DEFAULTS.request as { fetch?: typeof fetch } | undefined)?.fetch ?? fetch;
  let left = false;
  // Whatever waits on the way (budget, token, a stopped process) is over once fetch is called.
  const guarded: typeof fetch = async (url, init) => {
    if (!mayLeave()) throw new Error('too late to send');
    left = true;
    return own(url, init);
  };
  try {
    const { data } = await client.request('POST /repos/{owner}/{repo}/issues', {
      owner: repository.owner, repo: repository.name, ...body, request: { retries: 0, fetch: guarded },
    });
    return { outcome: 'made', issue: issueFromRest(data, repository.id) };
  } catch (thrown) {
    const error = toGitHubError(thrown);
    return { outcome: left && !isRefusal(error.status) ? 'unknown' : 'not_made', error };
  }
}

const REQUEST_TIMEOUT = 408;

/** A client error says that GitHub did nothing; all else leaves it open. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== REQUEST_TIMEOUT;

const PAGE = 100;

/**
 * Issues an account opened since a time, newest first, whatever has become of them since.
 * The list is read rather than searched: GitHub's search index lags behind it.
 * @param since ISO, GitHub's clock
 * @returns them, by which App each was opened (its slug, also where it wrote in the person's name), and
 *   GitHub's time (ISO) of the first page: what existed then is among them
 */
export async function listIssuesOf(client: Client, repository: RepositoryName, author: string, since: string): Promise<{ issues: IssueSnapshot[]; byApp: ReadonlyMap<number, string>; date: string }> {
  const found: IssueSnapshot[] = [];
  const byApp = new Map<number, string>();
  let date: string | null = null;
  for (let page = 1; ; page += 1) {
    const { data, headers } = await client.request('GET /repos/{owner}/{repo}/issues', {
      owner: repository.owner, repo: repository.name, state: 'all', sort: 'created', direction: 'desc', since, per_page: PAGE, page,
    });
    date ??= dateOf(headers);
    const recent = data.filter((item) => Date.parse(item.created_at) >= Date.parse(since));
    const own = recent.filter((item) => item.pull_request === undefined && item.user?.login.toLowerCase() === author.toLowerCase());
    found.push(...own.map((item) => issueFromRest(item, repository.id)));
    for (const { id, performed_via_github_app: app } of own) if (app?.slug !== undefined) byApp.set(Number(id), app.slug);
    if (data.length < PAGE || recent.length < data.length) return { issues: found, byApp, date };
  }
}

function dateOf(headers: { date?: string | undefined }): string {
  const at = Date.parse(headers.date ?? '');
  if (Number.isNaN(at)) throw new GitHubError('unavailable', 0, 'GitHub answered without a date.');
  return new Date(at).toISOString();
}
