import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Extract } from './extract.ts';
import type { Json, JsonObject } from './prune.ts';
import { unknownProperties } from './unknown.ts';

/** Checks of what the stand-in sends against GitHub's published descriptions; each gives the faults it found. */
export interface Checker {
  /** Operations that the description knows, with `{}` for every parameter. */
  operations: ReadonlyMap<string, Record<string, string | null>>;
  /** Webhook payloads that the OpenAPI description knows: `issues-opened`. */
  webhooks: ReadonlySet<string>;
  /** An answer to `GET /repos/{}/{}`; a status that is not described must be a plain error. */
  response(operation: string, status: number, body: Json | undefined): string[];
  /** A payload against the OpenAPI description. */
  openapiPayload(event: string, action: string | null, payload: Json): string[];
  /** A payload against @octokit/webhooks-schemas; null where that has no such event and action. */
  octokitPayload(event: string, action: string | null, payload: Json): string[] | null;
}

// Without inlining, shared schemas are compiled once: the checks start in a third of the time.
const OPTIONS = { strict: false, allErrors: true, inlineRefs: false, code: { optimize: false } } as const;
const OPENAPI = 'openapi';
const OCTOKIT = 'octokit';

/** Replaces what a path template calls its parameters: `{owner}` and `:owner` alike. */
export function withoutNames(path: string): string {
  return path.replaceAll(/\{[^}]+\}|:[A-Za-z_]+/gu, '{}');
}

export function createChecker(): Checker {
  const extract = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as Extract;
  const schemas = createRequire(import.meta.url)('@octokit/webhooks-schemas') as { definitions: JsonObject };
  const openapi = new Ajv2020(OPTIONS);
  formats.default(openapi);
  openapi.addSchema({ $id: OPENAPI, $defs: extract.$defs });
  const octokit = new Ajv(OPTIONS);
  formats.default(octokit);
  octokit.addSchema({ ...schemas, $id: OCTOKIT });

  const operations = new Map(Object.entries(extract.operations).map(([name, statuses]) => [withoutNames(name), statuses]));
  const byDefinition = (name: string, body: Json): string[] => [
    ...faultsOf(compiled(openapi, `${OPENAPI}#/$defs/${pointer(name)}`), body),
    ...distinct(unknownProperties({ $ref: `#/$defs/${name}` }, body, extract.$defs).map((path) => `${path} is not described`)),
  ];
  return {
    operations,
    webhooks: new Set(Object.keys(extract.webhooks)),
    response(operation, status, body) {
      const statuses = operations.get(operation);
      if (statuses === undefined) return [`${operation} is not described`];
      const name = statuses[String(status)];
      if (name === undefined) return status < 400 ? [`${operation} never answers ${status}`] : byDefinition('basic-error', body ?? null);
      if (name === null) return body === undefined ? [] : ['there should be no body'];
      return body === undefined ? ['there is no body'] : byDefinition(name, body);
    },
    openapiPayload(event, action, payload) {
      const name = extract.webhooks[[event, action].filter((part) => part !== null).join('-').replaceAll('_', '-')];
      return name === undefined ? ['not described'] : byDefinition(name, payload);
    },
    octokitPayload(event, action, payload) {
      const name = `${event}$${action ?? 'event'}`;
      if (schemas.definitions[name] === undefined) return null;
      return faultsOf(compiled(octokit, `${OCTOKIT}#/definitions/${pointer(name)}`), payload);
    },
  };
}

function compiled(ajv: Ajv | Ajv2020, reference: string): ValidateFunction {
  const validate = ajv.getSchema(reference);
  if (validate === undefined) throw new Error(`no schema ${reference}`);
  return validate;
}

/** A name as a part of a JSON pointer within a URI. */
function pointer(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** A fault in every element of a list is one fault. */
function distinct(faults: readonly string[]): string[] {
  return [...new Set(faults.map((fault) => fault.replaceAll(/\/\d+(?=[/ ])/gu, '/N')))];
}

function faultsOf(validate: ValidateFunction, value: Json): string[] {
  if (validate(value)) return [];
  const faults = (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}`);
  return distinct(faults);
}
