import { catalogue, directionOf } from './fields/catalogue.ts';
import { equalValues } from './merge/value.ts';
import type { Field } from './fields/field.ts';
import type { FieldKey, FieldValues, JsonValue } from './action.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

export interface VerifyInput {
  settings: IntegrationSettings;
  issue: IssueSnapshot;
  action: FieldValues;
  base: FieldValues;
  refused: FieldValues | null;
  /** Fields with an open conflict. */
  held: readonly FieldKey[];
  /** The write of this mapping waits for a person to release the brake. */
  braked: boolean;
  /** A person called it off, and it is being given up. */
  callingOff: boolean;
}

/** A field that reads differently on the two sides. */
export interface Deviation {
  field: FieldKey;
  github: JsonValue;
  lockstep: JsonValue;
  /** Why that is as it should be, in words; null where it should not be (I4). */
  reason: string | null;
}

export interface Verified {
  /** Compared: every synced field that the snapshot says something about. */
  fields: number;
  deviations: Deviation[];
}

/** Compares an issue with its action field by field, and tells named deviations from differences (I4). */
export function verifyIssue(input: VerifyInput): Verified {
  const verified: Verified = { fields: 0, deviations: [] };
  for (const field of catalogue(input.settings)) {
    const theirs = field.read(input.issue, input.settings);
    if (theirs === undefined) continue;
    verified.fields += 1;
    const raw = input.action[field.key] ?? field.empty;
    const projected = field.project(raw, input.settings);
    if (equalValues(field, projected.ok ? projected.value : raw, theirs)) continue;
    verified.deviations.push({ field: field.key, github: theirs, lockstep: raw, reason: explain(input, field, theirs, raw) });
  }
  return verified;
}

/**
 * A deviation is explained only where GitHub's value is the one that was last taken in: a change
 * there that nobody noticed is a difference, whatever else may be said of the field.
 */
function explain(input: VerifyInput, field: Field, theirs: JsonValue, raw: JsonValue): string | null {
  const { settings, issue, base, refused, held, braked, callingOff } = input;
  if (held.includes(field.key)) return 'a conflict is open on it: a person has to decide';
  const projected = field.project(raw, settings);
  const ours = projected.ok ? projected.value : raw;
  const direction = directionOf(field, settings);
  const known = base[field.key];
  if (direction === 'push' && known !== undefined && equalValues(field, ours, known)) return "it goes to GitHub only: changes there are GitHub's own";
  if (known === undefined || !equalValues(field, theirs, known)) return null;
  if (direction === 'pull') return 'it comes from GitHub only: an edit here stays here';
  if (!projected.ok) return projected.reason;
  const wanted = refused?.[field.key];
  if (wanted !== undefined && equalValues(field, ours, wanted)) return 'GitHub did not take it when asked';
  if (callingOff) return 'its write is being called off';
  if (braked) return 'its write waits for a person: the brake is on';
  return field.obstacle?.(ours, issue, settings) ?? null;
}
