/** A person puts an action away, or takes it back out. Meanwhile its issue is left alone, and the action too. */
import type { Jobs } from '../queue/boss.ts';
import { insertActionEvents, lockActions, setArchived, type ActionRow } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import { mappingsOfActions, updateMapping, type Mapping } from '../store/mappings.ts';
import type { EditOutcome, Editor } from './edit.ts';

/** What is archived already, and what is no more, stays as it is. */
export async function archiveAction(editor: Editor, { actionId, archived, actor }: { actionId: number; archived: boolean; actor: string }): Promise<EditOutcome> {
  const outcomes = await archiveActions(editor, { actionIds: [actionId], archived, actor });
  return outcomes.get(actionId) as EditOutcome;
}

/** As one: all of them, or none. @returns by id */
export async function archiveActions({ db, jobs }: Editor, { actionIds, archived, actor }: { actionIds: readonly number[]; archived: boolean; actor: string }): Promise<Map<number, EditOutcome>> {
  return db.transaction(async (trx) => {
    const actions = await lockActions(trx, actionIds);
    const mappings = archived ? new Map<number, Mapping>() : await mappingsOfActions(trx, actionIds);
    const outcomes = new Map<number, EditOutcome>();
    for (const id of actionIds) outcomes.set(id, await archiveLocked(trx, jobs, actions.get(id), mappings.get(id), archived, actor));
    const [one] = actions.values();
    if (one) await announce(trx, one.projectId, { actionIds });
    return outcomes;
  });
}

async function archiveLocked(trx: Queryable, jobs: Jobs, action: ActionRow | undefined, mapping: Mapping | undefined, archived: boolean, actor: string): Promise<EditOutcome> {
  if (!action || action.archivedReason === 'deleted') return { outcome: 'missing' };
  const { id: actionId, projectId } = action;
  if ((action.archivedAt !== null) === archived) return { outcome: 'updated', version: action.version };
  const version = await setArchived(trx, actionId, archived ? 'person' : null);
  await insertActionEvents(trx, [{ projectId, actionId, version, kind: archived ? 'archived' : 'unarchived', side: 'lockstep', actor, changes: {} }]);
  if (mapping && mapping.state !== 'detached') {
    // What either side did meanwhile is merged now.
    await updateMapping(trx, mapping.id, { pending: true });
    await jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
  }
  return { outcome: 'updated', version };
}
