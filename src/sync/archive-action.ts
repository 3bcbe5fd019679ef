/** A person puts an action away, or takes it back out. Meanwhile its issue is left alone, and the action too. */
import { insertActionEvents, lockActions, setArchived } from '../store/actions.ts';
import { announce } from '../store/live.ts';
import { mappingOfAction, updateMapping } from '../store/mappings.ts';
import type { EditOutcome, Editor } from './edit.ts';

/** What is archived already, and what is no more, stays as it is. */
export async function archiveAction({ db, jobs }: Editor, { actionId, archived, actor }: { actionId: number; archived: boolean; actor: string }): Promise<EditOutcome> {
  return db.transaction(async (trx) => {
    const action = (await lockActions(trx, [actionId])).get(actionId);
    if (!action || action.archivedReason === 'deleted') return { outcome: 'missing' };
    if ((action.archivedAt !== null) === archived) return { outcome: 'updated', version: action.version };
    const version = await setArchived(trx, actionId, archived ? 'person' : null);
    await insertActionEvents(trx, [{ projectId: action.projectId, actionId, version, kind: archived ? 'archived' : 'unarchived', side: 'lockstep', actor, changes: {} }]);
    const mapping = archived ? undefined : await mappingOfAction(trx, actionId);
    if (mapping && mapping.state !== 'detached') {
      // What either side did meanwhile is merged now.
      await updateMapping(trx, mapping.id, { pending: true });
      await jobs.send('push', { mappingId: mapping.id }, { key: String(mapping.id) }, trx);
    }
    await announce(trx, action.projectId, { actionIds: [actionId] });
    return { outcome: 'updated', version };
  });
}
