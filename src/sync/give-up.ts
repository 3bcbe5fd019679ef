/** Gives up writes that a person called off: actions take what GitHub has, and what they had stays in their history (I5). */
import type { FieldKey, FieldValues } from '../core/action.ts';
import { catalogue, directionOf } from '../core/fields/catalogue.ts';
import { equalValues } from '../core/merge/value.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import { insertActionEvents, lockActions, updateAction, type ActionRow } from '../store/actions.ts';
import { calledOffUnderWay, endCallOff, lockCalledOff } from '../store/call-offs.ts';
import { openConflictsOf } from '../store/conflicts.ts';
import type { Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import { lockPairs } from '../store/locks.ts';
import { mappingsOfActions, updateMapping, type Mapping, type MappingUpdate } from '../store/mappings.ts';
import { findLink, type Link } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { bothValues } from './apply.ts';
import { INTERACTIVE, type Editor } from './edit.ts';
import { settingsOf } from './engine.ts';

/** Pairs of one transaction: a kill repeats none, and nobody waits long for one of them. */
const BATCH = 50;

/** Works off what was called off of an integration. What was being written then is read by its push, which gives up the rest. */
export async function giveUpCalledOff({ db, jobs }: Editor, integrationId: number): Promise<void> {
  while ((await db.transaction((trx) => giveUpSome(trx, jobs, integrationId))) > 0);
  for (const id of await calledOffUnderWay(db, integrationId)) await jobs.send('push', { mappingId: id }, { key: String(id) });
  await db.transaction(async (trx) => {
    const projectId = await endCallOff(trx, integrationId);
    if (projectId !== undefined) await announce(trx, projectId, { health: true });
  });
}

async function giveUpSome(trx: Queryable, jobs: Jobs, integrationId: number): Promise<number> {
  const ids = await lockCalledOff(trx, integrationId, BATCH);
  await giveUpEach(trx, jobs, { ids, integrationId, which: isReady });
  return ids.length;
}

/** All of a repository that leaves the project, its pairs locked: no job finds them any more, and linked again they would be written. */
export async function giveUpLeaving(trx: Queryable, jobs: Jobs, { integrationId, repositoryId }: Pick<Link, 'integrationId' | 'repositoryId'>): Promise<void> {
  const ids = await lockPairs(trx, 'm.integration_id = ? AND m.repository_id = ? AND m.called_off_at IS NOT NULL', [integrationId, repositoryId]);
  await giveUpEach(trx, jobs, { ids, integrationId, which: ({ calledOffAt }) => calledOffAt !== null });
}

interface Several {
  /** Of actions, locked. */
  ids: readonly number[];
  integrationId: number;
  which: (mapping: Mapping) => boolean;
}

async function giveUpEach(trx: Queryable, jobs: Jobs, { ids, integrationId, which }: Several): Promise<void> {
  const mappings = await mappingsOfActions(trx, ids);
  const settings = new Map<number, IntegrationSettings | null>();
  for (const action of (await lockActions(trx, ids)).values()) {
    const mapping = mappings.get(action.id);
    if (!mapping || !which(mapping)) continue;
    const { repositoryId } = mapping;
    if (!settings.has(repositoryId)) settings.set(repositoryId, await settingsFor(trx, integrationId, repositoryId));
    await giveUp(trx, jobs, { mapping, action, settings: settings.get(repositoryId) ?? null });
  }
}

/** Under the lock once more: its push may have given it up meanwhile. */
const isReady = ({ calledOffAt, pushing, state }: Mapping): boolean => calledOffAt !== null && (pushing === null || state !== 'live');

async function settingsFor(trx: Queryable, integrationId: number, repositoryId: number): Promise<IntegrationSettings | null> {
  const link = await findLink(trx, integrationId, repositoryId);
  return link ? settingsOf(link) : null;
}

export interface GivenUp {
  /** Called off; read under the action's lock. */
  mapping: Mapping;
  action: ActionRow;
  /** Null where the repository is not linked any more. */
  settings: IntegrationSettings | null;
}

/** Of one pair, with its lock held. What somebody edited since is pushed; a field with an open conflict stays one. */
export async function giveUp(trx: Queryable, jobs: Jobs, { mapping, action, settings }: GivenUp): Promise<void> {
  const { id, state, edited, refused } = mapping;
  const held = new Set((await openConflictsOf(trx, id)).map(({ field }) => field));
  const stays = (field: string): boolean => held.has(field as FieldKey) || isStillWanted(mapping, field as FieldKey);
  // The issue of a detached pair is gone: nothing would be written, and the action is all there is.
  const changes = settings === null || state === 'detached' ? {} : unwritten(action.values, mapping, settings, stays);
  const isChanged = Object.keys(changes).length > 0;
  if (isChanged) {
    const version = await updateAction(trx, action.id, changes);
    await insertActionEvents(trx, [{ projectId: action.projectId, actionId: action.id, version, kind: 'changed', side: 'lockstep', actor: mapping.calledOffBy, changes: bothValues(action.values, changes) }]);
  }
  const left = pick(edited, stays);
  const pending = state !== 'detached' && Object.keys(left).some((field) => !held.has(field as FieldKey));
  const stillRefused = pick(refused ?? {}, stays);
  const update: MappingUpdate = { braked: false, calledOffAt: null, pushing: null, pending, edited: left, refused: Object.keys(stillRefused).length > 0 ? stillRefused : null };
  // The sentence was about what is given up, unless the issue is out of reach.
  await updateMapping(trx, id, { ...update, ...(isChanged && state === 'live' && { error: null }) });
  if (pending) await jobs.send('push', { mappingId: id }, { key: String(id), priority: INTERACTIVE }, trx);
  await announce(trx, action.projectId, { actionIds: [action.id], health: true });
}

/** Edited after it was called off, or by a person where only what no edit asked for was. */
function isStillWanted({ edited, calledOffAt, calledOffEdits }: Mapping, field: FieldKey): boolean {
  const edit = edited[field];
  return edit !== undefined && (!calledOffEdits || Date.parse(edit.at) > (calledOffAt as Date).getTime());
}

/** What the action's fields become that GitHub has otherwise; what GitHub has no place for stays. */
function unwritten(values: FieldValues, { base }: Mapping, settings: IntegrationSettings, stays: (field: FieldKey) => boolean): FieldValues {
  const changes: FieldValues = {};
  for (const field of catalogue(settings)) {
    const { [field.key]: raw = field.empty } = values;
    const { [field.key]: theirs } = base;
    const projected = field.project(raw, settings);
    if (theirs === undefined || stays(field.key) || directionOf(field, settings) === 'pull' || !projected.ok || equalValues(field, projected.value, theirs)) continue;
    changes[field.key] = field.lift(raw, theirs, settings);
  }
  return changes;
}

const pick = <T extends object>(values: T, stays: (field: string) => boolean): T => Object.fromEntries(Object.entries(values).filter(([field]) => stays(field))) as T;
