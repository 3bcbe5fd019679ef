/** What can come of a call to GitHub, as classes with a code, whether to retry, and the sentence a person reads. */
import { z } from 'zod';

export type GitHubErrorCode =
  | 'budget'
  | 'unavailable'
  | 'not_found'
  | 'gone'
  | 'moved'
  | 'discussion'
  | 'issues_disabled'
  | 'forbidden'
  | 'archived'
  | 'locked'
  | 'suspended'
  | 'unauthorized'
  | 'invalid'
  /** A page asked for more than GitHub could compute: ask for less. */
  | 'too_wide';

export class GitHubError extends Error {
  override name = 'GitHubError';
  readonly code: GitHubErrorCode;
  /** HTTP status, 0 where no answer came. */
  readonly status: number;
  /** Whether the same call may succeed later without anybody doing something. */
  readonly retryable: boolean;

  constructor(code: GitHubErrorCode, status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.retryable = code === 'budget' || code === 'unavailable';
  }
}

/** GitHub named a time before which this owner must not call again (I9), or what is left until then is kept for more urgent calls. */
export class BudgetWait extends GitHubError {
  override name = 'BudgetWait';
  /** From now. */
  readonly seconds: number;

  constructor(seconds: number, status: number, { reserved = false, cause }: { reserved?: boolean; cause?: unknown } = {}) {
    super('budget', status, reserved ? `What GitHub still allows is kept for more urgent work: this goes on in ${seconds} s.` : `GitHub asks to wait ${seconds} s before the next call.`, cause);
    this.seconds = seconds;
  }
}

/** GitHub is out of order, whatever it is asked: no answer, or one of 5xx. A query that it answers, and cannot do, is none. */
export function isOutage(error: unknown): error is GitHubError {
  return error instanceof GitHubError && error.code === 'unavailable' && error.status !== 200;
}

/** Where a redirect of GitHub's REST API leads, as far as it names an issue by its repository's numeric id. */
export function placeOf(location: unknown): { repositoryId: number; number: number } | null {
  const [, repositoryId, number] = /\/repositories\/(\d+)\/issues\/(\d+)(?:\/|$)/.exec(String(location)) ?? [];
  return repositoryId === undefined ? null : { repositoryId: Number(repositoryId), number: Number(number) };
}

/** The issue is elsewhere now. */
export class IssueMoved extends GitHubError {
  override name = 'IssueMoved';
  /** Null where GitHub did not say. */
  readonly target: { repositoryId: number; number: number } | null;

  constructor(target: { repositoryId: number; number: number } | null, cause?: unknown) {
    super('moved', 301, 'The issue was transferred to another repository.', cause);
    this.target = target;
  }
}

interface Answer {
  status?: number;
  message?: string;
  response?: { headers?: Record<string, string | number | undefined>; data?: unknown };
}

interface Rule {
  status: number;
  /** What GitHub's message says; absent: whatever it says. The first rule that fits counts. */
  says?: RegExp;
  code: GitHubErrorCode;
  sentence: string;
}

const RULES: readonly Rule[] = [
  { status: 401, code: 'unauthorized', sentence: "GitHub does not accept the App's credentials: check APP_ID and PRIVATE_KEY." },
  { status: 403, says: /archived/i, code: 'archived', sentence: 'The repository is archived, so GitHub takes no change.' },
  { status: 403, says: /suspended/i, code: 'suspended', sentence: "The App's installation is suspended on GitHub." },
  { status: 403, says: /locked/i, code: 'locked', sentence: 'The issue is locked, and GitHub does not let the App change it.' },
  { status: 403, code: 'forbidden', sentence: 'The App may not do this here: an owner has to grant it the permission on GitHub.' },
  { status: 404, code: 'not_found', sentence: 'GitHub shows the App no such issue or repository: it may have been removed from the installation.' },
  { status: 410, says: /disabled/i, code: 'issues_disabled', sentence: 'Issues are switched off in the repository.' },
  { status: 410, says: /discussion/i, code: 'discussion', sentence: 'The issue was turned into a discussion.' },
  { status: 410, code: 'gone', sentence: 'The issue was deleted.' },
];

