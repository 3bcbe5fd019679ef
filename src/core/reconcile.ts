import { catalogue, directionOf, policyOf } from './fields/catalogue.ts';
import { emptyPatch, finishPatch } from './patch.ts';
import { equalValues } from './merge/value.ts';
import { reconcileField } from './reconcile-field.ts';
import type { Blocked, FieldKey, FieldValues, JsonValue, Side } from './action.ts';
import type { Field } from './fields/field.ts';
import type { FieldOutcome, FieldState } from './reconcile-field.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssuePatch } from './patch.ts';
import type { IssueSnapshot } from './snapshot.ts';

export { judgeAnswer } from './answer.ts';

export interface ReconcileInput {
  settings: IntegrationSettings;
  /** What both sides last agreed on, in GitHub's terms (as `readIssue` gives it); null on first meeting. */
  base: FieldValues | null;
  /** `outgoing` of the last call to GitHub while nobody knows whether it took effect; else null. */
  pushing: FieldValues | null;
  /** What that call began from, in GitHub's terms, where the base may have moved since. */
  pushingFrom?: FieldValues | null;
  /** That call is over and may have been broken off half way: what it left undone is done. */
  brokenOff?: boolean;
  /** Values GitHub did not take when asked (see `judgeAnswer`); null for none. */
  refused: FieldValues | null;
  /** Fields with an open conflict: they wait for a person whatever the policy says now. */
  held: readonly FieldKey[];
  issue: IssueSnapshot;
  action: FieldValues;
  /** When each side's value was written, ISO 8601: GitHub's clock and the database's. */
  clocks?: Partial<Record<FieldKey, { github: string | null; lockstep: string | null }>>;
  /** Measured skew between the two clocks, milliseconds. */
  skewMs?: number;
}

/** A value that did not survive: `value` of `side`, replaced by `winner`; `base` stood before both. */
export interface Lost {
  field: FieldKey;
  side: Side;
  value: JsonValue;
  winner: JsonValue;
  base: JsonValue;
}

/** A field held on both sides until a person decides. */
export interface Conflict {
  field: FieldKey;
  base: JsonValue;
  github: JsonValue;
  lockstep: JsonValue;
}

export interface ReconcileResult {
  /** What must change on the action: only keys whose value differs. */
  changes: FieldValues;
  /** The new base, to be stored in the transaction that stores `changes`. */
  base: FieldValues;
  /** Every value that lost, for the history (I5). */
  lost: Lost[];
  /** Fields held on both sides; a held field that is not here is settled and its conflict closed. */
  conflicts: Conflict[];
  /** What must still be written to GitHub, in GitHub's terms; empty when in step. */
  outgoing: FieldValues;
  /** Refusals that still hold; to be stored in place of the old ones. */
  refused: FieldValues;
  /** Fields whose value cannot be written to GitHub at all, each with a sentence. */
  blocked: Blocked[];
  /** Fields that both sides changed and the newest won. */
  byTime: FieldKey[];
  /** What to write for `outgoing`, relative to `issue`; null when nothing. */
  patch: IssuePatch | null;
}

/**
 * Brings one mapping in step, field by field: a three-way merge of what both sides last agreed on,
 * what GitHub has now and what the action has now. Pure: the same input gives the same result, and
 * a second call with its result applied changes nothing more. To be repeated after each read and
 * each write; it ends with `outgoing` empty.
 */
export function reconcile(input: ReconcileInput): ReconcileResult {
  const { settings, issue } = input;
  const result: ReconcileResult = {
    changes: {},
    base: { ...input.base },
    lost: [],
    conflicts: [],
    outgoing: {},
    refused: {},
    blocked: [],
    byTime: [],
    patch: null,
  };
  const patch = emptyPatch();
  for (const field of catalogue(settings)) {
    const theirs = field.read(issue, settings);
    if (theirs === undefined) {
      nameUnseen(input, result, field);
      continue;
    }
    const raw = input.action[field.key];
    if (raw === undefined) {
      result.changes[field.key] = field.lift(field.empty, theirs, settings);
      result.base[field.key] = theirs;
      continue;
    }
    const projected = field.project(raw, settings);
    const ours = projected.ok ? projected.value : raw;
    const outcome = reconcileField(stateOf(input, field, ours, theirs));
    collect(result, field, outcome, raw);
    if (!equalValues(field, outcome.ours, ours)) result.changes[field.key] = field.lift(raw, outcome.ours, settings);
    if (outcome.push !== null) planPush(input, result, patch, field, outcome.push);
    else if (isHalfDone(input, field, ours, theirs)) finish(input, result, patch, field, ours);
  }
  if (patch.body !== undefined) followBody(input, result, patch.body);
  result.patch = finishPatch(patch);
  return result;
}

