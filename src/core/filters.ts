import { findFolded, matchesAny } from './labels.ts';
import { fold } from './merge/set.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueFilter } from './settings/schema.ts';
import type { IssueSnapshot } from './snapshot.ts';

/** Whether the filters let an issue in, why in words, and the setting that decided. */
export interface Admission {
  admitted: boolean;
  reason: string;
  /** Path of the deciding setting; '' when no filter is set. */
  rule: string;
  /** False when a filter asks for what this snapshot does not say: read the issue in full and ask again. */
  certain: boolean;
}

const DAY_MS = 86_400_000;

/**
 * Decides by the filters alone. `asOf` is GitHub's time (ISO 8601) against which ages count;
 * `isSynced` says that the issue is an action already: ages then no longer decide, so that nothing
 * leaves the list by mere passing of time.
 */
export function admits(issue: IssueSnapshot, settings: IntegrationSettings, asOf: string, isSynced = false): Admission {
  const { filters } = settings;
  const refusal =
    checkState(issue, filters.state) ??
    checkExcluded(issue, filters.exclude) ??
    checkIncluded(issue, filters.include) ??
    (isSynced ? undefined : checkAges(issue, filters, Date.parse(asOf)));
  return refusal ?? { admitted: true, reason: 'no filter keeps it out', rule: '', certain: true };
}

type Check = Admission | undefined;

function out(rule: string, reason: string): Admission {
  return { admitted: false, reason, rule: `filters.${rule}`, certain: true };
}

function checkState(issue: IssueSnapshot, state: 'all' | 'open' | 'closed'): Check {
  return state === 'all' || state === issue.state ? undefined : out('state', `only ${state} issues are synced`);
}

interface Test {
  list: keyof IssueFilter;
  /** The entries of the list that the issue matches; undefined when the snapshot does not say. */
  found: (issue: IssueSnapshot, entries: readonly string[]) => string[] | undefined;
  words: string;
}

const TESTS: readonly Test[] = [
  {
    list: 'labels',
    found: (issue, entries) => entries.filter((entry) => issue.labels.some((label) => matchesAny([entry], label))),
    words: 'label',
  },
  {
    list: 'assignees',
    found: (issue, entries) => namesIn(entries, issue.assignees.map(({ login }) => login)),
    words: 'assignee',
  },
  {
    list: 'milestones',
    found: (issue, entries) => namesIn(entries, issue.milestone === null ? [] : [issue.milestone.title]),
    words: 'milestone',
  },
  {
    list: 'types',
    found: (issue, entries) =>
      issue.issueType === undefined ? undefined : namesIn(entries, issue.issueType === null ? [] : [issue.issueType]),
    words: 'issue type',
  },
  {
    list: 'authors',
    found: (issue, entries) => namesIn(entries, issue.author === null ? [] : [issue.author.login]),
    words: 'author',
  },
];

function namesIn(entries: readonly string[], names: readonly string[]): string[] {
  return entries.filter((entry) => findFolded(names, fold(entry)) !== undefined);
}

function checkExcluded(issue: IssueSnapshot, exclude: IssueFilter): Check {
  for (const { list, found, words } of TESTS) {
    if (exclude[list].length === 0) continue;
    const hits = found(issue, exclude[list]);
    if (hits === undefined) return uncertain(`exclude.${list}`, words);
    const [first] = hits;
    if (first !== undefined) return out(`exclude.${list}`, `the ${words} "${first}" is excluded`);
  }
  return undefined;
}

function checkIncluded(issue: IssueSnapshot, include: IssueFilter): Check {
  for (const { list, found, words } of TESTS) {
    if (include[list].length === 0) continue;
    const hits = found(issue, include[list]);
    if (hits === undefined) return uncertain(`include.${list}`, words);
    if (hits.length === 0) {
      const wanted = include[list].map((entry) => `"${entry}"`).join(', ');
      return out(`include.${list}`, `it has no ${words} of those that are synced (${wanted})`);
    }
  }
  return undefined;
}

function uncertain(rule: string, words: string): Admission {
  return { ...out(rule, `its ${words} is not known yet`), certain: false };
}

function checkAges(issue: IssueSnapshot, filters: IntegrationSettings['filters'], asOf: number): Check {
  const { createdSince, createdWithinDays, closedWithinDays } = filters;
  if (createdSince !== null && Date.parse(issue.createdAt) < Date.parse(createdSince)) {
    return out('createdSince', `only issues created since ${createdSince} are synced`);
  }
  if (createdWithinDays !== null && asOf - Date.parse(issue.createdAt) > createdWithinDays * DAY_MS) {
    return out('createdWithinDays', `it is older than ${createdWithinDays} days`);
  }
  const closedAt = issue.state === 'closed' ? issue.closedAt : null;
  if (closedWithinDays !== null && closedAt !== null && asOf - Date.parse(closedAt) > closedWithinDays * DAY_MS) {
    return out('closedWithinDays', `it was closed more than ${closedWithinDays} days ago`);
  }
  return undefined;
}
