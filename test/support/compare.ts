/**
 * The oracle: what an action of a project with default settings must say of an issue, written down
 * once more and apart from the core, so that both must be wrong in the same way to agree.
 */
import type { Db } from '../../src/store/db.ts';
import type { IssueView } from '../github/control/views.ts';

const IN_PROGRESS = /^(?:in[ -]progress|status: in progress|status\/in-progress|wip)$/i;
const MAPPED = /^(?:P[0-3]|priority: ?(?:critical|urgent|high|medium|low)|priority\/(?:critical|urgent|high|medium|low)|bug|enhancement|feature|documentation|docs|question)$/i;

export interface Difference {
  issue: string;
  field: string;
  github: unknown;
  lockstep: unknown;
}

interface Row {
  issue_id: number;
  title: string;
  description: string;
  status: string;
  tags: string[];
  assignees: string[];
  milestone: string | null;
}

/**
 * Compares every issue with its action, field by field.
 * @returns the fields compared and every difference; issues without an action and actions without an issue among them
 */
export async function compareProject(db: Db, projectId: number, issues: readonly IssueView[]): Promise<{ fields: number; differences: Difference[] }> {
  const found = await db<Row>('actions').join('github_issue_mappings as m', 'm.action_id', 'actions.id').where('actions.project_id', projectId).where('m.state', 'live')
    .select('m.issue_id', 'title', 'description', 'status', 'tags', 'assignees', 'milestone');
  const actions = new Map((found as Row[]).map((row) => [row.issue_id, row]));
  const differences: Difference[] = [];
  let fields = 0;
  for (const issue of issues.filter(({ isPullRequest }) => !isPullRequest)) {
    const name = `${issue.repository}#${issue.number}`;
    const action = actions.get(issue.id);
    actions.delete(issue.id);
    for (const [field, github, lockstep] of pairs(issue, action)) {
      fields += 1;
      if (JSON.stringify(github) !== JSON.stringify(lockstep)) differences.push({ issue: name, field, github, lockstep });
    }
  }
  for (const extra of actions.values()) differences.push({ issue: `id ${extra.issue_id}`, field: 'action', github: null, lockstep: extra.title });
  return { fields, differences };
}

function pairs(issue: IssueView, action: Row | undefined): [string, unknown, unknown][] {
  if (!action) return [['action', issue.title, null]];
  return [
    ['title', issue.title, action.title],
    ['description', issue.body ?? '', action.description],
    ['status', statusOf(issue), action.status],
    ['tags', sorted(issue.labels.filter((label) => !IN_PROGRESS.test(label) && !MAPPED.test(label))), sorted(action.tags)],
    ['assignees', sorted(issue.assignees), sorted(action.assignees)],
    ['milestone', issue.milestoneTitle, action.milestone],
  ];
}

function statusOf(issue: IssueView): string {
  if (issue.state === 'closed') return issue.stateReason === 'not_planned' || issue.stateReason === 'duplicate' ? 'cancelled' : 'done';
  return issue.labels.some((label) => IN_PROGRESS.test(label)) ? 'in_progress' : 'open';
}

const sorted = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase()).toSorted();
