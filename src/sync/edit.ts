/** An edit on this side: committed first, pushed right after. */
import type { FieldKey, FieldValues } from '../core/action.ts';
import type { ActionRow } from '../store/actions.ts';
import { insertActionEvents, lockActions, updateAction } from '../store/actions.ts';
import type { Db, Queryable } from '../store/db.ts';
import { databaseTime } from '../store/db.ts';
import { announce } from '../store/live.ts';
import { mappingOfAction, updateMapping } from '../store/mappings.ts';
import { findProject } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { bothValues } from './apply.ts';
import { isSameAsSeen } from './freshness.ts';

export interface Edit {
  actionId: number;
  /** The version the person saw; undefined writes whatever it is now. */
  expectedVersion?: number;
  changes: FieldValues;
  /** Login of the person. */
  actor: string;
  /** What the history calls it. */
  kind?: 'changed' | 'restored';
  /** Of its push; as `urgencyOf` says, where it is one of several. */
  priority?: number;
}

/** What an edit needs: it is committed here and pushed by whoever works the queue. */
export interface Editor {
  db: Db;
  jobs: Jobs;
}

export type EditOutcome =
  | { outcome: 'updated'; version: number }
  /** Changed since `expectedVersion`; nothing was written. */
  | { outcome: 'stale'; version: number }
  | { outcome: 'missing' }
  /** The sentence a person reads; nothing was written. */
  | { outcome: 'refused'; reason: string };

/** Interactive edits go before everything else in the queue. */
export const INTERACTIVE = 10;
/** What a person asked of many at once goes before events and pulls, and lets what was asked of one pass. */
export const BULK = 5;

/** So few that nobody waits behind them; GitHub takes two writes a second. */
const FEW = 10;

export const urgencyOf = (actionIds: readonly unknown[]): number => (actionIds.length > FEW ? BULK : INTERACTIVE);

/** Writes an edit and plans its push in one transaction. */
export async function editAction({ db, jobs }: Editor, edit: Edit): Promise<EditOutcome> {
  return db.transaction(async (trx) => {
    const action = (await lockActions(trx, [edit.actionId])).get(edit.actionId);
    if (!action) return { outcome: 'missing' };
    if (edit.expectedVersion !== undefined && edit.expectedVersion !== action.version) return { outcome: 'stale', version: action.version };
    const changes = differing(action, edit.changes);
    if (Object.keys(changes).length === 0) return { outcome: 'updated', version: action.version };
    const reason = await refusal(trx, action, changes);
    if (reason !== null) return { outcome: 'refused', reason };
    const version = await updateAction(trx, action.id, changes);
    await insertActionEvents(trx, [{
      projectId: action.projectId, actionId: action.id, version, kind: edit.kind ?? 'changed', side: 'lockstep', actor: edit.actor,
      changes: bothValues(action.values, changes),
    }]);
    await planPush(trx, jobs, action.id, Object.keys(changes) as FieldKey[], edit);
    await announce(trx, action.projectId, { actionIds: [action.id] });
    return { outcome: 'updated', version };
  });
}

async function planPush(trx: Queryable, jobs: Jobs, actionId: number, fields: readonly FieldKey[], { actor, priority = INTERACTIVE }: Edit): Promise<void> {
  const mapping = await mappingOfAction(trx, actionId);
  if (!mapping || mapping.state === 'detached') return;
  const at = await databaseTime(trx);
  const edited = { ...mapping.edited, ...Object.fromEntries(fields.map((field) => [field, { at, by: actor }])) };
  // A person's own edit is never held, and takes along what waits on the same issue.
  await updateMapping(trx, mapping.id, { state: 'live', pending: true, edited, braked: false });
  await jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id), priority }, trx);
}

function differing(action: ActionRow, changes: FieldValues): FieldValues {
  const keys = (Object.keys(changes) as FieldKey[]).filter((key) => !isSameAsSeen({ [key]: changes[key] }, action.values));
  return Object.fromEntries(keys.map((key) => [key, changes[key]]));
}

async function refusal(trx: Queryable, action: ActionRow, changes: FieldValues): Promise<string | null> {
  if (changes.title !== undefined && (changes.title as string).trim() === '') return 'The title must not be empty.';
  if (changes.status === undefined) return null;
  const project = await findProject(trx, action.projectId);
  const known = project?.statuses.map(({ key }) => key) ?? [];
  return known.includes(changes.status as string) ? null : `The project has no status "${changes.status as string}": choose one of ${known.join(', ')}.`;
}
