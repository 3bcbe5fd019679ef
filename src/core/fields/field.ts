import type { FieldKey, JsonValue } from '../action.ts';
import type { IntegrationSettings } from '../settings.ts';
import type { IssuePatch } from '../patch.ts';
import type { IssueSnapshot } from '../snapshot.ts';

/** How values of a field compare and merge. */
export type FieldKind = 'scalar' | 'set' | 'text';

/** A value in GitHub's terms, or why GitHub cannot hold it. */
export type Projection = { ok: true; value: JsonValue } | { ok: false; reason: string };

/**
 * One field of the catalogue. "In GitHub's terms" means: as `read` would give it back. The law that
 * every entry keeps (and the tests check): after `write`, `read` gives what `project` promised.
 */
export interface Field {
  key: FieldKey;
  kind: FieldKind;
  /** The name people read. */
  name: string;
  /** The value of a field that nobody set. */
  empty: JsonValue;
  /** False where this mapping can be read only. */
  writable: boolean;
  /** The issue's value; undefined when this snapshot does not say. */
  read: (issue: IssueSnapshot, settings: IntegrationSettings) => JsonValue | undefined;
  /** An action's value as GitHub would show it after it was written. */
  project: (value: JsonValue, settings: IntegrationSettings) => Projection;
  /** The action's new value, when it was `previous` and GitHub's terms now say `projected`. */
  lift: (previous: JsonValue, projected: JsonValue, settings: IntegrationSettings) => JsonValue;
  /** Adds to the patch what makes `read` give `value` (in GitHub's terms), relative to `issue`. */
  write: (patch: IssuePatch, value: JsonValue, issue: IssueSnapshot, settings: IntegrationSettings) => void;
  /** Why this very issue cannot take the value; undefined when it can. */
  obstacle?: (value: JsonValue, issue: IssueSnapshot, settings: IntegrationSettings) => string | undefined;
  /**
   * The value stands in several places (labels, state, an issue field) of which the first that speaks
   * counts: `write` of a value that already reads so only takes back what else still says another.
   */
  inManyPlaces?: boolean;
  /** Whether values that differ in case only are the same, as in what GitHub keeps as a label. */
  ignoreCase?: boolean;
  /** The value in words. */
  show: (value: JsonValue, settings: IntegrationSettings) => string;
}

export function holds(value: JsonValue): Projection {
  return { ok: true, value };
}

export function refuses(reason: string): Projection {
  return { ok: false, reason };
}

/** What most fields share: scalars that mean the same on both sides. */
export const plain = {
  kind: 'scalar',
  empty: null,
  writable: true,
  project: holds,
  lift: (_previous: JsonValue, projected: JsonValue) => projected,
  show: showPlain,
} satisfies Partial<Field>;

function showPlain(value: JsonValue): string {
  if (value === null || value === '') return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The value as text; anything else (a value of another kind, stored by mistake) as ''. */
export function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : '';
}

/** The value as text or null for none. */
export function asTextOrNull(value: JsonValue): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The value as names; anything but texts is left out. */
export function asNames(value: JsonValue): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
