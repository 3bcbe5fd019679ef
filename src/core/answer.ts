import { asNames } from './fields/field.ts';
import { catalogue } from './fields/catalogue.ts';
import { baseAfterEcho, equalValues } from './merge/value.ts';
import { without } from './merge/set.ts';
import type { FieldValues, JsonValue } from './action.ts';
import type { IntegrationSettings } from './settings.ts';
import type { IssueSnapshot } from './snapshot.ts';

export interface JudgeInput {
  settings: IntegrationSettings;
  /** `outgoing` of the reconcile that planned the write. */
  asked: FieldValues;
  /** GitHub's answer to the write. */
  answer: IssueSnapshot;
  /** The snapshot the write was planned on. With it, labels that others added meanwhile are not taken for refusals. */
  before?: IssueSnapshot;
}

/**
 * Compares GitHub's answer to a write with what was asked, because GitHub drops values silently
 * (without push access above all) and stores some as something else. Gives the asked values that
 * did not arrive; pass them to `reconcile` as `refused`, which honours them only while nothing changes.
 */
export function judgeAnswer({ settings, asked, answer, before }: JudgeInput): FieldValues {
  const refused: FieldValues = {};
  for (const field of catalogue(settings)) {
    const wanted = asked[field.key];
    const is = field.read(answer, settings);
    if (wanted === undefined || is === undefined || equalValues(field, is, wanted)) continue;
    const was = before && field.read(before, settings);
    if (field.kind === 'set' && was !== undefined && setTaken(was, wanted, is)) continue;
    refused[field.key] = wanted;
  }
  return refused;
}

/**
 * The base once GitHub has answered a write: what the answers show as it was asked is agreed on. What
 * a later look shows otherwise is somebody's change after it (I5), and neither a refusal nor a reason to write it again.
 * @param from what the write began from
 */
export function baseAfterAnswer(base: FieldValues, { settings, asked, answer, from }: Pick<JudgeInput, 'settings' | 'asked' | 'answer'> & { from: FieldValues }): FieldValues {
  const now = { ...base };
  for (const field of catalogue(settings)) {
    const wanted = asked[field.key];
    const is = field.read(answer, settings);
    if (wanted !== undefined && is !== undefined) now[field.key] = baseAfterEcho(field, base[field.key] ?? field.empty, wanted, is, from[field.key]);
  }
  return now;
}

/** A set was taken when what was to be added is there and what was to go is gone; others may come and go. */
function setTaken(was: JsonValue, wanted: JsonValue, is: JsonValue): boolean {
  const toAdd = without(asNames(wanted), asNames(was));
  const toGo = without(asNames(was), asNames(wanted));
  return without(toAdd, asNames(is)).length === 0 && without(toGo, asNames(is)).length === toGo.length;
}
