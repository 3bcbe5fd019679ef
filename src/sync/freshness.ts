import { isDeepStrictEqual } from 'node:util';
import type { FieldKey, FieldValues, JsonValue } from '../core/action.ts';

/** Whether an issue reads as it did when it was last seen; labels and people in any order. */
export function isSameAsSeen(now: FieldValues, seen: FieldValues): boolean {
  return (Object.keys(now) as FieldKey[]).every((key) => isDeepStrictEqual(unordered(now[key]), unordered(seen[key])));
}

function unordered(value: JsonValue | undefined): unknown {
  return Array.isArray(value) ? value.toSorted() : value;
}
