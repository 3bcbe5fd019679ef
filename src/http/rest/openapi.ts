import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8')) as { version: string };

/** What the OpenAPI description says beside its routes. */
export const DESCRIPTION: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Lockstep',
    version,
    description: 'Projects, actions and their sync with GitHub issues, for other tools. What is in the page alone stands in docs/api.md.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as never,
  },
  servers: [{ url: '/', description: 'This instance' }],
  tags: [
    { name: 'Projects', description: 'Teams’ lists of actions, and who is in them' },
    { name: 'Actions', description: 'Action items; where they have an issue, it follows' },
    { name: 'Integration', description: 'Which repositories are synced, and how' },
    { name: 'Sync', description: 'How the sync goes, and what a person does about it' },
    { name: 'Alerts', description: 'What leads are told of, and where else it is sent' },
    { name: 'Account', description: 'Who asks' },
    { name: 'Instance', description: 'What is the operator’s to decide' },
  ],
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'An API token of a person, a project or the operator.' }, session: { type: 'apiKey', in: 'cookie', name: '__Host-lockstep_session', description: 'The session of the page.' } } },
  security: [{ token: [] }, { session: [] }],
};

interface Document {
  components?: { schemas?: Record<string, unknown> };
}

/**
 * The description as it is served. Any JSON value is a schema that refers to itself, which the generator
 * points to without saying it: to a reader it is a value of any kind. Inputs that no route takes are left out.
 */
export function tidied(given: object): object {
  const document: Document = given;
  const names = Object.keys(document.components?.schemas ?? {});
  const known = new Set(names.map((name) => `#/components/schemas/${name}`));
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value && !known.has(String(value.$ref))) return {};
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, clean(part)]));
  };
  const tidy = clean(document) as Document;
  const text = JSON.stringify(tidy);
  for (const name of names) if (!text.includes(`"#/components/schemas/${name}"`)) delete tidy.components?.schemas?.[name];
  return tidy;
}
