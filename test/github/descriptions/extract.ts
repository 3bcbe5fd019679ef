import { isObject, toJsonSchema, type Json, type JsonObject } from './prune.ts';
import { shareRepeated } from './share.ts';

/** What the conformance tests read. */
export interface Extract {
  source: string;
  /** `GET /app` to status to the name of its schema in `$defs`; null: an answer without a body. */
  operations: Record<string, Record<string, string | null>>;
  /** `issues-opened` to the name of its payload's schema in `$defs`. */
  webhooks: Record<string, string>;
  $defs: JsonObject;
}

/** Takes the answers of some operations and the payloads of some webhooks out of an OpenAPI document. */
export function extract(document: JsonObject, source: string, operations: readonly string[], webhooks: readonly string[], corrections: Readonly<Record<string, object>>): Extract {
  const roots: JsonObject = {};
  const result: Extract = { source, operations: {}, webhooks: {}, $defs: {} };
  for (const name of operations) {
    const [method = '', path = ''] = name.split(' ');
    const responses = at(document, 'paths', path, method.toLowerCase(), 'responses');
    if (!isObject(responses)) throw new Error(`the description has no ${name}`);
    result.operations[name] = {};
    for (const [status, given] of Object.entries(responses)) {
      const schema = schemaOf(resolve(document, given));
      const rootName = schema === null ? null : `${name} ${status}`;
      if (rootName !== null) roots[rootName] = toJsonSchema((corrections[rootName] as JsonObject | undefined) ?? schema);
      result.operations[name][status] = rootName;
    }
  }
  for (const name of webhooks) {
    const schema = schemaOf(at(document, 'x-webhooks', name, 'post', 'requestBody'));
    if (schema === null) throw new Error(`the description has no webhook ${name}`);
    result.webhooks[name] = `webhook ${name}`;
    roots[`webhook ${name}`] = toJsonSchema(schema);
  }
  // For errors that an operation does not list, such as 401, which every one can give.
  roots['any error'] = { $ref: '#/$defs/basic-error' };
  const reached = reach(document, roots);
  delete roots['any error'];
  const shared = shareRepeated(roots, reached);
  result.$defs = { ...shared.defs, ...shared.roots };
  inlineNames(result);
  return result;
}

/** Every component schema that the roots lead to. */
function reach(document: JsonObject, roots: JsonObject): JsonObject {
  const found: JsonObject = {};
  const waiting = referencesIn(roots);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found[name] !== undefined) continue;
    const schema = toJsonSchema(at(document, 'components', 'schemas', name) ?? null);
    if (schema === null) throw new Error(`no schema ${name}`);
    found[name] = schema;
    waiting.push(...referencesIn(schema));
  }
  return found;
}

function referencesIn(value: Json): string[] {
  return [...JSON.stringify(value).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].flatMap((match) => match[1] ?? []);
}

/** An answer that is one named schema needs no entry of its own. */
function inlineNames(result: Extract): void {
  const shorten = (name: string): string => {
    const schema = result.$defs[name];
    const reference = isObject(schema) && Object.keys(schema).length === 1 ? schema['$ref'] : undefined;
    if (typeof reference !== 'string') return name;
    delete result.$defs[name];
    return reference.slice('#/$defs/'.length);
  };
  for (const statuses of Object.values(result.operations)) {
    for (const [status, name] of Object.entries(statuses)) statuses[status] = name === null ? null : shorten(name);
  }
  for (const [name, schema] of Object.entries(result.webhooks)) result.webhooks[name] = shorten(schema);
}

function schemaOf(response: Json | undefined): Json | null {
  const content = at(response, 'content');
  if (!isObject(content)) return null;
  return at(content, 'application/json', 'schema') ?? at(content, 'application/scim+json', 'schema') ?? null;
}

function resolve(document: JsonObject, value: Json): Json {
  const reference = at(value, '$ref');
  if (typeof reference !== 'string') return value;
  return at(document, ...reference.slice(2).split('/')) ?? null;
}

function at(value: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}