/** The value reads as it should, by a write of ours that may not have come to its end. */
function isHalfDone({ settings, pushing, brokenOff }: ReconcileInput, field: Field, ours: JsonValue, theirs: JsonValue): boolean {
  const isOurs = brokenOff === true && field.inManyPlaces === true && pushing?.[field.key] !== undefined && directionOf(field, settings) !== 'pull';
  return isOurs && equalValues(field, ours, theirs);
}

/** A swap that was broken off between its calls leaves the old label beside the new one, or on a closed issue. */
function finish({ settings, issue }: ReconcileInput, result: ReconcileResult, patch: IssuePatch, field: Field, ours: JsonValue): void {
  const rest = emptyPatch();
  field.write(rest, ours, issue, settings);
  if (finishPatch(rest) === null) return;
  result.outgoing[field.key] = ours;
  field.write(patch, ours, issue, settings);
}

/** What GitHub does not show is neither merged nor written; an edit of it waits, and says so (I4). */
function nameUnseen({ settings, base, action }: ReconcileInput, result: ReconcileResult, field: Field): void {
  const raw = action[field.key];
  if (raw === undefined || directionOf(field, settings) === 'pull') return;
  const projected = field.project(raw, settings);
  if (equalValues(field, projected.ok ? projected.value : raw, base?.[field.key] ?? field.empty)) return;
  result.blocked.push({ field: field.key, reason: `GitHub does not show the App the ${field.name}: check the App's permissions.` });
}

/**
 * A field in a section of the body changes the description as well. The action's description
 * follows at once, so that the write, when it comes back, is known as our own (I6).
 */
function followBody({ settings, action }: ReconcileInput, result: ReconcileResult, body: string): void {
  const field = catalogue(settings).find(({ key }) => key === 'description');
  const isHeld = [...result.conflicts, ...result.blocked].some((entry) => entry.field === 'description');
  if (field === undefined || isHeld || directionOf(field, settings) !== 'both') return;
  result.outgoing.description = body;
  if (action.description === body) delete result.changes.description;
  else result.changes.description = body;
}

function stateOf(input: ReconcileInput, field: Field, ours: JsonValue, theirs: JsonValue): FieldState {
  const { settings } = input;
  return {
    field,
    direction: directionOf(field, settings),
    policy: policyOf(field.key, settings),
    tie: settings.conflictTie,
    base: input.base?.[field.key],
    pushing: input.pushing?.[field.key],
    pushingFrom: input.pushingFrom?.[field.key],
    refused: input.refused?.[field.key],
    held: input.held.includes(field.key),
    first: input.base === null,
    theirs,
    ours,
    clocks: input.clocks?.[field.key],
    skewMs: input.skewMs ?? 0,
  };
}

/** What loses or waits here is told as the action has it, not as GitHub would show it. */
function collect(result: ReconcileResult, field: Field, outcome: FieldOutcome, raw: JsonValue): void {
  if (outcome.base !== undefined) result.base[field.key] = outcome.base;
  if (outcome.refused !== undefined) result.refused[field.key] = outcome.refused;
  if (outcome.byTime) result.byTime.push(field.key);
  if (outcome.conflict !== null) result.conflicts.push({ ...outcome.conflict, lockstep: raw });
  result.lost.push(...outcome.lost.map((lost) => (lost.side === 'lockstep' ? { ...lost, value: raw } : lost)));
}

/** Puts a value into the patch, unless GitHub cannot hold it: then it is named and stays here only. */
function planPush(
  { settings, issue }: ReconcileInput,
  result: ReconcileResult,
  patch: IssuePatch,
  field: Field,
  push: { asked: JsonValue; target: JsonValue },
): void {
  const projected = field.project(push.target, settings);
  // Fields in sections of the body are held against the body as it will be written.
  const planned = patch.body === undefined ? issue : { ...issue, body: patch.body };
  const reason = projected.ok ? field.obstacle?.(push.target, planned, settings) : projected.reason;
  if (reason !== undefined) {
    result.blocked.push({ field: field.key, reason });
    return;
  }
  result.outgoing[field.key] = push.asked;
  field.write(patch, push.target, issue, settings);
}
