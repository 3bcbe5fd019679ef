import { asNames, asText } from './fields/field.ts';
import { catalogue } from './fields/catalogue.ts';
import { equalValues } from './merge/value.ts';
import { without } from './merge/set.ts';
import type { Field } from './fields/field.ts';
import type { FieldValues, JsonValue } from './action.ts';
import type { IntegrationSettings } from './settings.ts';

/** What a change of values is, in words, one line a field: `Status: Open -> Done`, `Tags: +api, -old`. */
export function describeChanges(before: FieldValues, after: FieldValues, settings: IntegrationSettings): string[] {
  return catalogue(settings).flatMap((field) => {
    const to = after[field.key];
    if (to === undefined) return [];
    const from = before[field.key] ?? field.empty;
    return equalValues(field, from, to) ? [] : [`${field.name}: ${describe(field, from, to, settings)}`];
  });
}

function describe(field: Field, from: JsonValue, to: JsonValue, settings: IntegrationSettings): string {
  if (field.kind === 'set') {
    const added = without(asNames(to), asNames(from)).map((name) => `+${name}`);
    const gone = without(asNames(from), asNames(to)).map((name) => `-${name}`);
    return [...added, ...gone].join(', ');
  }
  if (field.kind === 'text') {
    const [old, now] = [linesOf(from), linesOf(to)];
    const added = countBeyond(now, old);
    const gone = countBeyond(old, now);
    return `${added} ${added === 1 ? 'line' : 'lines'} added, ${gone} removed`;
  }
  return `${field.show(from, settings)} -> ${field.show(to, settings)}`;
}

function linesOf(value: JsonValue): string[] {
  const text = asText(value);
  return text === '' ? [] : text.split('\n');
}

/** How many lines stand in `a` more often than in `b`. */
function countBeyond(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of b) left.set(line, (left.get(line) ?? 0) + 1);
  let beyond = 0;
  for (const line of a) {
    const rest = left.get(line) ?? 0;
    if (rest === 0) beyond += 1;
    else left.set(line, rest - 1);
  }
  return beyond;
}
