/**
 * The race GitHub cannot prevent: it has no write bound to what was read, so an edit made between our
 * read and our write is overwritten. The webhook of our own write tells what it replaced; where that
 * is not what we had read, somebody's value was lost there and is kept here (I5).
 */
import { overwritten } from '../core/answer.ts';
import type { Lost } from '../core/reconcile.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { hasEventOfDelivery, insertActionEvents, lockActions } from '../store/actions.ts';
import { announce } from '../store/live.ts';
import { mappingsOfIssueEverywhere, type LastPush } from '../store/mappings.ts';
import { lossOf } from './apply.ts';
import type { Cause, Engine } from './engine.ts';

/** What an edit replaced, as `changes` of its webhook tells. */
interface Replaced {
  title: string | undefined;
  body: string | undefined;
}

export async function keepOverwritten(engine: Engine, issue: IssueSnapshot, from: Replaced, cause: Cause): Promise<void> {
  for (const { projectId, actionId, lastPushes } of await mappingsOfIssueEverywhere(engine.db, issue.id)) {
    const lost = lossesOf(lastPushes ?? [], issue, from);
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

/** Of the edit's texts, those that a push of ours wrote in the place of what it had not read. */
function lossesOf(pushes: readonly LastPush[], issue: IssueSnapshot, { title, body }: Replaced): Lost[] {
  const titles = pushes.filter(({ wrote }) => wrote.title === issue.title);
  const bodies = pushes.filter(({ wrote }) => wrote.description === issue.body);
  const known = (replaced: string, wrote: 'title' | 'description', before: 'title' | 'body'): boolean =>
    pushes.some((push) => push.wrote[wrote] === replaced) || pushes.some((push) => push.wrote[wrote] === issue[before] && push.before[before] === replaced);
  return [
    ...(title === undefined || known(title, 'title', 'title') ? [] : titles.slice(-1).flatMap((push) => overwritten({ ...issue, ...push.before }, push.wrote, { title }))),
    ...(body === undefined || known(body, 'description', 'body') ? [] : bodies.slice(-1).flatMap((push) => overwritten({ ...issue, ...push.before }, push.wrote, { body }))),
  ];
}
