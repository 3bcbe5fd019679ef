/** People at work on both sides, at a steady rate. */
import type { Editor } from '../../src/sync/edit.ts';
import { findAction } from '../../src/store/actions.ts';
import { editAction } from '../../src/sync/edit.ts';
import type { GitHubStandIn } from '../github/start.ts';
import { editText } from '../simulation/edit-text.ts';

const PEOPLE = ['olivia', 'walter'];
const LABELS = ['bug', 'P1', 'in progress', 'one', 'two', 'three'];
const STATUSES = ['open', 'in_progress', 'done', 'cancelled'];

export interface Worked {
  there: number;
  here: number;
}

export type Random = () => number;

/** A text of before with one edit by lines, which carries a mark of its own. */
const edited = (text: unknown, mark: number, random: Random): string => editText(typeof text === 'string' ? text : '', mark, [0, 0, 0, random(), random()]);

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** One edit on GitHub; most of them make one delivery. */
export function editThere({ control }: GitHubStandIn, repository: string, random: Random, step: number): void {
  const issues = control.issues({ repository }).filter(({ isPullRequest }) => !isPullRequest);
  const by = pick(random, PEOPLE);
  const issue = pick(random, issues);
  const target = { by, repository, number: issue.number };
  const kind = random();
  if (kind < 0.05 || issues.length < 10) control.createIssue({ by, repository, title: `Opened ${step}`, body: 'one\ntwo\nthree' });
  else if (kind < 0.35) control.editIssue({ ...target, title: `There ${step}` });
  else if (kind < 0.55) control.editIssue({ ...target, body: edited(issue.body, step * 2, random) });
  else if (kind < 0.7) control.editIssue({ ...target, addLabels: [pick(random, LABELS)] });
  else if (kind < 0.8) control.editIssue({ ...target, removeLabels: [pick(random, LABELS)] });
  else if (kind < 0.9) control.editIssue({ ...target, state: random() < 0.5 ? 'open' : 'closed' });
  else control.editIssue({ ...target, assignees: random() < 0.5 ? ['walter'] : [] });
}

/** One edit in Lockstep. */
export async function editHere(editor: Editor, projectId: number, random: Random, step: number): Promise<void> {
  const ids = (await editor.db('actions').where({ project_id: projectId }).whereNull('archived_at').select('id')) as { id: number }[];
  const { id } = pick(random, ids);
  const description = (await findAction(editor.db, id))?.values.description;
  const kind = random();
  const changes = kind < 0.4 ? { title: `Here ${step}` } : kind < 0.6 ? { description: edited(description, step * 2 + 1, random) } : kind < 0.8 ? { status: pick(random, STATUSES) } : { tags: [pick(random, ['one', 'two', 'three'])] };
  await editAction(editor, { actionId: id, changes, actor: pick(random, PEOPLE) });
}
