/** One edit of many actions: they coalesce into one push each, and many writes ask first. */
import type { FieldKey, FieldValues, JsonValue } from '../core/action.ts';
import { distinct, without } from '../core/merge/set.ts';
import { lockActions } from '../store/actions.ts';
import { brakeLimits, type BulkTarget } from '../store/bulk.ts';
import { mappingsOfActions } from '../store/mappings.ts';
import { differing, refusal, urgencyOf, writeEdits, type Change, type Editor } from './edit.ts';
import { refuseEditOf, type Editable } from './edit-as-person.ts';
import { editSettings } from './edit-settings.ts';

export type BulkOutcome =
  | { outcome: 'done'; updated: number; /** The new version of each that was changed, or was so already. */ versions: { actionId: number; version: number }[]; refused: { actionId: number; reason: string }[] }
  /** More issues would be written to than the limit allows; nothing was changed. Ask, then call with `confirmed`. */
  | { outcome: 'confirm'; limit: number; targets: BulkTarget[] };

export interface BulkEdit {
  /** Of one project. */
  actionIds: readonly number[];
  changes: FieldValues;
  /** What comes into and leaves sets; each action keeps the rest of its own. */
  sets?: readonly FieldSetChange[];
  actor: string;
  confirmed: boolean;
}

export interface FieldSetChange {
  field: FieldKey;
  add: readonly string[];
  remove: readonly string[];
}

/** All at once or not at all: a process that dies on the way leaves nothing half done. GitHub gets it by pushes, which survive a kill. */
export async function editActions({ db, jobs }: Editor, edit: BulkEdit): Promise<BulkOutcome> {
  return db.transaction(async (trx) => {
    const { limit, closingLimit, targets, closing } = await brakeLimits(trx, edit.actionIds, edit.changes);
    const isHarsh = closing || edit.changes.tags !== undefined || (edit.sets ?? []).some(({ field, remove }) => field !== 'assignees' && remove.length > 0);
    const allowed = isHarsh ? Math.min(limit, closingLimit) : limit;
    if (!edit.confirmed && targets.length > allowed) return { outcome: 'confirm', limit: allowed, targets };
    const actions = await lockActions(trx, edit.actionIds);
    const mappings = await mappingsOfActions(trx, edit.actionIds);
    const [one] = actions.values();
    const settings = one && (await editSettings(trx, one.projectId));
    const refused: { actionId: number; reason: string }[] = [];
    const edits: Change[] = [];
    for (const actionId of edit.actionIds) {
      const action = actions.get(actionId);
      const judged = action && settings ? judge(edit, { action, mapping: mappings.get(actionId), settings }) : GONE;
      if (typeof judged === 'string') refused.push({ actionId, reason: judged });
      else edits.push(judged);
    }
    const written = await writeEdits(trx, jobs, edits, { actor: edit.actor, priority: urgencyOf(edit.actionIds) });
    const versions = edits.map(({ action }) => ({ actionId: action.id, version: written.get(action.id) ?? action.version }));
    return { outcome: 'done', updated: versions.length, versions, refused };
  });
}

const GONE = 'The action is gone.';

/** Sets are changed as they are under the lock, so that nobody's addition is undone. @returns why not, or what changes */
function judge({ changes, sets = [] }: BulkEdit, { action, mapping, settings }: Editable): Change | string {
  const changed = Object.fromEntries(sets.map((set) => [set.field, changeSet(action.values[set.field], set)]));
  const all = { ...changes, ...changed };
  const refused = refuseEditOf({ action, mapping, settings }, all);
  if (refused) return refused.outcome === 'refused' ? refused.reason : GONE;
  const differ = differing(action, all);
  return refusal(differ, settings.statuses) ?? { action, mapping, changes: differ };
}

/** Names are compared without case, as GitHub does. */
function changeSet(now: JsonValue | undefined, { add, remove }: FieldSetChange): string[] {
  return distinct([...without(Array.isArray(now) ? now.map(String) : [], remove), ...add]);
}
