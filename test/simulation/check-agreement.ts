/** I3, I4, I7: every issue has one action in every project that has its repository, and they say the same. */
import type { IssueView } from '../github/control/views.ts';
import type { ActionFact, Facts } from './facts.ts';
import type { Sim } from './run.ts';
import { asNames } from './values.ts';

const IN_PROGRESS = 'in progress';
const PRIORITIES: readonly (readonly [string, string])[] = [['p0', 'urgent'], ['p1', 'high'], ['p2', 'medium'], ['p3', 'low']];
const CATEGORIES: readonly (readonly [string, string])[] = [['bug', 'bug'], ['enhancement', 'feature'], ['feature', 'feature'], ['documentation', 'documentation'], ['question', 'question']];
/** Labels that the settings of the simulation's projects name, in lower case, each with the field that reads and writes it. */
export const MAPPED: ReadonlyMap<string, string> = new Map([[IN_PROGRESS, 'status'], ...PRIORITIES.map(([label]) => [label, 'priority'] as const), ...CATEGORIES.map(([label]) => [label, 'category'] as const)]);

/** Issue view and action -> the field as each side has it; written apart from the core. */
const FIELDS: Record<string, (issue: IssueView, action: ActionFact) => [unknown, unknown]> = {
  title: (issue, action) => [issue.title, action.title],
  description: (issue, action) => [issue.body ?? '', action.description],
  status: (issue, action) => [statusOf(issue), action.status],
  tags: (issue, action) => [sorted(issue.labels.filter((label) => !MAPPED.has(label.toLowerCase()))), sorted(action.tags)],
  assignees: (issue, action) => [sorted(issue.assignees), sorted(action.assignees)],
  milestone: (issue, action) => [issue.milestoneTitle, action.milestone],
  issueType: (issue, action) => [issue.issueType, action.issueType],
  'custom.note': (issue, action) => [issue.fields['Note'] ?? null, action.note],
  'custom.size': (issue, action) => [issue.fields['Size'] ?? null, action.size],
  priority: (issue, action) => [firstOf(PRIORITIES, issue), action.priority],
  category: (issue, action) => [firstOf(CATEGORIES, issue), action.category],
};

export function checkAgreement(sim: Sim, { actions, issues, conflicts }: Facts): void {
  const linked = (projectId: number, repository: string): boolean => projectId === sim.projects[0] || /\/widgets(-\d+)?$/.test(repository);
  for (const projectId of sim.projects) {
    const live = actions.filter((action) => action.projectId === projectId && action.state === 'live');
    for (const issue of issues.filter(({ repository }) => linked(projectId, repository))) {
      const own = live.filter(({ issueId }) => issueId === issue.id);
      if (own.length !== 1) sim.violate(`I3/I7: project ${projectId} has ${own.length} actions of ${issue.repository}#${issue.number}`);
      for (const action of own) compare(sim, issue, action, new Set(conflicts.filter(({ mappingId }) => mappingId === action.mappingId).map(({ field }) => field)));
    }
    for (const { issueId, actionId } of live.filter(({ issueId }) => !issues.some(({ id }) => id === issueId))) sim.violate(`I3: action ${actionId} is synced with issue ${issueId}, which is gone`);
  }
}

function compare(sim: Sim, issue: IssueView, action: ActionFact, held: ReadonlySet<string>): void {
  for (const [field, values] of Object.entries(FIELDS)) {
    const [there, here] = values(issue, action);
    if (JSON.stringify(there) === JSON.stringify(here) || held.has(field) || isRefused(action, field) || isNamed(action, field)) continue;
    sim.violate(`I4: ${field} of ${issue.repository}#${issue.number} is ${JSON.stringify(there)} on GitHub and ${JSON.stringify(here)} in action ${action.actionId} of project ${action.projectId} (error: ${action.error})`);
  }
}

/** Nobody but her is refused: that GitHub did not take anything else is Lockstep's mistake. */
const isRefused = ({ refused }: ActionFact, field: string): boolean => field === 'assignees' && asNames(refused?.[field]).includes('rita');

/** A value that GitHub cannot hold is named on the action. */
function isNamed({ error }: ActionFact, field: string): boolean {
  if (error === null) return false;
  if (field === 'milestone') return /milestone/.test(error);
  return (field === 'priority' || field === 'category') && /no label/.test(error);
}

function statusOf(issue: IssueView): string {
  if (issue.state === 'closed') return issue.stateReason === 'not_planned' || issue.stateReason === 'duplicate' ? 'cancelled' : 'done';
  return issue.labels.some((label) => label.toLowerCase() === IN_PROGRESS) ? 'in_progress' : 'open';
}

function firstOf(table: readonly (readonly [string, string])[], { labels }: IssueView): string | null {
  return table.find(([label]) => labels.some((each) => each.toLowerCase() === label))?.[1] ?? null;
}

const sorted = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase()).toSorted();
