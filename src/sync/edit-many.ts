/** One edit of many actions: they coalesce into one push each, and many writes ask first. */
import type { FieldValues } from '../core/action.ts';
import { brakeLimits, type BulkTarget } from '../store/bulk.ts';
import { distinct, without } from '../core/merge/set.ts';
import { findAction } from '../store/actions.ts';
import { urgencyOf, type EditOutcome, type Editor } from './edit.ts';
import { editAsPerson } from './edit-as-person.ts';

export type BulkOutcome =
  | { outcome: 'done'; updated: number; /** The new version of each that was changed, or was so already. */ versions: { actionId: number; version: number }[]; refused: { actionId: number; reason: string }[] }
  /** More issues would be written to than the limit allows; nothing was changed. Ask, then call with `confirmed`. */
  | { outcome: 'confirm'; limit: number; targets: BulkTarget[] };

export interface BulkEdit {
  actionIds: readonly number[];
  changes: FieldValues;
  /** What comes into and leaves sets; each action keeps the rest of its own. */
  sets?: Partial<Record<'tags' | 'assignees', SetChange>>;
  actor: string;
  confirmed: boolean;
}

export interface SetChange {
  add: readonly string[];
  remove: readonly string[];
}

export async function editActions(editor: Editor, edit: BulkEdit): Promise<BulkOutcome> {
  const { limit, closingLimit, targets, closing } = await brakeLimits(editor.db, edit.actionIds, edit.changes);
  const isHarsh = closing || edit.changes.tags !== undefined || (edit.sets?.tags?.remove.length ?? 0) > 0;
  const allowed = isHarsh ? Math.min(limit, closingLimit) : limit;
  if (!edit.confirmed && targets.length > allowed) return { outcome: 'confirm', limit: allowed, targets };
  const refused: { actionId: number; reason: string }[] = [];
  const versions: { actionId: number; version: number }[] = [];
  for (const actionId of edit.actionIds) {
    const outcome = await editOne(editor, edit, actionId);
    if (outcome.outcome === 'updated') versions.push({ actionId, version: outcome.version });
    else refused.push({ actionId, reason: outcome.outcome === 'refused' ? outcome.reason : 'The action is gone.' });
  }
  return { outcome: 'done', updated: versions.length, versions, refused };
}

/** Sets are changed as they are at that moment: where somebody was faster, the edit is worked out once more. */
async function editOne(editor: Editor, { actionIds, changes, sets = {}, actor }: BulkEdit, actionId: number): Promise<EditOutcome> {
  for (;;) {
    const action = await findAction(editor.db, actionId);
    if (!action) return { outcome: 'missing' };
    const changed = Object.fromEntries(Object.entries(sets).map(([key, set]) => [key, changeSet(action.values[key as 'tags'] as string[], set)]));
    const outcome = await editAsPerson(editor, { actionId, expectedVersion: action.version, changes: { ...changes, ...changed }, actor, priority: urgencyOf(actionIds) });
    if (outcome.outcome !== 'stale') return outcome;
  }
}

/** Names are compared without case, as GitHub does. */
function changeSet(now: readonly string[], { add, remove }: SetChange): string[] {
  return distinct([...without(now, remove), ...add]);
}
