/** A person's edit of an action here. */
import type { FieldValues } from '../../src/core/action.ts';
import { findAction } from '../../src/store/actions.ts';
import { rows } from '../../src/store/db.ts';
import { editAction } from '../../src/sync/edit.ts';
import { editText, markOf } from './edit-text.ts';
import type { SimProcess } from './process.ts';
import { pick, randomOf, whole } from './random.ts';
import type { Sim } from './run.ts';
import type { Step } from './schedule.ts';
import { MILESTONES, PEOPLE, SIZES, TYPES } from './seed-world.ts';
import { TO_THE_END } from './tasks.ts';
import { at, reap } from './work.ts';

const EDITS = ['title', 'title', 'description', 'description', 'status', 'status', 'status', 'tags', 'tags', 'assignees', 'priority', 'category', 'milestone', 'both'] as const;
const FIELD_EDITS = [...EDITS, 'note', 'note', 'note', 'size', 'type'] as const;

export async function editHere(sim: Sim, { id, n }: Step): Promise<void> {
  const { db } = sim.database;
  const actions = await rows<{ id: number }>(db, 'SELECT id FROM actions ORDER BY id');
  const actionId = actions[at(n[0], actions.length)]?.id;
  const action = actionId === undefined ? undefined : await findAction(db, actionId);
  if (!action) return sim.note('  no action is there');
  const random = randomOf(`here ${n[6]}`);
  const actor = pick(random, PEOPLE);
  const edits = sim.withFields ? FIELD_EDITS : EDITS;
  const changes = changesOf(action.values, id, edits[at(n[1], edits.length)], n);
  const process = sim.processes[at(n[2], sim.processes.length)] as SimProcess;
  sim.note(`  ${actor} edits action ${action.id} here: ${JSON.stringify(changes)}`);
  const dies = (n[5] ?? 0) < 0.05 ? { ...TO_THE_END, die: 1 + whole(random, 3) } : TO_THE_END;
  await sim.tasks.start(`edit ${action.id}`, process, dies, async () => {
    const edited = await editAction(process.engine, { actionId: action.id, expectedVersion: action.version, changes, actor });
    sim.note(`    ${JSON.stringify(edited)}`);
    if (edited.outcome === 'updated' && edited.version > action.version) sim.accepted.push({ actionId: action.id, version: edited.version });
  });
  await reap(sim);
}

function changesOf(values: FieldValues, id: number, kind: (typeof FIELD_EDITS)[number] | undefined, n: readonly number[]): FieldValues {
  const random = randomOf(`values ${n[6]}`);
  const title = `title ${markOf(id)}`;
  const description = editText(String(values.description ?? ''), id, n);
  const toggled = (key: 'tags' | 'assignees', names: readonly [string, ...string[]]): string[] => {
    const name = pick(random, names);
    const now = values[key] as string[];
    return now.includes(name) ? now.filter((each) => each !== name) : [...now, name];
  };
  switch (kind) {
    case 'title':
      return { title };
    case 'description':
      return { description };
    case 'both':
      return { title, description };
    case 'status':
      return { status: pick(random, ['open', 'in_progress', 'done', 'cancelled'] as const) };
    case 'tags':
      return { tags: toggled('tags', ['red', 'green', 'blue', 'fresh', 'new 1']) };
    case 'assignees':
      // One of them cannot be assigned on GitHub.
      return { assignees: toggled('assignees', [...PEOPLE, ...PEOPLE, 'rita']) };
    case 'priority':
      return { priority: pick(random, [null, 'high', 'medium', 'urgent'] as const) };
    case 'category':
      return { category: pick(random, [null, 'bug', 'feature'] as const) };
    case 'note':
      return { 'custom.note': `note ${markOf(id)}` };
    case 'size':
      return { 'custom.size': pick(random, [null, ...SIZES] as const) };
    case 'type':
      return { issueType: pick(random, [null, ...TYPES] as const) };
    default:
      return { milestone: pick(random, [null, ...MILESTONES] as const) };
  }
}
