/** One edit of many actions: they coalesce into one push each, and many writes ask first. */
import type { FieldValues } from '../core/action.ts';
import { brakeLimits, type BulkTarget } from '../store/bulk.ts';
import type { EditOutcome, Editor } from './edit.ts';
import { editAction } from './edit.ts';

export type BulkOutcome =
  | { outcome: 'done'; updated: number; refused: { actionId: number; reason: string }[] }
  /** More issues would be written to than the limit allows; nothing was changed. Ask, then call with `confirmed`. */
  | { outcome: 'confirm'; limit: number; targets: BulkTarget[] };

export interface BulkEdit {
  actionIds: readonly number[];
  changes: FieldValues;
  actor: string;
  confirmed: boolean;
}

/** Closing and taking labels off is harder to take back by hand: a quarter of the limit already asks. */
const HARSH_SHARE = 4;

export async function editActions(editor: Editor, edit: BulkEdit): Promise<BulkOutcome> {
  const { limit, targets, closing } = await brakeLimits(editor.db, edit.actionIds, edit.changes);
  const allowed = closing || edit.changes.tags !== undefined ? Math.ceil(limit / HARSH_SHARE) : limit;
  if (!edit.confirmed && targets.length > allowed) return { outcome: 'confirm', limit: allowed, targets };
  const refused: { actionId: number; reason: string }[] = [];
  let updated = 0;
  for (const actionId of edit.actionIds) {
    const outcome: EditOutcome = await editAction(editor, { actionId, changes: edit.changes, actor: edit.actor });
    if (outcome.outcome === 'updated') updated += 1;
    else refused.push({ actionId, reason: outcome.outcome === 'refused' ? outcome.reason : 'The action is gone.' });
  }
  return { outcome: 'done', updated, refused };
}
