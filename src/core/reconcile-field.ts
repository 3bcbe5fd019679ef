import { baseAfterEcho, equalValues, mergeValues } from './merge/value.ts';
import { chooseWinner } from './winner.ts';
import type { Conflict, Lost } from './reconcile.ts';
import type { ConflictPolicy, Direction } from './settings.ts';
import type { Field } from './fields/field.ts';
import type { JsonValue, Side } from './action.ts';

/** One field of one mapping; every value in GitHub's terms. */
export interface FieldState {
  field: Field;
  direction: Direction;
  policy: ConflictPolicy;
  tie: 'github' | 'lockstep' | 'ask';
  /** Undefined: the sides never agreed on this field. */
  base: JsonValue | undefined;
  pushing: JsonValue | undefined;
  pushingFrom: JsonValue | undefined;
  refused: JsonValue | undefined;
  held: boolean;
  /** The mapping is new, and the action takes GitHub's values. */
  first: boolean;
  theirs: JsonValue;
  ours: JsonValue;
  clocks: { github: string | null; lockstep: string | null } | undefined;
  skewMs: number;
}

export interface FieldOutcome {
  /** The action's value afterwards. */
  ours: JsonValue;
  /** Undefined: still none. */
  base: JsonValue | undefined;
  lost: Lost[];
  conflict: Conflict | null;
  /** What to write, and what the issue then holds (push-only sets keep GitHub's own elements). */
  push: { asked: JsonValue; target: JsonValue } | null;
  refused: JsonValue | undefined;
  /** Both sides' times decided. */
  byTime?: boolean;
}

/** The base as it stands now: an echo of our own write is taken in, an unknown one is empty. */
interface Known extends FieldState {
  before: JsonValue;
}

export function reconcileField(state: FieldState): FieldOutcome {
  const before = baseAfterEcho(state.field, state.base ?? state.field.empty, state.pushing, state.theirs, state.pushingFrom);
  const known = { ...state, before };
  if (same(state, state.ours, state.theirs)) return settled(known, state.ours);
  if (state.direction === 'push') return pushOnly(known);
  if (state.direction === 'pull' || state.first) return takeGithub(known);
  return bothWays(known);
}

/** Both sides agree, or GitHub's value stands: nothing is left to write. */
function settled(state: Known, ours: JsonValue, lost: Lost[] = []): FieldOutcome {
  return { ours, base: state.theirs, lost, conflict: null, push: null, refused: undefined };
}

/** Pull only, or a first meeting. A value here that GitHub never had is kept in the history. */
function takeGithub(state: Known): FieldOutcome {
  const isOwnEdit = !same(state, state.ours, state.before) && !same(state, state.ours, state.field.empty);
  return settled(state, state.theirs, isOwnEdit ? [lose(state, 'lockstep', state.theirs)] : []);
}

/**
 * GitHub's changes are ignored: the base is what was last pushed, and only edits here are written.
 * A value there that such a write replaces is kept in the history.
 */
function pushOnly(state: Known): FieldOutcome {
  const { field, before, ours, theirs } = state;
  const isSet = field.kind === 'set';
  const target = isSet ? mergeValues(field, before, ours, theirs, 'lockstep').value : ours;
  const inStep = isSet ? same(state, target, theirs) : same(state, ours, before);
  const outcome: FieldOutcome = { ours, base: ours, lost: [], conflict: null, push: null, refused: undefined };
  if (inStep) return outcome;
  if (state.refused !== undefined && same(state, ours, state.refused)) {
    return { ...outcome, base: state.base === undefined ? undefined : before, refused: state.refused };
  }
  const isOverwritten = !isSet && !same(state, theirs, before) && !same(state, theirs, field.empty);
  return {
    ...outcome,
    base: isSet ? before : theirs,
    lost: isOverwritten ? [lose(state, 'github', ours)] : [],
    push: { asked: ours, target },
  };
}

function bothWays(state: Known): FieldOutcome {
  const { field, before, ours, theirs } = state;
  if (same(state, ours, before)) return settled(state, theirs);
  if (same(state, theirs, before)) return write(state, ours, []);
  const winner = state.held ? 'ask' : chooseWinner(state.policy, state.tie, state.clocks, state.skewMs);
  const merged = mergeValues(field, before, ours, theirs, winner === 'lockstep' ? 'lockstep' : 'github');
  if (!merged.collided) return write(state, merged.value, []);
  const byTime = !state.held && state.policy === 'newest';
  if (winner === 'ask') return { ...hold(state), byTime };
  return { ...write(state, merged.value, [lose(state, winner === 'github' ? 'lockstep' : 'github', merged.value)]), byTime };
}

/** The action holds `value`; GitHub gets it where it differs, unless it refused it and nothing changed since. */
function write(state: Known, value: JsonValue, lost: Lost[]): FieldOutcome {
  const outcome = { ...settled(state, value, lost) };
  if (same(state, value, state.theirs)) return outcome;
  const isRefused =
    state.refused !== undefined && same(state, value, state.refused) && same(state, state.theirs, state.before);
  if (isRefused) return { ...outcome, refused: state.refused };
  return { ...outcome, push: { asked: value, target: value } };
}

/** Nothing moves on either side until a person decides; the base stays what both sides came from. */
function hold(state: Known): FieldOutcome {
  const { field, before, ours, theirs } = state;
  return {
    ours,
    base: state.base === undefined && state.pushing === undefined ? undefined : before,
    lost: [],
    conflict: { field: field.key, base: before, github: theirs, lockstep: ours },
    push: null,
    refused: state.refused,
  };
}

function lose(state: Known, side: Side, winner: JsonValue): Lost {
  const value = side === 'github' ? state.theirs : state.ours;
  return { field: state.field.key, side, value, winner, base: state.before };
}

function same(state: FieldState, a: JsonValue, b: JsonValue): boolean {
  return equalValues(state.field, a, b);
}
