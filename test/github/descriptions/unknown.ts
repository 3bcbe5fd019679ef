import { isObject, type Json, type JsonObject } from './prune.ts';

/**
 * Paths of properties that no part of a schema knows. JSON Schema itself lets an object have more
 * than is described, so an invented property would pass; here it does not.
 */
export function unknownProperties(schema: Json, value: Json, defs: JsonObject, path = ''): string[] {
  return walk([schema], value, defs, path);
}

function walk(given: readonly Json[], value: Json, defs: JsonObject, path: string): string[] {
  const parts = given.flatMap((schema) => expand(schema, defs));
  if (Array.isArray(value)) {
    const items = parts.flatMap((part) => (part['items'] === undefined ? [] : [part['items']]));
    return items.length === 0 ? [] : value.flatMap((element, index) => walk(items, element, defs, `${path}/${index}`));
  }
  if (!isObject(value)) return [];
  const known = parts.flatMap((part) => (isObject(part['properties']) ? [part['properties']] : []));
  // A schema without any properties describes a free object, such as the permissions of an App.
  if (known.length === 0) return [];
  const free = parts.flatMap((part) => (isObject(part['additionalProperties']) || part['additionalProperties'] === true ? [part['additionalProperties']] : []));
  return Object.entries(value).flatMap(([name, inner]) => {
    const schemas = known.flatMap((properties) => (properties[name] === undefined ? [] : [properties[name]]));
    if (schemas.length > 0) return walk(schemas, inner, defs, `${path}/${name}`);
    return free.length > 0 ? walk(free, inner, defs, `${path}/${name}`) : [`${path}/${name}`];
  });
}

/** A schema with everything that it refers to or is put together of. */
function expand(schema: Json, defs: JsonObject): JsonObject[] {
  if (!isObject(schema)) return [];
  const reference = schema['$ref'];
  const target = typeof reference === 'string' ? defs[reference.replace(/^#\/(?:\$defs|definitions)\//u, '')] : undefined;
  const combined = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []));
  return [schema, ...(target === undefined ? [] : expand(target, defs)), ...combined.flatMap((part) => expand(part, defs))];
}
