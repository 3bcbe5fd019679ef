/** Keeps what a write of ours took the place of unseen, as GitHub's events tell it: `core/overwritten.ts`. */
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

/** An event that says what it put in the place of what. @param mappings of its issue, in every project */
export async function keepReplaced(engine: Engine, mappings: readonly Mapping[], told: { from: Told; to: Told }, cause: Cause): Promise<void> {
  await keep(engine, mappings, (pushes, settings) => lostTo(pushes, told, settings), cause);
}

/** An event that says what was set. @param at GitHub's time of it */
export async function keepSet(engine: Engine, mappings: readonly Mapping[], set: Told, at: string, cause: Cause): Promise<void> {
  await keep(engine, mappings, (pushes, settings, { issueUpdatedAt, base }) => {
    // Newer than what is known: it is taken in as any other change.
    if (Date.parse(at) > issueUpdatedAt.getTime()) return [];
    const fields = new Map(catalogue(settings).map((field) => [field.key, field]));
    // What both sides agreed on is known, and was merged.
    return lostBefore(pushes, set, at, settings).filter(({ field, value }) => {
      const [known, agreed] = [fields.get(field), base[field]];
      return !known || agreed === undefined || !equalValues(known, agreed, value);
    });
  }, cause);
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
