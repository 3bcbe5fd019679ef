/**
 * The brake: a rule, a settings change or a bulk edit that would write to more issues than the
 * integration's limit waits for a person, who sees the list; closing issues and taking labels off
 * has a stricter one, because it is harder to take back by hand. Nothing runs away. What a person
 * edits one by one is never held.
 */
import type { FieldValues } from '../core/action.ts';
import { catalogue, directionOf } from '../core/fields/catalogue.ts';
import { equalValues } from '../core/merge/value.ts';
import { insertActionEvents, lockActions, updateAction } from '../store/actions.ts';
import type { IssuePatch } from '../core/patch.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { Loss, RuledWrite } from '../store/brakes.ts';
import { brakedMappings, brakeMappings, lockBrake, releaseMappings, setBrake } from '../store/brakes.ts';
import type { Queryable } from '../store/db.ts';
import { lockPairs } from '../store/locks.ts';
import { announce } from '../store/live.ts';
import type { EditTimes, Mapping } from '../store/mappings.ts';
import { findMapping, updateMapping } from '../store/mappings.ts';
import { findLink } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { bothValues } from './apply.ts';
import type { Editor } from './edit.ts';
import { settingsOf } from './engine.ts';

/** Whether a person's own edit asked for everything that is to be written. */
export function isAskedFor(outgoing: FieldValues, edited: EditTimes): boolean {
  return Object.keys(outgoing).every((field) => field in edited);
}

/** What a write would take away from the issue; null where it only adds and changes. */
export function lossOf({ state, removeLabels }: Pick<IssuePatch, 'state' | 'removeLabels'>): Loss | null {
  if (state === 'closed') return 'closing';
  return removeLabels.length > 0 ? 'unlabelling' : null;
}

/** Lets writes of a rule through while they are few; puts the brake on when they become many. */
export async function pushOrBrake(trx: Queryable, jobs: Jobs, integrationId: number, writes: readonly RuledWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await brakeMappings(trx, writes);
  const brake = await lockBrake(trx, integrationId, writes.map(({ mappingId }) => mappingId));
  if (!brake || brake.since !== null) return;
  const losses = writes.filter(({ loss }) => loss !== null).length;
  const isMuch = brake.released + writes.length > brake.limit || (losses > 0 && brake.releasedClosing + losses > brake.closingLimit);
  if (isMuch) return setBrake(trx, integrationId, true);
  await send(trx, jobs, await releaseMappings(trx, integrationId, writes.map(({ mappingId }) => mappingId)));
}

/** A person lets everything through that waits. @returns how many writes go out */
export async function confirmBrake({ db, jobs }: Editor, integrationId: number): Promise<number> {
  for (;;) {
    const released = await db.transaction(async (trx) => {
      // Pairs before the brake, as everywhere; one that came behind it in between is locked the next time.
      const pairs = new Set(await lockPairs(trx, 'm.integration_id = ? AND m.braked', [integrationId]));
      await lockBrake(trx, integrationId);
      const waiting = await brakedMappings(trx, integrationId);
      if (waiting.some(({ actionId }) => !pairs.has(actionId))) return null;
      await setBrake(trx, integrationId, false);
      const mappingIds = await releaseMappings(trx, integrationId, waiting.map(({ mappingId }) => mappingId));
      await send(trx, jobs, mappingIds);
      return mappingIds.length;
    });
    if (released !== null) return released;
  }
}

/** A person calls the writes off: actions take what GitHub has, and what they had stays in their history (I5). @returns how many */
export async function discardBrake({ db }: Editor, integrationId: number, actor: string): Promise<number> {
  const waiting = await brakedMappings(db, integrationId);
  let settings: IntegrationSettings | undefined;
  for (const { mappingId, actionId } of waiting) {
    await db.transaction(async (trx) => {
      const action = (await lockActions(trx, [actionId])).get(actionId);
      const mapping = await findMapping(trx, mappingId);
      if (!action || !mapping) return;
      settings ??= await settingsFor(trx, integrationId, mapping.repositoryId);
      const changes = settings ? unsynced(action.values, mapping, settings) : {};
      if (Object.keys(changes).length > 0) {
        const version = await updateAction(trx, actionId, changes);
        await insertActionEvents(trx, [{ projectId: action.projectId, actionId, version, kind: 'changed', side: 'lockstep', actor, changes: bothValues(action.values, changes) }]);
      }
      await releaseMappings(trx, integrationId, [mappingId]);
      await updateMapping(trx, mappingId, { pending: Object.keys(mapping.edited).length > 0 });
      await announce(trx, action.projectId, { actionIds: [actionId] });
    });
  }
  await setBrake(db, integrationId, false);
  return waiting.length;
}

async function settingsFor(trx: Queryable, integrationId: number, repositoryId: number): Promise<IntegrationSettings | undefined> {
  const link = await findLink(trx, integrationId, repositoryId);
  return link && settingsOf(link);
}

/** What the action's fields become that would be written without a person having edited them; what GitHub has no place for stays. */
function unsynced(values: FieldValues, { base, edited }: Pick<Mapping, 'base' | 'edited'>, settings: IntegrationSettings): FieldValues {
  const changes: FieldValues = {};
  for (const field of catalogue(settings)) {
    const { [field.key]: raw = field.empty } = values;
    const { [field.key]: theirs } = base;
    const projected = field.project(raw, settings);
    if (theirs === undefined || field.key in edited || directionOf(field, settings) === 'pull' || !projected.ok || equalValues(field, projected.value, theirs)) continue;
    changes[field.key] = field.lift(raw, theirs, settings);
  }
  return changes;
}

async function send(trx: Queryable, jobs: Jobs, mappingIds: readonly number[]): Promise<void> {
  for (const id of mappingIds) await jobs.send('push', { mappingId: id }, { key: String(id) }, trx);
}
