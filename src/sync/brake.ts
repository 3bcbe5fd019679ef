/**
 * The brake: a rule, a settings change or a bulk edit that would write to more issues than the
 * integration's limit waits for a person, who sees the list; closing issues and taking labels off
 * has a stricter one, because it is harder to take back by hand. Nothing runs away. What a person
 * edits one by one is never held. How what waits is called off: `call-off.ts`.
 */
import type { FieldValues } from '../core/action.ts';
import type { IssuePatch } from '../core/patch.ts';
import type { Loss, RuledWrite } from '../store/brakes.ts';
import { brakedMappings, brakeMappings, lockBrake, releaseMappings, setBrake } from '../store/brakes.ts';
import type { Queryable } from '../store/db.ts';
import { lockPairs } from '../store/locks.ts';
import type { EditTimes } from '../store/mappings.ts';
import type { Jobs } from '../queue/boss.ts';
import type { Editor } from './edit.ts';

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

async function send(trx: Queryable, jobs: Jobs, mappingIds: readonly number[]): Promise<void> {
  for (const id of mappingIds) await jobs.send('push', { mappingId: id }, { key: String(id) }, trx);
}
