/** A person's edit of an issue on GitHub. */
import type { IssueView } from '../github/control/views.ts';
import { editText, markOf } from './edit-text.ts';
import { fullNames } from './places.ts';
import { chance, pick, randomOf, whole } from './random.ts';
import type { Sim } from './run.ts';
import type { Step } from './schedule.ts';
import { LABELS, PEOPLE, SIZES, TYPES } from './seed-world.ts';
import { at } from './work.ts';

const EDITS = ['title', 'title', 'body', 'body', 'state', 'state', 'labels', 'labels', 'labels', 'assignees', 'milestone', 'both', 'lock'] as const;
const FIELD_EDITS = [...EDITS, 'note', 'note', 'note', 'size', 'type'] as const;

export function editOnGitHub(sim: Sim, { id, n }: Step): void {
  const { control } = sim.github;
  const issues = fullNames(sim).flatMap((repository) => control.issues({ repository }));
  const issue = issues[at(n[0], issues.length)];
  if (!issue) return sim.note('  no issue is left');
  const edits = sim.withFields ? FIELD_EDITS : EDITS;
  const edit = editOf(issue, id, edits[at(n[1], edits.length)], n);
  sim.note(`  ${edit.by} edits ${issue.repository}#${issue.number} on GitHub: ${JSON.stringify(edit)}`);
  control.editIssue({ repository: issue.repository, number: issue.number, ...edit });
}

function editOf(issue: IssueView, id: number, kind: (typeof FIELD_EDITS)[number] | undefined, n: readonly number[]): { by: string } & Record<string, unknown> {
  const random = randomOf(`github ${n[6]}`);
  const by = pick(random, PEOPLE);
  const title = `title ${markOf(id)}`;
  const body = editText(issue.body ?? '', id, n);
  switch (kind) {
    case 'title':
      return { by, title };
    case 'body':
      return { by, body };
    case 'both':
      return { by, title, body };
    case 'state':
      return issue.state === 'closed' ? { by, state: 'open' } : { by, state: 'closed', stateReason: pick(random, ['completed', 'not_planned', 'duplicate'] as const) };
    case 'labels': {
      const names = [...LABELS, `new ${whole(random, 3)}`] as [string, ...string[]];
      const on = issue.labels.filter(() => chance(random, 0.4));
      return { by, addLabels: [pick(random, names)], removeLabels: on.slice(0, 2) };
    }
    case 'assignees': {
      const who = pick(random, PEOPLE);
      return issue.assignees.includes(who) ? { by, removeAssignees: [who] } : { by, addAssignees: [who] };
    }
    case 'milestone':
      return { by, milestone: pick(random, [null, 1, 2] as const) };
    case 'note':
      return { by, fields: { Note: chance(random, 0.15) ? null : `note ${markOf(id)}` } };
    case 'size':
      return { by, fields: { Size: pick(random, [null, ...SIZES] as const) } };
    case 'type':
      return { by, type: pick(random, [null, ...TYPES] as const) };
    default:
      return { by, locked: !issue.locked };
  }
}
