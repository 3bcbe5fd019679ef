/** Keeps what a write of ours took the place of unseen, as GitHub's events tell it: `core/overwritten.ts`. */
import type { FieldValues } from '../core/action.ts';
import { doubtOf } from '../core/cleared.ts';
import { equalValues } from '../core/merge/value.ts';
import { catalogue } from '../core/fields/catalogue.ts';
import { lostBefore, lostTo, type LastPush, type Told } from '../core/overwritten.ts';
import type { Lost } from '../core/reconcile.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import { hasEventOfDelivery, insertActionEvents, lockActions } from '../store/actions.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { findLink } from '../store/projects.ts';
import { lossOf } from './apply.ts';
import type { Cause, Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { askTimeline } from './field-times.ts';

/** An event that says what it put in the place of what. @param mappings of its issue, in every project */
export async function keepReplaced(engine: Engine, mappings: readonly Mapping[], told: { from: Told; to: Told }, cause: Cause): Promise<void> {
  await keep(engine, mappings, (pushes, settings) => lostTo(pushes, told, settings), cause);
}

/** An event that says what was set. @param at GitHub's time of it */
export async function keepSet(engine: Engine, mappings: readonly Mapping[], set: Told, at: string, cause: Cause): Promise<void> {
  // Newer than what is known: it is taken in as any other change.
  const late = mappings.filter(({ issueUpdatedAt }) => Date.parse(at) <= issueUpdatedAt.getTime());
  await keep(engine, late, (pushes, settings, { base }) => unmerged(lostBefore(pushes, set, at, settings), base, settings), cause);
}

/** An event that says what was set, by us: whether somebody took away right before what it would have replaced. @throws GitHubError that may be retried */
export async function keepCleared(engine: Engine, mappings: readonly Mapping[], action: string, set: Told, cause: Cause): Promise<void> {
  for (const mapping of mappings) {
    const link = mapping.lastPushes && mapping.integrationId !== null ? await findLink(engine.db, mapping.integrationId, mapping.repositoryId) : undefined;
    const doubt = link && mapping.lastPushes ? doubtOf(mapping.lastPushes, action, set, settingsOf(link)) : null;
    if (!link || !doubt) continue;
    const timeline = await askTimeline(engine, link, mapping.issueNodeId, doubt.push.before.updatedAt);
    const at = timeline && doubt.clearedAt(timeline, await engine.github.botLogin());
    if (at === null) continue;
    // Nobody but us goes through the states of a push, and this was somebody else.
    await keep(engine, [mapping], (pushes, settings, { base }) => unmerged(lostBefore(pushes.map((push) => ({ ...push, states: [] })), doubt.cleared, at, settings), base, settings), cause);
  }
}

/** What both sides agreed on is known, and was merged. */
function unmerged(lost: readonly Lost[], base: FieldValues, settings: IntegrationSettings): Lost[] {
  const fields = new Map(catalogue(settings).map((field) => [field.key, field]));
  return lost.filter(({ field, value }) => {
    const [known, agreed] = [fields.get(field), base[field]];
    return !known || agreed === undefined || !equalValues(known, agreed, value);
  });
}

async function keep(engine: Engine, mappings: readonly Mapping[], lossesIn: (pushes: readonly LastPush[], settings: IntegrationSettings, mapping: Mapping) => Lost[], cause: Cause): Promise<void> {
  for (const mapping of mappings) {
    const { projectId, actionId, integrationId, repositoryId, lastPushes } = mapping;
    const link = lastPushes && integrationId !== null ? await findLink(engine.db, integrationId, repositoryId) : undefined;
    const lost = link && lastPushes ? lossesIn(lastPushes, settingsOf(link), mapping) : [];
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
