/**
 * The race GitHub cannot prevent: it has no write bound to what was read, so an edit made between our
 * read and our write is overwritten. Of a text the webhook of our own write tells what it replaced; of a
 * milestone and a type the webhook of the edit tells it, which comes late. Where that is not what we had
 * read, somebody's value was lost there and is kept here (I5).
 */
import { overwritten } from '../core/answer.ts';
import type { Lost } from '../core/reconcile.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { hasEventOfDelivery, insertActionEvents, lockActions } from '../store/actions.ts';
import { announce } from '../store/live.ts';
import { mappingsOfIssueEverywhere, type LastPush, type Mapping } from '../store/mappings.ts';
import { lossOf } from './apply.ts';
import type { Cause, Engine } from './engine.ts';

/** What an edit replaced, as `changes` of its webhook tells. */
interface Replaced {
  title: string | undefined;
  body: string | undefined;
}

export async function keepOverwritten(engine: Engine, issue: IssueSnapshot, from: Replaced, cause: Cause): Promise<void> {
  await keep(engine, issue, ({ lastPushes }) => lossesOf(lastPushes ?? [], issue, from), cause);
}

/** A value that an event of its own says was set. */
export interface SetValue {
  field: 'milestone' | 'issueType';
  value: string;
}

/** @param issue of the event, with its time */
export async function keepSet(engine: Engine, issue: IssueSnapshot, set: SetValue, cause: Cause): Promise<void> {
  await keep(engine, issue, (mapping) => lateLoss(mapping, issue, set), cause);
}

async function keep(engine: Engine, issue: IssueSnapshot, lossesIn: (mapping: Mapping) => Lost[], cause: Cause): Promise<void> {
  for (const mapping of await mappingsOfIssueEverywhere(engine.db, issue.id)) {
    const { projectId, actionId } = mapping;
    const lost = lossesIn(mapping);
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

/** Set after we read and not later than we wrote, and never seen: what the write took the place of. */
function lateLoss({ lastPushes, issueUpdatedAt }: Mapping, { updatedAt }: IssueSnapshot, { field, value }: SetValue): Lost[] {
  const at = Date.parse(updatedAt);
  const pushes = (lastPushes ?? []).filter(({ wrote }) => wrote[field] !== undefined);
  if (at > issueUpdatedAt.getTime() || pushes.some(({ before, wrote }) => before[field] === value || wrote[field] === value)) return [];
  const push = pushes.findLast(({ before }) => Date.parse(before.updatedAt) <= at);
  return push ? [{ field, side: 'github', value, winner: push.wrote[field] ?? null, base: push.before[field] }] : [];
}

/** Of the edit's texts, those that a push of ours wrote in the place of what it had not read. */
function lossesOf(pushes: readonly LastPush[], issue: IssueSnapshot, { title, body }: Replaced): Lost[] {
  const titles = pushes.filter(({ wrote }) => wrote.title === issue.title);
  const bodies = pushes.filter(({ wrote }) => wrote.description === issue.body);
  const known = (replaced: string, wrote: 'title' | 'description', before: 'title' | 'body'): boolean =>
    pushes.some((push) => push.wrote[wrote] === replaced) || pushes.some((push) => push.wrote[wrote] === issue[before] && push.before[before] === replaced);
  return [
    ...(title === undefined || known(title, 'title', 'title') ? [] : titles.slice(-1).flatMap((push) => overwritten(push.before, push.wrote, { title }))),
    ...(body === undefined || known(body, 'description', 'body') ? [] : bodies.slice(-1).flatMap((push) => overwritten(push.before, push.wrote, { body }))),
  ];
}
