/**
 * The race GitHub cannot prevent: it has no write bound to what was read, so what somebody sets between
 * our read and our write is overwritten. Events tell of it, each in its way; where the value is not what
 * we had read, it was lost there and belongs in the history (I5).
 */
import { catalogue } from './fields/catalogue.ts';
import type { Field } from './fields/field.ts';
import { equalValues } from './merge/value.ts';
import type { FieldValues, JsonValue } from './action.ts';
import type { IssuePatch } from './patch.ts';
import type { Lost } from './reconcile.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

type Stage = Pick<IssueSnapshot, 'state' | 'stateReason'>;

/** A push that wrote over whole values: what it found, what it wrote, and the states it took the issue through. */
export interface LastPush {
  before: IssueSnapshot;
  wrote: FieldValues;
  states: Stage[];
  /** Login of the member whose token was to write; null or absent for the App. */
  member?: string | null;
}

/** What an event says of an issue, put into any snapshot of it. */
export type Told = (issue: IssueSnapshot) => IssueSnapshot;

/** @returns null where labels and people alone are written, which overwrite nothing of what others set at the same time */
export function pushToKeep(before: IssueSnapshot, wrote: FieldValues, patch: IssuePatch, member: string | null = null): LastPush | null {
  const { addLabels: _added, removeLabels: _removed, addAssignees: _came, removeAssignees: _went, ...whole } = patch;
  if (Object.keys(whole).length === 0) return null;
  const states: Stage[] = patch.state === undefined ? [] : [{ state: patch.state, stateReason: patch.stateReason ?? null }];
  if (patch.reopenFirst) states.unshift({ state: 'open', stateReason: 'reopened' });
  // A long body is kept only for those that write into it.
  return { before: patch.body === undefined ? { ...before, body: '' } : before, wrote, states, member };
}

/**
 * An event says what it put in the place of what, as those of texts, issue fields and GitHub projects do: that of our own
 * write tells what it replaced.
 */
export function lostTo(pushes: readonly LastPush[], { from, to }: { from: Told; to: Told }, settings: IntegrationSettings): Lost[] {
  return eachWritten(pushes, settings, (field, writers) => {
    const read = (issue: IssueSnapshot): JsonValue | undefined => field.read(issue, settings);
    const push = writers.findLast(({ before, wrote }) => is(field, read(to(before)), wrote[field.key]));
    const replaced = push && read(from(push.before));
    if (!push || replaced === undefined) return null;
    const winner = push.wrote[field.key] as JsonValue;
    const isKnown = is(field, replaced, read(push.before)) || writers.some(({ before, wrote }) =>
      is(field, wrote[field.key], replaced) || (is(field, wrote[field.key], winner) && is(field, read(before), replaced)));
    return isKnown ? null : { value: replaced, winner, base: read(push.before) ?? null };
  });
}

/**
 * An event says what was set and not what was there before, as those of states, milestones and types do: set after we
 * read and not later than we wrote, and neither read nor written by us, it is what the write took the place of.
 * @param at GitHub's time of the event
 */
export function lostBefore(pushes: readonly LastPush[], set: Told, at: string, settings: IntegrationSettings): Lost[] {
  return eachWritten(pushes, settings, (field, writers) => {
    const read = (issue: IssueSnapshot): JsonValue | undefined => field.read(issue, settings);
    const push = writers.findLast(({ before }) => Date.parse(before.updatedAt) <= Date.parse(at));
    const value = push && read(set(push.before));
    if (!push || value === undefined || keepsFirstReason(push, set)) return null;
    const isKnown = writers.some((one) => is(field, read(one.before), value) || is(field, one.wrote[field.key], value) || isOwnState(one, set));
    return isKnown ? null : { value, winner: push.wrote[field.key] as JsonValue, base: read(push.before) ?? null };
  });
}

/** A status may read differently on the way to what it is to be: our own steps are known by the state itself. */
function isOwnState({ before, states }: LastPush, set: Told): boolean {
  const { state, stateReason } = set(before);
  const isSet = state !== before.state || stateReason !== before.stateReason;
  return isSet && states.some((own) => own.state === state && (state === 'open' || own.stateReason === stateReason));
}

/** Of two that close an open issue the first one's reason stays: ours takes the place of none. */
function keepsFirstReason({ before, states }: LastPush, set: Told): boolean {
  return before.state === 'open' && states.length > 0 && states.every(({ state }) => state === 'closed') && set(before).state === 'closed';
}

function eachWritten(pushes: readonly LastPush[], settings: IntegrationSettings, judge: (field: Field, writers: readonly LastPush[]) => Pick<Lost, 'value' | 'winner' | 'base'> | null): Lost[] {
  return catalogue(settings).flatMap((field) => {
    const writers = pushes.filter(({ wrote }) => wrote[field.key] !== undefined);
    const lost = writers.length === 0 ? null : judge(field, writers);
    return lost === null ? [] : [{ field: field.key, side: 'github' as const, ...lost }];
  });
}

const is = (field: Field, a: JsonValue | undefined, b: JsonValue | undefined): boolean => a !== undefined && b !== undefined && equalValues(field, a, b);
