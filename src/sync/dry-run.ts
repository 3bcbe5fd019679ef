/** What an integration's settings would do, without writing anything. */
import type { FieldValues } from '../core/action.ts';
import { readIssue } from '../core/derive.ts';
import { admits } from '../core/filters.ts';
import { asNames } from '../core/fields/field.ts';
import { matchesAny } from '../core/labels.ts';
import { fold } from '../core/merge/set.ts';
import { claimsOf } from '../core/settings/claims.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import type { RepositoryName } from '../github/read-issues.ts';
import { readIssueAlone, readIssuePage } from '../github/read-issues.ts';
import { readShrinking } from '../github/shrink.ts';
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
  /** Labels that neither a mapping nor the tags take. */
  unusedLabels: Count[];
  /** Logins with no member of the project. */
  unmatchedPeople: Count[];
  /** The first ten issues beside the actions they would become. */
  samples: { repository: string; number: number; title: string; labels: string[]; values: FieldValues }[];
  /** Requests it took; the first pull will take as many. */
  requests: number;
  /** GraphQL points that GitHub charged for it; the first pull will be charged as many. */
  points: number;
  seconds: number;
}

export interface Count {
  value: string;
  count: number;
}

const SAMPLES = 10;

/** How far a dry run is: plain data, so that another process can go on with it. */
export interface DryRunState {
  /** Index of the repository it is at, and the page there. */
  repository: number;
  cursor: string | null;
  /** Issues of the repositories it has begun with. */
  total: number;
  seconds: number;
  tally: Tally;
}

export interface DryRunOptions {
  /** Logins of the project's members. */
  members?: readonly string[];
  /** Goes on from there. */
  from?: DryRunState | null;
  /** Called after each page; what it throws ends the run. */
  onPage?: (state: DryRunState) => Promise<void> | void;
}

/**
 * Reads every issue of the repositories and counts what the settings make of them.
 * @throws GitHubError that may be retried, from the last state
 */
export async function dryRun(engine: Engine, repositories: readonly DryRunRepository[], settings: IntegrationSettings, options: DryRunOptions = {}): Promise<DryRun> {
  const judge: Judge = { settings, asOf: await databaseTime(engine.db), known: new Set([...Object.keys(settings.people), ...(options.members ?? [])].map(fold)), places: labelsClaimed(settings) };
  const state: DryRunState = options.from ?? { repository: 0, cursor: null, total: 0, seconds: 0, tally: createTally() };
  while (state.repository < repositories.length) {
    const repository = repositories[state.repository] as DryRunRepository;
    const started = performance.now();
    const client = await engine.github.asInstallation(repository.installationId);
    const parts = await partsFor(engine, repository.installationId, [settings]);
    const { cursor } = state;
    const page = await readShrinking(
      (first) => readIssuePage(client, repository, cursor, first, parts),
      async () => ({ ...(await readIssueAlone(client, repository, cursor)), points: 1 }),
    );
    if (cursor === null) state.total += page.total;
    state.tally.requests += 1;
    state.tally.points += page.points;
    for (const issue of page.issues) count(state.tally, repository, issue, judge);
    state.cursor = page.next;
    if (page.next === null) state.repository += 1;
    state.seconds += (performance.now() - started) / 1000;
    await options.onPage?.(state);
  }
  return report(state.tally, state.seconds);
}

interface Judge {
  settings: IntegrationSettings;
  asOf: string;
  /** Logins that belong to a member. */
  known: ReadonlySet<string>;
  /** Label patterns that mappings use. */
  places: string[];
}

const labelsClaimed = (settings: IntegrationSettings): string[] => claimsOf(settings).flatMap(({ label }) => label ?? []);

type Counts = Record<string, number>;

interface Tally {
  issues: number;
  admitted: number;
  requests: number;
  points: number;
  samples: DryRun['samples'];
  filtered: Counts;
  statuses: Counts;
  priorities: Counts;
  categories: Counts;
  tags: Counts;
  unused: Counts;
  people: Counts;
}

function createTally(): Tally {
  return { issues: 0, admitted: 0, requests: 0, points: 0, samples: [], filtered: {}, statuses: {}, priorities: {}, categories: {}, tags: {}, unused: {}, people: {} };
}

function count(tally: Tally, repository: DryRunRepository, issue: IssueSnapshot, { settings, asOf, known, places }: Judge): void {
  tally.issues += 1;
  const { admitted, rule } = admits(issue, settings, asOf);
  if (!admitted) return add(tally.filtered, rule);
  tally.admitted += 1;
  const values = readIssue(issue, settings);
  add(tally.statuses, (values.status as string | undefined) ?? 'none');
  add(tally.priorities, (values.priority as string | null | undefined) ?? 'none');
  add(tally.categories, (values.category as string | null | undefined) ?? 'none');
  const tags = asNames(values.tags ?? []);
  for (const tag of tags) add(tally.tags, tag);
  for (const label of issue.labels) if (!tags.includes(label) && !matchesAny(places, label)) add(tally.unused, label);
  for (const { login } of issue.assignees) if (!known.has(fold(login))) add(tally.people, login);
  if (tally.samples.length < SAMPLES) {
    tally.samples.push({ repository: `${repository.owner}/${repository.name}`, number: issue.number, title: issue.title, labels: issue.labels, values });
  }
}

function add(counts: Counts, value: string): void {
  counts[value] = (counts[value] ?? 0) + 1;
}

function report(tally: Tally, seconds: number): DryRun {
  const { issues, admitted, requests, points, samples } = tally;
  return {
    issues, admitted, samples, requests, points, seconds,
    filtered: sorted(tally.filtered),
    statuses: sorted(tally.statuses),
    priorities: sorted(tally.priorities),
    categories: sorted(tally.categories),
    tags: sorted(tally.tags),
    unusedLabels: sorted(tally.unused),
    unmatchedPeople: sorted(tally.people),
  };
}

function sorted(counts: Counts): Count[] {
  return Object.entries(counts).map(([value, number]) => ({ value, count: number })).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
