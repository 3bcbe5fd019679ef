/** A person's word on a held field, and the restoring of what once lost. */
import type { FieldKey, JsonValue, Side } from '../core/action.ts';
import { catalogue } from '../core/fields/catalogue.ts';
import { checkMerged } from '../core/merged-value.ts';
import { databaseTime, type Queryable } from '../store/db.ts';
import { findActionEvent, insertActionEvents, lockActions, updateAction } from '../store/actions.ts';
import { closeConflict, findOpenConflict, type Conflict, type Resolution } from '../store/conflicts.ts';
import { announce } from '../store/live.ts';
import { findMapping, updateMapping, type Mapping } from '../store/mappings.ts';
import { findLink } from '../store/projects.ts';
import { bothValues } from './apply.ts';
import type { EditOutcome, Editor } from './edit.ts';
import { INTERACTIVE } from './edit.ts';
import { editAsPerson } from './edit-as-person.ts';
import { settingsOf } from './engine.ts';

export type Decision =
  | { take: 'github' | 'lockstep' }
  /** A value of the person's own making. */
  | { value: JsonValue };

/** Settles an open conflict: the chosen value goes to both sides, the others stay in the history. */
export async function resolveConflict({ db, jobs }: Editor, conflictId: number, decision: Decision, actor: string): Promise<EditOutcome> {
  return db.transaction(async (trx) => {
    const seen = await findOpenConflict(trx, conflictId);
    const action = seen && (await lockActions(trx, [seen.actionId])).get(seen.actionId);
    // Under the lock once more: somebody may have settled it, or edited on, meanwhile.
    const conflict = await findOpenConflict(trx, conflictId);
    const mapping = conflict && (await findMapping(trx, conflict.mappingId));
    if (!conflict || !action || !mapping) return { outcome: 'missing' };
    const value = 'value' in decision ? decision.value : conflict[decision.take];
    const reason = 'value' in decision ? await whyNotMerged(trx, mapping, conflict.field, value) : null;
    if (reason !== null) return { outcome: 'refused', reason };
    const resolution: Resolution = 'value' in decision ? 'merged' : decision.take;
    const { field } = conflict;
    const changes = { [field]: value };
    const version = await updateAction(trx, action.id, changes);
    const event = { projectId: action.projectId, actionId: action.id, version, actor };
    await insertActionEvents(trx, [
      { ...event, kind: 'resolved', side: 'lockstep', changes: bothValues(action.values, changes) },
      ...losersOf(conflict, value).map(({ side, lost, by }) => ({ ...event, kind: 'lost' as const, side, actor: by, changes: { [field]: { from: lost, to: value } } })),
    ]);
    await closeConflict(trx, conflict.id, resolution, actor);
    if (mapping.state !== 'detached') {
      // What GitHub has becomes the base: only the decision differs from it, so only that is pushed. What it
      // refused of this field before is asked for again, and no brake holds what a person decided.
      const { [field]: _, ...refused } = mapping.refused ?? {};
      await updateMapping(trx, mapping.id, {
        base: { ...mapping.base, [field]: conflict.github }, refused: Object.keys(refused).length > 0 ? refused : null, state: 'live', pending: true, braked: false,
        // Of what was called off this is decided since, as an edit would be.
        ...(mapping.calledOffAt !== null && { edited: { ...mapping.edited, [field]: { at: await databaseTime(trx), by: actor } } }),
      });
      await jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id), priority: INTERACTIVE }, trx);
    }
    await announce(trx, action.projectId, { actionIds: [action.id] });
    return { outcome: 'updated', version };
  });
}

/** A field that is not synced any more takes no value typed by hand: nothing says what it may hold. */
async function whyNotMerged(trx: Queryable, { integrationId, repositoryId }: Mapping, key: FieldKey, value: JsonValue): Promise<string | null> {
  const link = integrationId === null ? undefined : await findLink(trx, integrationId, repositoryId);
  const settings = link && settingsOf(link);
  const field = settings && catalogue(settings).find((one) => one.key === key);
  if (!settings || !field) return 'This field is not synced any more: take one of the two values.';
  const checked = checkMerged(field, value, settings);
  return checked.ok ? null : checked.reason;
}

function losersOf({ github, githubActor, lockstep, lockstepActor }: Conflict, chosen: JsonValue): { side: Side; lost: JsonValue; by: string | null }[] {
  const sides = [{ side: 'github' as const, lost: github, by: githubActor }, { side: 'lockstep' as const, lost: lockstep, by: lockstepActor }];
  return sides.filter(({ lost }) => JSON.stringify(lost) !== JSON.stringify(chosen));
}

/** Brings back a value that an event of the action's history took away; an edit like any other, and pushed like one (I5). */
export async function restoreValue(editor: Editor, actionId: number, eventId: number, field: FieldKey, actor: string): Promise<EditOutcome> {
  const event = await findActionEvent(editor.db, actionId, eventId);
  const change = event?.changes[field];
  if (!event || !change) return { outcome: 'missing' };
  return editAsPerson(editor, { actionId, changes: { [field]: change.from }, actor, kind: 'restored' });
}
