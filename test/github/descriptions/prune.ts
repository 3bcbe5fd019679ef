export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What says nothing about the shape of an answer. */
const WORDS = new Set(['description', 'example', 'examples', 'title', 'externalDocs', 'deprecated', 'default', 'xml', 'discriminator', 'readOnly', 'writeOnly', 'summary']);

/** Keywords whose value is a map from names to schemas, where a name may look like a keyword. */
const MAPS = new Set(['properties', 'patternProperties', '$defs']);

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An OpenAPI 3.0 schema as JSON Schema 2020-12: without words and examples, `nullable` spelled out,
 * references pointing into `$defs`.
 */
export function toJsonSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (!isObject(schema)) return schema;
  const pruned: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (WORDS.has(key) || key.startsWith('x-') || key === 'nullable') continue;
    if (key === '$ref' && typeof value === 'string') pruned[key] = value.replace('#/components/schemas/', '#/$defs/');
    else if (MAPS.has(key) && isObject(value)) pruned[key] = mapValues(value, toJsonSchema);
    else if (key === 'enum' || key === 'required') pruned[key] = value;
    else if (key === 'format' && (value === 'timestamp' || value === 'repo.nwo' || value === 'ssh')) continue;
    else pruned[key] = toJsonSchema(value);
  }
  return schema['nullable'] === true ? orNull(pruned) : pruned;
}

function orNull(schema: JsonObject): Json {
  if (typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] };
  const nullable: JsonObject = { ...schema, type: [schema['type'], 'null'] };
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) nullable['enum'] = [...schema['enum'], null];
  return nullable;
}

export function mapValues(object: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
