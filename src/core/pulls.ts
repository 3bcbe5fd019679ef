import { z } from 'zod';
import type { LinkedPull, PullEvent } from './snapshot.ts';
import type { PullSource } from './settings/schema.ts';

/** The status that linked pull requests stand for: that of the first active row that fits any of them; null for none. */
export function readPulls(
  source: PullSource,
  keys: readonly string[],
  pulls: readonly LinkedPull[],
  accepts: (key: string) => boolean,
): string | null {
  for (const { on, status, branch, active } of source.rows) {
    if (!active || !keys.includes(status) || !accepts(status)) continue;
    if (pulls.some((pull) => pull.stage === on && (branch === undefined || fitsBranch(branch, pull.branch)))) return status;
  }
  return null;
}

/** Branch names count case, unlike labels. */
function fitsBranch(pattern: string, branch: string): boolean {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === branch;
  return branch.length >= head.length + tail.length && branch.startsWith(head) && branch.endsWith(tail);
}

/** What `pullFromGraphql` reads of a PullRequest. Two connections. */
export const PULL_SELECTION = `
  id number state isDraft baseRefName reviewDecision
  reviewRequests(first: 1) { totalCount }
  latestOpinionatedReviews(first: 10) { nodes { state } }`;

/** Pull requests GitHub itself links to an issue, by keyword or by hand there. */
export const PULLS_SELECTION = `
  closedByPullRequestsReferences(first: 10, includeClosedPrs: true) { nodes { ${PULL_SELECTION} } }`;

export const graphqlPull = z.object({
  id: z.string(),
  number: z.number(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  baseRefName: z.string(),
  reviewDecision: z.string().nullish(),
  reviewRequests: z.object({ totalCount: z.number() }).nullish(),
  latestOpinionatedReviews: z.object({ nodes: z.array(z.object({ state: z.string() }).nullable()).nullish() }).nullish(),
});

export function pullFromGraphql(pull: z.output<typeof graphqlPull>): LinkedPull {
  return { nodeId: pull.id, number: pull.number, branch: pull.baseRefName, stage: stageOf(pull) };
}

/**
 * GitHub decides on approval only where a rule of the branch asks for reviews; elsewhere the reviews
 * themselves do: somebody approved, nobody asked for changes, nobody is still to look.
 */
function stageOf({ state, isDraft, reviewDecision, reviewRequests, latestOpinionatedReviews }: z.output<typeof graphqlPull>): PullEvent {
  if (state === 'MERGED') return 'merged';
  if (state === 'CLOSED') return 'closed';
  if (isDraft) return 'draft';
  if (reviewDecision === 'APPROVED') return 'approved';
  if ((reviewRequests?.totalCount ?? 0) > 0) return 'review_requested';
  const reviews = (latestOpinionatedReviews?.nodes ?? []).map((review) => review?.state);
  const isApproved = reviewDecision == null && reviews.includes('APPROVED') && !reviews.includes('CHANGES_REQUESTED');
  return isApproved ? 'approved' : 'open';
}

/** An issue that the text of a pull request closes; without owner and name it is of the same repository. */
export interface ClosedIssue {
  owner?: string;
  name?: string;
  number: number;
}

const CLOSES = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+(?:https?:\/\/[^/\s]+\/)?(?:([\w.-]+)\/([\w.-]+))?(?:#|\/issues\/)(\d{1,9})\b/gi;

/**
 * The issues that a pull request's text closes. GitHub itself links them only where the pull request
 * goes to the default branch. Code is no text:
 * https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 */
export function closedBy(text: string): ClosedIssue[] {
  const prose = text.replaceAll(/(`{3,}|~{3,})[\s\S]*?(?:\1|$)|`[^`\n]*`|<!--[\s\S]*?(?:-->|$)/g, ' ');
  return [...prose.matchAll(CLOSES)].map(([, owner, name, number]) => ({
    ...(owner !== undefined && name !== undefined ? { owner, name } : {}),
    number: Number(number),
  }));
}
