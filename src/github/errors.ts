/** What can come of a call to GitHub, as classes with a code, whether to retry, and the sentence a person reads. */

export type GitHubErrorCode =
  | 'budget'
  | 'unavailable'
  | 'not_found'
  | 'gone'
  | 'moved'
  | 'forbidden'
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

/** GitHub named a time before which this owner must not call again (I9). */
export class BudgetWait extends GitHubError {
  override name = 'BudgetWait';
  /** From now. */
  readonly seconds: number;

  constructor(seconds: number, status: number, cause?: unknown) {
    super('budget', status, `GitHub asks to wait ${seconds} s before the next call.`, cause);
    this.seconds = seconds;
  }
}

interface Answer {
  status?: number;
  message?: string;
  response?: { headers?: Record<string, string | number | undefined>; data?: unknown };
}

const SENTENCES: Record<number, [GitHubErrorCode, string]> = {
  301: ['moved', 'The issue was transferred to another repository.'],
  401: ['unauthorized', "GitHub does not accept the App's credentials: check APP_ID and PRIVATE_KEY."],
  403: ['forbidden', 'The App may not do this here: check its permissions, and whether the repository is archived or the issue locked.'],
  404: ['not_found', 'GitHub shows the App no such issue or repository: it may have been removed from the installation.'],
  410: ['gone', 'The issue was deleted, or issues are switched off in the repository.'],
};

/**
 * Turns whatever a client threw into a GitHubError.
 * Rules for waiting: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 * (retry-after; else the reset where remaining is 0; else at least a minute for a secondary limit).
 */
export function toGitHubError(error: unknown): GitHubError {
  if (error instanceof GitHubError) return error;
  const { status = 0, message = '', response } = error as Answer;
  const wait = waitSeconds(status, message, response?.headers ?? {}, response?.data);
  if (wait !== null) return new BudgetWait(wait, status, error);
  const known = SENTENCES[status];
  if (known) return new GitHubError(known[0], status, known[1], error);
  if (status === 0 || status >= 500) {
    // Octokit reports a connection that failed as 500, without a response.
    return new GitHubError('unavailable', status, response === undefined ? 'GitHub did not answer.' : `GitHub answered ${status}.`, error);
  }
  return new GitHubError('invalid', status, `GitHub refused the request (${status}): ${message.slice(0, 300)}`, error);
}

const SECONDARY_FALLBACK_SECONDS = 60;

function waitSeconds(status: number, message: string, headers: Record<string, string | number | undefined>, data: unknown): number | null {
  const limited = status === 403 || status === 429 || (status === 200 && isRateLimited(data));
  if (!limited) return null;
  const retryAfter = Number(headers['retry-after']);
  if (Number.isFinite(retryAfter) && retryAfter > 0) return Math.ceil(retryAfter);
  if (String(headers['x-ratelimit-remaining']) === '0') return untilReset(headers);
  if (status === 429 || status === 200 || /rate limit/i.test(message)) return SECONDARY_FALLBACK_SECONDS;
  return null;
}

/** Both times are GitHub's: this machine's clock has no part in it (I14). */
function untilReset(headers: Record<string, string | number | undefined>): number {
  const reset = Number(headers['x-ratelimit-reset']);
  const now = Date.parse(String(headers['date'])) / 1000;
  const seconds = Math.ceil(reset - now) + 1;
  return Number.isFinite(seconds) ? Math.max(1, seconds) : SECONDARY_FALLBACK_SECONDS;
}

/** GraphQL's way to say that the primary limit is used up. */
export function isRateLimited(data: unknown): boolean {
  const errors = (data as { errors?: { type?: string }[] } | null)?.errors;
  return Array.isArray(errors) && errors.some((error) => error.type === 'RATE_LIMITED');
}
