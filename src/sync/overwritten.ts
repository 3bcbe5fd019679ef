/** Keeps what a write of ours took the place of unseen, as GitHub's events tell it: `core/overwritten.ts`. */
import type { FieldValues } from '../core/action.ts';
import { doubtOf } from '../core/cleared.ts';
import { equalValues } from '../core/merge/value.ts';
import { catalogue } from '../core/fields/catalogue.ts';
import { lostBefore, lostTo, type LastPush, type Told } from '../core/overwritten.ts';
import { authorOf } from '../core/last-changes.ts';
import type { Lost } from '../core/reconcile.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import { hasEventOfDelivery, insertActionEvents, lockActions } from '../store/actions.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
import { findLink, type Link } from '../store/projects.ts';
import { lossOf } from './apply.ts';
import type { Cause, Engine } from './engine.ts';
import { settingsOf } from './engine.ts';
import { askTimeline } from './last-changes.ts';

/** An event that says what it put in the place of what. @param mappings of its issue, in every project @param at GitHub's time of it; null where no timeline has it */
export async function keepReplaced(engine: Engine, mappings: readonly Mapping[], told: { from: Told; to: Told }, at: string | null, cause: Cause): Promise<void> {
  await keep(engine, mappings, (pushes, settings) => lostTo(pushes, told, settings), async (lost, mapping, link) => (at === null ? null : whoWrote(engine, link, mapping, lost, told.from, at)), cause);
}

/** An event that says what was set. @param at GitHub's time of it */
export async function keepSet(engine: Engine, mappings: readonly Mapping[], set: Told, at: string, cause: Cause): Promise<void> {
  // Newer than what is known: it is taken in as any other change.
  const late = mappings.filter(({ issueUpdatedAt }) => Date.parse(at) <= issueUpdatedAt.getTime());
  await keep(engine, late, (pushes, settings, { base }) => unmerged(lostBefore(pushes, set, at, settings), base, settings), async () => cause.actor, cause);
}

/** An event that says what was set, by us: whether somebody took away right before what it would have replaced. @throws GitHubError that may be retried */
export async function keepCleared(engine: Engine, mappings: readonly Mapping[], action: string, set: Told, cause: Cause): Promise<void> {
  for (const mapping of mappings) {
    const link = mapping.lastPushes && mapping.integrationId !== null ? await findLink(engine.db, mapping.integrationId, mapping.repositoryId) : undefined;
    const doubt = link && mapping.lastPushes ? doubtOf(mapping.lastPushes, action, set, settingsOf(link)) : null;
    if (!link || !doubt) continue;
    const timeline = await askTimeline(engine, link, mapping.issueNodeId, doubt.push.before.updatedAt);
    const clearing = timeline && doubt.clearedBy(timeline, await engine.github.botLogin());
    if (clearing === null) continue;
    // Nobody but us goes through the states of a push, and this was somebody else.
    const stateless = (pushes: readonly LastPush[]): LastPush[] => pushes.map((push) => ({ ...push, states: [] }));
    await keep(engine, [mapping], (pushes, settings, { base }) => unmerged(lostBefore(stateless(pushes), doubt.cleared, clearing.at, settings), base, settings), async () => clearing.by, cause);
  }
}

/** The event is of our own write: the timeline knows who came right before it. @throws GitHubError that may be retried */
async function whoWrote(engine: Engine, link: Link, { lastPushes, issueNodeId }: Mapping, { field }: Lost, from: Told, at: string): Promise<string | null> {
  const writes = lastPushes?.filter(({ wrote }) => wrote[field] !== undefined) ?? [];
  const [first] = writes;
  const timeline = first ? await askTimeline(engine, link, issueNodeId, first.before.updatedAt) : null;
  if (!first || !timeline) return null;
  const own = [await engine.github.botLogin(), ...writes.flatMap(({ member }) => member ?? [])];
  return authorOf(field, from({ ...first.before, updatedAt: at }), timeline.events, own, settingsOf(link));
}

/** What both sides agreed on is known, and was merged. */
function unmerged(lost: readonly Lost[], base: FieldValues, settings: IntegrationSettings): Lost[] {
  const fields = new Map(catalogue(settings).map((field) => [field.key, field]));
  return lost.filter(({ field, value }) => {
    const [known, agreed] = [fields.get(field), base[field]];
    return !known || agreed === undefined || !equalValues(known, agreed, value);
  });
}

type LossesIn = (pushes: readonly LastPush[], settings: IntegrationSettings, mapping: Mapping) => Lost[];

/** @param whose login of who had written what was lost; null where nobody knows */
async function keep(engine: Engine, mappings: readonly Mapping[], lossesIn: LossesIn, whose: (lost: Lost, mapping: Mapping, link: Link) => Promise<string | null>, cause: Cause): Promise<void> {
  for (const mapping of mappings) {
    const { projectId, actionId, integrationId, repositoryId, lastPushes } = mapping;
    const link = lastPushes && integrationId !== null ? await findLink(engine.db, integrationId, repositoryId) : undefined;
    const lost = link && lastPushes ? lossesIn(lastPushes, settingsOf(link), mapping) : [];
    if (!link || lost.length === 0) continue;
    const actors = await Promise.all(lost.map((one) => whose(one, mapping, link)));
    await engine.db.transaction(async (trx) => {
      const action = (await lockActions(trx, [actionId])).get(actionId);
      if (!action || (cause.deliveryGuid !== null && (await hasEventOfDelivery(trx, actionId, 'lost', cause.deliveryGuid)))) return;
      await insertActionEvents(trx, lost.map((one, index) => ({
        projectId, actionId, version: action.version, kind: 'lost', side: one.side, actor: actors[index] ?? null, changes: lossOf(one), deliveryGuid: cause.deliveryGuid,
      })));
      await announce(trx, projectId, { actionIds: [actionId] });
    });
  }
}
