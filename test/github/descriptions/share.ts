import { isObject, mapValues, type Json, type JsonObject } from './prune.ts';

/** Smaller schemas are not worth a reference. */
const WORTH = 160;

/**
 * Moves schemas that occur more than once into `$defs`: GitHub's description repeats whole accounts
 * and repositories in every webhook. The result means the same and is a fraction of the size.
 */
export function shareRepeated(roots: JsonObject, defs: JsonObject): { roots: JsonObject; defs: JsonObject } {
  const counts = new Map<string, number>();
  const count = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(count);
    if (!isObject(value)) return;
    const text = JSON.stringify(value);
    const seen = counts.get(text) ?? 0;
    counts.set(text, seen + 1);
    if (seen === 0) Object.values(value).forEach(count);
  };
  [roots, defs].forEach((group) => Object.values(group).forEach(count));

  const shared: JsonObject = {};
  const names = new Map<string, string>();
  const replace = (value: Json, root = false): Json => {
    if (Array.isArray(value)) return value.map((element) => replace(element));
    if (!isObject(value)) return value;
    const text = JSON.stringify(value);
    const repeated = !root && text.length >= WORTH && (counts.get(text) ?? 0) > 1 && isSchema(value);
    if (!repeated) return mapValues(value, (inner) => replace(inner));
    let name = names.get(text);
    if (name === undefined) {
      name = `shared-${names.size + 1}`;
      names.set(text, name);
      shared[name] = mapValues(value, (inner) => replace(inner));
    }
    return { $ref: `#/$defs/${name}` };
  };
  const replaced = { roots: mapValues(roots, (value) => replace(value, true)), defs: mapValues(defs, (value) => replace(value, true)) };
  return { roots: replaced.roots, defs: { ...replaced.defs, ...shared } };
}

/** A map of properties is no schema and cannot be replaced by a reference. */
function isSchema(value: JsonObject): boolean {
  return ['type', 'allOf', 'anyOf', 'oneOf'].some((key) => {
    const found = value[key];
    return typeof found === 'string' || Array.isArray(found);
  });
}
