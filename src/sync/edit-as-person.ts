/** An edit that a person makes: checked against the project's settings, then written like any other. */
import { refuseEdit } from '../core/editing.ts';
import { mergeText } from '../core/merge/text.ts';
import { findAction } from '../store/actions.ts';
import { mappingOfAction } from '../store/mappings.ts';
import { editAction, type Edit, type EditOutcome, type Editor } from './edit.ts';
import { editSettings } from './edit-settings.ts';

export interface PersonalEdit extends Edit {
  /** The description that the person began from: with it, an edit of other lines meanwhile is no collision. */
  baseDescription?: string;
}

/** As editAction; a field that is only pulled and a value that does not fit its field are refused with the sentence why. */
export async function editAsPerson(editor: Editor, { baseDescription, ...edit }: PersonalEdit): Promise<EditOutcome> {
  const action = await findAction(editor.db, edit.actionId);
  const settings = action && (await editSettings(editor.db, action.projectId));
  if (!action || action.archivedReason === 'deleted' || !settings) return { outcome: 'missing' };
  const mapping = await mappingOfAction(editor.db, action.id);
  const hasIssue = mapping !== undefined && mapping.state !== 'detached';
  const reason = refuseEdit(edit.changes, settings, hasIssue);
  if (reason !== null) return { outcome: 'refused', reason };
  const outcome = await editAction(editor, edit);
  const { description } = edit.changes;
  if (outcome.outcome !== 'stale' || typeof description !== 'string' || baseDescription === undefined) return outcome;
  return mergeDescription(editor, edit, baseDescription, description);
}

/** Takes in what somebody else wrote into other lines meanwhile; edits of the same lines stay a collision. */
async function mergeDescription(editor: Editor, edit: Edit, base: string, mine: string): Promise<EditOutcome> {
  const now = await findAction(editor.db, edit.actionId);
  if (!now) return { outcome: 'missing' };
  const merged = mergeText(base, mine, now.values.description as string, 'lockstep');
  if (merged.collided) return { outcome: 'stale', version: now.version };
  return editAction(editor, { ...edit, expectedVersion: now.version, changes: { ...edit.changes, description: merged.text } });
}
