/**
 * The race GitHub cannot prevent: it has no write bound to what was read, so an edit made between our
 * read and our write is overwritten. The webhook of our own write tells what it replaced; where that
 * is not what we had read, somebody's value was lost there and is kept here (I5).
 */
import { overwritten } from '../core/answer.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { hasEventOfDelivery, insertActionEvents, lockActions } from '../store/actions.ts';
import { announce } from '../store/live.ts';
import { mappingsOfIssueEverywhere } from '../store/mappings.ts';
import { lossOf } from './apply.ts';
import type { Cause, Engine } from './engine.ts';

/** @param from what the write replaced, as `changes` of the webhook tells */
export async function keepOverwritten(engine: Engine, issue: IssueSnapshot, from: { title: string | undefined; body: string | undefined }, cause: Cause): Promise<void> {
  for (const { projectId, actionId, lastPush } of await mappingsOfIssueEverywhere(engine.db, issue.id)) {
    if (!lastPush || !isOurs(lastPush.wrote, issue, from)) continue;
    const known = { ...issue, ...lastPush.before };
    const lost = overwritten(known, lastPush.wrote, { ...(from.title !== undefined && { title: from.title }), ...(from.body !== undefined && { body: from.body }) });
    if (lost.length === 0) continue;
    await engine.db.transaction(async (trx) => {
      const action = (await lockActions(trx, [actionId])).get(actionId);
      if (!action || (cause.deliveryGuid !== null && (await hasEventOfDelivery(trx, actionId, 'lost', cause.deliveryGuid)))) return;
      await insertActionEvents(trx, lost.map((one) => ({
        projectId, actionId, version: action.version, kind: 'lost', side: one.side, actor: null, changes: lossOf(one), deliveryGuid: cause.deliveryGuid,
      })));
      await announce(trx, projectId, { actionIds: [actionId] });
    });
  }
}

/** Whether this edit is our newest write coming back: it holds exactly what we wrote. */
function isOurs(wrote: { title?: unknown; description?: unknown }, issue: IssueSnapshot, from: { title: string | undefined; body: string | undefined }): boolean {
  return (from.title !== undefined && wrote.title === issue.title) || (from.body !== undefined && wrote.description === issue.body);
}
