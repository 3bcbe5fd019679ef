/** An edit on this side: committed first, pushed right after. */
import type { FieldKey, FieldValues } from '../core/action.ts';
import type { ActionRow } from '../store/actions.ts';
import { insertActionEvents, lockActions, updateActions } from '../store/actions.ts';
import type { Db, Queryable } from '../store/db.ts';
import { databaseTime } from '../store/db.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { mappingOfAction, markEdited } from '../store/mappings.ts';
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
    const project = changes.status === undefined ? undefined : await findProject(trx, action.projectId);
    const reason = refusal(changes, project?.statuses);
    if (reason !== null) return { outcome: 'refused', reason };
    const versions = await writeEdits(trx, jobs, [{ action, mapping: await mappingOfAction(trx, action.id), changes }], edit);
    return { outcome: 'updated', version: versions.get(action.id) ?? action.version };
  });
}

/** What an edit changes of an action whose lock is held. */
export interface Change {
  action: ActionRow;
  mapping: Mapping | undefined;
  /** Only what differs. */
  changes: FieldValues;
}

/** Writes edits and their history and plans their pushes, in few statements however many there are. @returns the new versions by action; absent where nothing changes */
export async function writeEdits(trx: Queryable, jobs: Jobs, edits: readonly Change[], { actor, kind = 'changed', priority = INTERACTIVE }: Pick<Edit, 'actor' | 'kind' | 'priority'>): Promise<Map<number, number>> {
  const changed = edits.filter(({ changes }) => Object.keys(changes).length > 0);
  const versions = new Map<number, number>();
  for (const alike of Map.groupBy(changed, ({ changes }) => JSON.stringify(changes)).values()) {
    const [{ changes }] = alike as [Change];
    for (const [id, version] of await updateActions(trx, alike.map(({ action }) => action.id), changes)) versions.set(id, version);
  }
  await insertActionEvents(trx, changed.map(({ action, changes }) => ({
    projectId: action.projectId, actionId: action.id, version: versions.get(action.id) as number, kind, side: 'lockstep', actor,
    changes: bothValues(action.values, changes),
  })));
  await planPushes(trx, jobs, changed, actor, priority);
  for (const [projectId, some] of Map.groupBy(changed, ({ action }) => action.projectId)) await announce(trx, projectId, { actionIds: some.map(({ action }) => action.id) });
  return versions;
}

async function planPushes(trx: Queryable, jobs: Jobs, changed: readonly Change[], by: string, priority: number): Promise<void> {
  const at = await databaseTime(trx);
  const pairs = changed.flatMap(({ mapping, changes }) => (mapping && mapping.state !== 'detached' ? [{ id: mapping.id, fields: Object.keys(changes).join() }] : []));
  for (const [fields, alike] of Map.groupBy(pairs, (pair) => pair.fields)) await markEdited(trx, alike.map(({ id }) => id), Object.fromEntries(fields.split(',').map((field) => [field, { at, by }])));
  for (const { id } of pairs) await jobs.send('push', { mappingId: id }, { key: String(id), priority }, trx);
}

export function differing(action: ActionRow, changes: FieldValues): FieldValues {
  const keys = (Object.keys(changes) as FieldKey[]).filter((key) => !isSameAsSeen({ [key]: changes[key] }, action.values));
  return Object.fromEntries(keys.map((key) => [key, changes[key]]));
}

/** Why no action of a project with these statuses takes it; null where one does. */
export function refusal({ title, status }: FieldValues, statuses: readonly { key: string }[] = []): string | null {
  if (title !== undefined && (title as string).trim() === '') return 'The title must not be empty.';
  if (status === undefined || statuses.some(({ key }) => key === status)) return null;
  return `The project has no status "${status as string}": choose one of ${statuses.map(({ key }) => key).join(', ')}.`;
}