/** The code behind a sentence that was stored; undefined for sentences of others. */
export function codeOfSentence(sentence: string): GitHubErrorCode | undefined {
  return RULES.find((rule) => rule.sentence === sentence)?.code;
}

/**
 * Turns whatever a client threw into a GitHubError.
 * Rules for waiting: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 * (retry-after; else the reset where remaining is 0; else at least a minute for a secondary limit).
 */
export function toGitHubError(error: unknown): GitHubError {
  if (error instanceof GitHubError) return error;
  const { status = 0, message = '', response } = error as Answer;
  const wait = waitSeconds(status, message, response?.headers ?? {}, response?.data);
  if (wait !== null) return new BudgetWait(wait, status, { cause: error });
  if (status === 301) return new IssueMoved(placeOf(response?.headers?.['location']), error);
  const rule = RULES.find((one) => one.status === status && (one.says === undefined || one.says.test(message)));
  if (rule) return new GitHubError(rule.code, status, rule.sentence, error);
  if (status === 0 || status >= 500) {
    // Octokit reports a connection that failed as 500, without a response.
    return new GitHubError('unavailable', status, response === undefined ? 'GitHub did not answer.' : `GitHub answered ${status}.`, error);
  }
  return new GitHubError('invalid', status, `GitHub refused the request (${status}): ${refusalOf(message, response?.data).slice(0, 300)}`, error);
}

const refusal = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), z.object({ message: z.string().optional(), field: z.string().optional(), code: z.string().optional() })])).min(1),
});

/** What GitHub does not take, in words: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
function refusalOf(message: string, data: unknown): string {
  const said = refusal.safeParse(data);
  if (!said.success) return message;
  const each = said.data.errors.map((one) => (typeof one === 'string' ? one : (one.message ?? [one.field, one.code?.replaceAll('_', ' ')].filter(Boolean).join(': '))));
  return `${said.data.message}: ${each.join('; ')}`;
}

const SECONDARY_FALLBACK_SECONDS = 60;

function waitSeconds(status: number, message: string, headers: Record<string, string | number | undefined>, data: unknown): number | null {
  const limited = status === 403 || status === 429 || (status === 200 && isRateLimited(data));
  if (!limited) return null;
  const retryAfter = Number(headers['retry-after']);
  if (Number.isFinite(retryAfter) && retryAfter > 0) return Math.ceil(retryAfter);
  if (String(headers['x-ratelimit-remaining']) === '0') return untilReset(headers);
  if (status === 429 || status === 200 || /rate limit|abuse detection/i.test(message)) return SECONDARY_FALLBACK_SECONDS;
  return null;
}

function untilReset(headers: Record<string, string | number | undefined>): number {
  return secondsToReset(headers) ?? SECONDARY_FALLBACK_SECONDS;
}

/**
 * Seconds from GitHub's answer to the reset of its allowance, at least 1; null where the answer does not
 * say. Both times are GitHub's: this machine's clock has no part in it (I14).
 */
export function secondsToReset(headers: Record<string, unknown>): number | null {
  const reset = Number(headers['x-ratelimit-reset']);
  const now = Date.parse(String(headers['date'])) / 1000;
  const seconds = Math.ceil(reset - now) + 1;
  return Number.isFinite(seconds) ? Math.max(1, seconds) : null;
}

/** GraphQL's ways to say that a limit is used up: by type the primary one, in words the secondary one. */
export function isRateLimited(data: unknown): boolean {
  const errors = (data as { errors?: { type?: string; message?: string }[] } | null)?.errors;
  return Array.isArray(errors) && errors.some(({ type = '', message = '' }) => type.startsWith('RATE_LIMIT') || /secondary rate limit/i.test(message));
}
