/** An edit that a person makes: checked against the project's settings, then written like any other. */
import type { FieldValues } from '../core/action.ts';
import { refuseEdit } from '../core/editing.ts';
import { mergeText } from '../core/merge/text.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import { findAction, type ActionRow } from '../store/actions.ts';
import { mappingOfAction, type Mapping } from '../store/mappings.ts';
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
  if (!action || !settings) return { outcome: 'missing' };
  const refused = refuseEditOf({ action, mapping: await mappingOfAction(editor.db, action.id), settings }, edit.changes);
  if (refused) return refused;
  const outcome = await editAction(editor, edit);
  const { description } = edit.changes;
  if (outcome.outcome !== 'stale' || typeof description !== 'string' || baseDescription === undefined) return outcome;
  return mergeDescription(editor, edit, baseDescription, description);
}

export interface Editable {
  action: ActionRow;
  mapping: Mapping | undefined;
  settings: IntegrationSettings;
}

/** Why a person may not edit it so; null where they may. */
export function refuseEditOf({ action, mapping, settings }: Editable, changes: FieldValues): EditOutcome | null {
  if (action.archivedReason === 'deleted') return { outcome: 'missing' };
  const reason = refuseEdit(changes, settings, mapping !== undefined && mapping.state !== 'detached');
  return reason === null ? null : { outcome: 'refused', reason };
}

/** Takes in what somebody else wrote into other lines meanwhile; edits of the same lines stay a collision. */
async function mergeDescription(editor: Editor, edit: Edit, base: string, mine: string): Promise<EditOutcome> {
  const now = await findAction(editor.db, edit.actionId);
  if (!now) return { outcome: 'missing' };
  const merged = mergeText(base, mine, now.values.description as string, 'lockstep');
  if (merged.collided) return { outcome: 'stale', version: now.version };
  return editAction(editor, { ...edit, expectedVersion: now.version, changes: { ...edit.changes, description: merged.text } });
}
