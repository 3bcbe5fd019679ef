import { asNames, asText } from './field.ts';
import { distinct } from '../merge/set.ts';
import { findFolded } from '../labels.ts';
import { isAssignable, loginOf, personOf } from './assignees.ts';
import type { Carried } from './carrier.ts';
import type { CustomMapping } from '../settings/schema.ts';
import type { FieldKind } from './field.ts';
import type { IntegrationSettings } from '../settings.ts';
import type { JsonValue } from '../action.ts';

/** How a kind of custom field turns what GitHub carries into the action's value and back. */
export interface Codec {
  kind: FieldKind;
  empty: JsonValue;
  decode: (carried: Carried, mapping: CustomMapping, settings: IntegrationSettings) => JsonValue;
  encode: (value: JsonValue, settings: IntegrationSettings) => Carried;
  /** Why the value is none of this kind; undefined when it is. */
  refuse: (value: JsonValue, mapping: CustomMapping, settings: IntegrationSettings) => string | undefined;
}

const ISO_DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Unreadable numbers and dates on GitHub read as none; writing one here mends them. */
export const codecs: Record<CustomMapping['kind'], Codec> = {
  text: {
    kind: 'text',
    empty: '',
    decode: (carried) => first(carried),
    encode: (value) => asText(value),
    refuse: (value) => (typeof value === 'string' || value === null ? undefined : 'is no text'),
  },
  number: {
    kind: 'scalar',
    empty: null,
    decode: (carried) => numberOf(first(carried)),
    encode: (value) => (typeof value === 'number' ? value : null),
    refuse: (value) => (value === null || (typeof value === 'number' && Number.isFinite(value)) ? undefined : 'is no number'),
  },
  date: {
    kind: 'scalar',
    empty: null,
    decode: (carried) => dateOf(first(carried)),
    encode: (value) => (typeof value === 'string' ? value : null),
    refuse: (value) => (value === null || (typeof value === 'string' && ISO_DATE.test(value)) ? undefined : 'is no date'),
  },
  single_select: {
    kind: 'scalar',
    empty: null,
    decode: (carried, mapping) => optionOf(first(carried), mapping) || null,
    encode: (value) => (typeof value === 'string' ? value : null),
    refuse: (value, mapping) => refuseOptions(value === null ? [] : [value], mapping),
  },
  multi_select: {
    kind: 'set',
    empty: [],
    decode: (carried, mapping) => distinct(listOf(carried).map((item) => optionOf(item, mapping))),
    encode: asNames,
    refuse: (value, mapping) => refuseOptions(Array.isArray(value) ? value : [value], mapping),
  },
  person: {
    kind: 'scalar',
    empty: null,
    decode: (carried, _mapping, settings) => {
      const login = first(carried).replace(/^@/, '');
      return login === '' ? null : personOf(login, settings);
    },
    encode: (value, settings) => (typeof value === 'string' ? loginOf(value, settings) : null),
    refuse: (value, _mapping, settings) => {
      if (value === null) return undefined;
      if (typeof value !== 'string') return 'is no person';
      return isAssignable(value, settings) ? undefined : `${value} has no GitHub account here`;
    },
  },
};

function first(carried: Carried): string {
  return Array.isArray(carried) ? (carried[0] ?? '') : String(carried ?? '');
}

function listOf(carried: Carried): string[] {
  const items = Array.isArray(carried) ? carried : String(carried ?? '').split(',');
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

function numberOf(text: string): number | null {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : null;
}

function dateOf(text: string): string | null {
  const date = text.trim().slice(0, 10);
  return ISO_DATE.test(date) ? date : null;
}

function optionOf(text: string, mapping: CustomMapping): string {
  return findFolded(mapping.options, text) ?? text;
}

function refuseOptions(values: readonly JsonValue[], mapping: CustomMapping): string | undefined {
  const many = mapping.kind === 'multi_select';
  for (const value of values) {
    if (typeof value !== 'string' || value.trim() !== value || value === '') return 'is no option';
    if (/[\r\n]/.test(value) || (many && value.includes(','))) return 'an option takes no comma and no line break';
    if (mapping.options.length > 0 && findFolded(mapping.options, value) === undefined) return `has no option "${value}"`;
  }
  return undefined;
}
