/** A value that a person typed, for a field that is held by a conflict. */
import type { JsonValue } from './action.ts';
import type { Field, Projection } from './fields/field.ts';
import { refuses } from './fields/field.ts';
import type { IntegrationSettings } from './settings.ts';

/** Whether both sides can hold it: of the field's kind, and writable as GitHub would show it. @returns it in GitHub's terms, or why not */
export function checkMerged(field: Field, value: JsonValue, settings: IntegrationSettings): Projection {
  const fits = KINDS[field.kind];
  if (!fits.holds(value)) return refuses(`${field.name} takes ${fits.takes}.`);
  const projected = field.project(value, settings);
  return projected.ok ? projected : refuses(`${field.name} cannot be that on GitHub: ${projected.reason}.`);
}

const isText = (value: JsonValue): boolean => typeof value === 'string';

const KINDS: Record<Field['kind'], { holds: (value: JsonValue) => boolean; takes: string }> = {
  text: { holds: isText, takes: 'a text' },
  set: { holds: (value) => Array.isArray(value) && value.every(isText), takes: 'a list of names' },
  scalar: { holds: (value) => value === null || typeof value !== 'object', takes: 'one value, or none' },
};
