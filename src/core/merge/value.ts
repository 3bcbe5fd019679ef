import { asNames, asText } from '../fields/field.ts';
import { containsText, mergeText } from './text.ts';
import { echoSets, equalSets, fold, mergeSets } from './set.ts';
import type { Field, FieldKind } from '../fields/field.ts';
import type { JsonValue, Side } from '../action.ts';

/** A merged value; where both sides collided, `winner` stands where they did. */
export interface Merged {
  value: JsonValue;
  collided: boolean;
}

type Comparable = Pick<Field, 'kind' | 'ignoreCase'>;

interface Kind {
  equal: (a: JsonValue, b: JsonValue, ignoreCase: boolean) => boolean;
  merge: (base: JsonValue, ours: JsonValue, theirs: JsonValue, winner: Side) => Merged;
  /** The base after a write that led from `from` to `pushing` and may have taken effect. */
  echo: (base: JsonValue, pushing: JsonValue, theirs: JsonValue, from: JsonValue, isSame: boolean) => JsonValue;
}

const kinds: Record<FieldKind, Kind> = {
  scalar: {
    equal: (a, b, ignoreCase) =>
      a === b || (ignoreCase && typeof a === 'string' && typeof b === 'string' && fold(a) === fold(b)),
    merge: (_base, ours, theirs, winner) => ({ value: winner === 'github' ? theirs : ours, collided: true }),
    echo: (base, pushing, _theirs, _from, isSame) => (isSame ? pushing : base),
  },
  set: {
    equal: (a, b) => equalSets(asNames(a), asNames(b)),
    merge: (base, ours, theirs) => ({ value: mergeSets(asNames(base), asNames(ours), asNames(theirs)), collided: false }),
    echo: (base, pushing, theirs, from) => echoSets(asNames(base), asNames(pushing), asNames(theirs), asNames(from)),
  },
  text: {
    equal: (a, b) => asText(a) === asText(b),
    merge: (base, ours, theirs, winner) => {
      const { text, collided } = mergeText(asText(base), asText(ours), asText(theirs), winner);
      return { value: text, collided };
    },
    echo: (base, pushing, theirs, from) => (containsText(asText(from), asText(pushing), asText(theirs)) ? mergeText(asText(from), asText(pushing), asText(base), 'lockstep').text : base),
  },
};

/** Whether two values of a field are the same. */
export function equalValues(field: Comparable, a: JsonValue, b: JsonValue): boolean {
  return kinds[field.kind].equal(a, b, field.ignoreCase === true);
}

/** Three-way merge of values that both sides changed. Only what truly collides goes to `winner`. */
export function mergeValues(field: Comparable, base: JsonValue, ours: JsonValue, theirs: JsonValue, winner: Side): Merged {
  return kinds[field.kind].merge(base, ours, theirs, winner);
}

/**
 * The base, given that `pushing` was being written and may have taken effect (I6). What GitHub now
 * shows as we were writing it is our own echo, whoever sent it, and becomes the base.
 * @param from what that write began from: of sets and texts only what it was to change is its own
 */
export function baseAfterEcho(
  field: Comparable,
  base: JsonValue,
  pushing: JsonValue | undefined,
  theirs: JsonValue,
  from: JsonValue = base,
): JsonValue {
  if (pushing === undefined) return base;
  return kinds[field.kind].echo(base, pushing, theirs, from, equalValues(field, pushing, theirs));
}
