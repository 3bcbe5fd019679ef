/** What an integration's settings would do, without writing anything. */
import type { FieldValues } from '../core/action.ts';
import { readIssue } from '../core/derive.ts';
import { admits } from '../core/filters.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { RepositoryName } from '../github/read-issues.ts';
import { readIssuePage } from '../github/read-issues.ts';
import { databaseTime } from '../store/db.ts';
import type { Engine } from './engine.ts';
import { partsFor } from './parts.ts';

export interface DryRunRepository extends RepositoryName {
  installationId: number;
}

export interface DryRun {
  issues: number;
  /** Would become, or stay, actions. */
  admitted: number;
  /** Kept out, by the setting that decides, most first. */
  filtered: Count[];
  statuses: Count[];
  priorities: Count[];
  categories: Count[];
  /** Labels that become tags. */
  tags: Count[];
  /** Logins with no member of the project. */
  unmatchedPeople: Count[];
  /** The first ten issues beside the actions they would become. */
  samples: { repository: string; number: number; title: string; labels: string[]; values: FieldValues }[];
  /** Requests it took; the first pull will take as many. */
  requests: number;
  /** GraphQL points of the first pull: two connections a page of 100 issues cost two points. */
  points: number;
  seconds: number;
}

export interface Count {
  value: string;
  count: number;
}

const PAGE = 100;
const POINTS_A_PAGE = 2;
const SAMPLES = 10;

/**
 * Reads every issue of the repositories and counts what the settings make of them.
 * @param onProgress called after each page with the issues read and the total known so far
 * @throws GitHubError that may be retried
 */
export async function dryRun(
  engine: Engine,
  repositories: readonly DryRunRepository[],
  settings: IntegrationSettings,
  onProgress: (read: number, total: number) => void = () => {},
  signal?: AbortSignal,
): Promise<DryRun> {
  const started = performance.now();
  const tally = createTally();
  const asOf = await databaseTime(engine.db);
  let total = 0;
  for (const repository of repositories) {
    const client = await engine.github.asInstallation(repository.installationId);
    const parts = await partsFor(engine, repository.installationId, [settings]);
    let cursor: string | null = null;
    let isFirst = true;
    do {
      signal?.throwIfAborted();
      const page = await readIssuePage(client, repository, cursor, PAGE, parts);
      if (isFirst) total += page.total;
      isFirst = false;
      tally.requests += 1;
      for (const issue of page.issues) count(tally, repository, issue, settings, asOf);
      onProgress(tally.issues, total);
      cursor = page.next;
    } while (cursor !== null);
  }
  return report(tally, (performance.now() - started) / 1000);
}

type Tally = ReturnType<typeof createTally>;

function createTally() {
  const counts = (): Map<string, number> => new Map();
  return {
    issues: 0, admitted: 0, requests: 0, samples: [] as DryRun['samples'],
    filtered: counts(), statuses: counts(), priorities: counts(), categories: counts(), tags: counts(), people: counts(),
  };
}

function count(tally: Tally, repository: DryRunRepository, issue: IssueSnapshot, settings: IntegrationSettings, asOf: string): void {
  tally.issues += 1;
  const { admitted, rule } = admits(issue, settings, asOf);
  if (!admitted) return add(tally.filtered, rule);
  tally.admitted += 1;
  const values = readIssue(issue, settings);
  add(tally.statuses, values.status as string);
  add(tally.priorities, (values.priority as string | null) ?? 'none');
  add(tally.categories, (values.category as string | null) ?? 'none');
  for (const tag of (values.tags as string[] | undefined) ?? []) add(tally.tags, tag);
  for (const { login } of issue.assignees) if (settings.people[login] === undefined) add(tally.people, login);
  if (tally.samples.length < SAMPLES) {
    tally.samples.push({ repository: `${repository.owner}/${repository.name}`, number: issue.number, title: issue.title, labels: issue.labels, values });
  }
}

function add(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function report(tally: Tally, seconds: number): DryRun {
  const { issues, admitted, requests, samples } = tally;
  return {
    issues, admitted, samples, requests, seconds,
    points: requests * POINTS_A_PAGE,
    filtered: sorted(tally.filtered),
    statuses: sorted(tally.statuses),
    priorities: sorted(tally.priorities),
    categories: sorted(tally.categories),
    tags: sorted(tally.tags),
    unmatchedPeople: sorted(tally.people),
  };
}

function sorted(counts: ReadonlyMap<string, number>): Count[] {
  return [...counts].map(([value, number]) => ({ value, count: number })).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
