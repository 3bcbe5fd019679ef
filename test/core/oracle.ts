import { asNames, asText } from '../../src/core/fields/field.ts';
import { directionOf } from '../../src/core/fields/catalogue.ts';
import { equalValues } from '../../src/core/merge/value.ts';
import { fold } from '../../src/core/merge/set.ts';
import { readIssue } from '../../src/core/derive.ts';
import type { Field } from '../../src/core/fields/field.ts';
import type { FieldKey, FieldValues, JsonValue } from '../../src/core/action.ts';
import type { Mapping } from './settle.ts';
import type { ReconcileResult } from '../../src/core/reconcile.ts';

/** The action's values as GitHub would show them. */
export function projected(field: Field, mapping: Mapping): JsonValue {
  const value = mapping.action[field.key] ?? field.empty;
  const said = field.project(value, mapping.settings);
  return said.ok ? said.value : value;
}

/** Fields on which the sides differ with no conflict, refusal or blocked value to account for it. */
export function differences(mapping: Mapping, fields: readonly Field[], end: ReconcileResult): FieldKey[] {
  const excused = new Set<FieldKey>([
    ...end.conflicts.map(({ field }) => field),
    ...end.blocked.map(({ field }) => field),
    ...(Object.keys(end.refused) as FieldKey[]),
  ]);
  return fields
    .filter((field) => directionOf(field, mapping.settings) === 'both' && !excused.has(field.key))
    .filter((field) => !equalValues(field, projected(field, mapping), field.read(mapping.issue, mapping.settings) ?? null))
    .map(({ key }) => key);
}

function normal(value: JsonValue | undefined): JsonValue {
  return Array.isArray(value) ? asNames(value).map(fold).toSorted() : (value ?? null);
}

function normalValues(values: FieldValues): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, normal(value)]));
}

/** Both sides of a mapping at rest, sets in one order and spelling. */
export function comparable(mapping: Mapping): unknown {
  return { action: normalValues(mapping.action), github: normalValues(readIssue(mapping.issue, mapping.settings)) };
}

function linesOf(text: JsonValue): string[] {
  return asText(text).replaceAll('\r', '').split('\n');
}

/** The parts of a value that stand in none of the known values. */
export function invented(field: Field, value: JsonValue, known: readonly JsonValue[]): JsonValue[] {
  if (field.kind === 'set') {
    const names = new Set(known.flatMap((each) => asNames(each).map(fold)));
    return asNames(value).filter((name) => !names.has(fold(name)));
  }
  if (field.kind === 'text') {
    const lines = new Set(known.flatMap(linesOf));
    return linesOf(value).filter((line) => !lines.has(line));
  }
  return known.some((each) => equalValues(field, each, value)) ? [] : [value];
}

/** Whether what an edit added is in the final value, and what it removed is not. */
export function survives(field: Field, base: JsonValue, edit: JsonValue, other: JsonValue, final: JsonValue): boolean {
  if (field.kind === 'scalar') return equalValues(field, edit, final);
  // With line ends of both sorts in one text, a line that ends otherwise is another line.
  const isMixed = [base, edit, other].some((value) => /[^\r]\n/.test(asText(value)) && asText(value).includes('\r'));
  const [was, is, others, end] = [base, edit, other, final].map((value) => countParts(field, value, isMixed ? '\n' : /\r?\n/));
  return [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].every((part) => {
    const times = (parts: Map<string, number> | undefined) => parts?.get(part) ?? 0;
    if (times(is) > times(was)) return times(end) > 0;
    // A line that one side removed and the other moved may stay where it was moved to.
    const isRemoved = field.kind === 'set' && times(is) === 0 && times(was) > 0 && times(others) <= times(was);
    return !isRemoved || times(end) === 0;
  });
}

export function countParts(field: Field, value: JsonValue, lineEnd: string | RegExp): Map<string, number> {
  const parts = field.kind === 'set' ? asNames(value).map(fold) : asText(value).split(lineEnd);
  const counts = new Map<string, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  return counts;
}

export function isInHistory(mapping: Mapping, field: Field, side: 'github' | 'lockstep', value: JsonValue): boolean {
  return mapping.lost.some((lost) => lost.field === field.key && lost.side === side && equalValues(field, lost.value, value));
}

