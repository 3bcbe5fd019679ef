/** One three-way merge of a mapping, written down: action, history, conflicts, base, sync log. */
import { isDeepStrictEqual } from 'node:util';
import type { FieldKey, FieldValues, JsonValue } from '../core/action.ts';
import { readIssue } from '../core/derive.ts';
import { catalogue } from '../core/fields/catalogue.ts';
import { toldChanges, type IssueEvent, type LastChange, type LastChanges } from '../core/last-changes.ts';
import { equalValues } from '../core/merge/value.ts';
import type { IssuePatch } from '../core/patch.ts';
import type { Lost, ReconcileInput, ReconcileResult } from '../core/reconcile.ts';
import { reconcile } from '../core/reconcile.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { ownValues } from '../core/steps.ts';
import type { ActionRow } from '../store/actions.ts';
import { insertActionEvents, updateAction } from '../store/actions.ts';
import { readSkew } from '../store/clock-skew.ts';
import type { Conflict } from '../store/conflicts.ts';
import { closeConflict, holdConflict, openConflictsOf } from '../store/conflicts.ts';
import type { Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import type { EditTimes, Mapping } from '../store/mappings.ts';
import { updateMapping } from '../store/mappings.ts';
import type { Link } from '../store/projects.ts';
import { insertSyncLogs } from '../store/sync-logs.ts';
import type { Cause } from './engine.ts';
import { logEntry } from './log-entry.ts';

export interface ApplyInput {
  trx: Queryable;
  link: Link;
  settings: IntegrationSettings;
  cause: Cause;
  /** Read under the action's lock. */
  mapping: Mapping;
  action: ActionRow;
  /** Newer than, or read after, everything the mapping has seen. */
  issue: IssueSnapshot;
  /** Who changed fields on GitHub and when, where that was asked. */
  lastChanges?: LastChanges;
  /** What the webhook that brought the issue says happened to it. */
  told?: readonly IssueEvent[];
  /** The push that was last begun is over, and nobody knows how far it came. */
  brokenOff?: boolean;
}

export interface Applied {
  /** Who edited a field on GitHub that was edited here too, and when, is yet to be asked (`readLastChanges`): nothing was written. */
  unasked: boolean;
  /** The action changed. */
  changed: boolean;
  /** What must still be written to GitHub; null when in step. */
  outgoing: FieldValues | null;
  patch: IssuePatch | null;
  /** What both sides agree on now. */
  base: FieldValues;
}

/** Merges what GitHub says into the action, and remembers what GitHub has now as the new base. */
export async function apply(input: ApplyInput): Promise<Applied> {
  const { trx, link, settings, cause, mapping, action, issue, brokenOff = false } = input;
  const open = await openConflictsOf(trx, mapping.id);
  const { clocks, skewMs } = await clocksFor(input);
  const result = reconcile({
    settings, issue, base: mapping.base, pushing: ownValues(mapping.pushing ?? [], readIssue(issue, settings), settings, mapping.base), pushingFrom: mapping.pushingFrom, refused: mapping.refused, brokenOff,
    held: open.map(({ field }) => field), action: action.values, clocks, skewMs,
  });
  const fields = [...(Object.keys(result.changes) as FieldKey[]), ...contested(result).map(({ field }) => field)];
  const theirs: LastChanges = { ...toldChanges(fields, issue, input.told ?? [], settings), ...input.lastChanges };
  if (isUnasked(input, result, theirs, open)) return { unasked: true, changed: false, outgoing: null, patch: null, base: mapping.base };
  const changed = !isEmpty(result.changes);
  const version = changed ? await updateAction(trx, action.id, result.changes) : action.version;
  await writeHistory(input, result, theirs, open, version);
  await keepConflicts(input, result, theirs, open);
  const outgoing = result.patch === null ? null : result.outgoing;
  await updateMapping(trx, mapping.id, {
    issue,
    settingsVersion: link.settingsVersion,
    base: result.base,
    refused: isEmpty(result.refused) ? null : result.refused,
    pending: outgoing !== null,
    error: explain(result, mapping),
    edited: stillOurs(mapping.edited, result),
  });
  if (changed || outgoing !== null) {
    await insertSyncLogs(trx, [logEntry(link, cause, {
      mappingId: mapping.id, actionId: action.id, issueNumber: issue.number, direction: 'pull',
      outcome: changed ? 'changed' : 'in_step', changes: changed ? bothValues(action.values, result.changes) : null,
    })]);
  }
  await announce(trx, link.projectId, { actionIds: [action.id] });
  return { unasked: false, changed, outgoing, patch: result.patch, base: result.base };
}

/** "Newest wins" goes by GitHub's time of the field and the database's time of the edit, with the skew between those clocks. */
async function clocksFor({ trx, mapping, issue, lastChanges }: ApplyInput): Promise<Required<Pick<ReconcileInput, 'clocks' | 'skewMs'>>> {
  const edits = Object.entries(mapping.edited) as [FieldKey, { at: string }][];
  const clocks = Object.fromEntries(edits.map(([field, { at }]) => [field, { github: lastChanges?.[field]?.at ?? issue.updatedAt, lockstep: at }]));
  return { clocks, skewMs: edits.length === 0 ? 0 : await readSkew(trx) };
}

/** Values of GitHub that lose, or wait for a person. */
const contested = ({ conflicts, lost }: ReconcileResult): { field: FieldKey; value: JsonValue }[] =>
  [...conflicts.map(({ field, github }) => ({ field, value: github })), ...lost.filter(({ side }) => side === 'github')];

/** The issue's own time moves with every field, and the sender of a webhook did only what it tells of: neither says anything of one that changed before. */
function isUnasked({ settings, mapping, lastChanges }: ApplyInput, result: ReconcileResult, theirs: LastChanges, open: readonly Conflict[]): boolean {
  const fields = new Map(catalogue(settings).map((field) => [field.key, field]));
  const isKnown = ({ field: key, value }: { field: FieldKey; value: JsonValue }): boolean => {
    const [field, waiting] = [fields.get(key), open.find((one) => one.field === key)];
    if (field && waiting) return equalValues(field, waiting.github, value);
    // A rule asked for it: nobody here is to be told whose value theirs is.
    return mapping.edited[key] === undefined;
  };
  return contested(result).some((one) => theirs[one.field] === undefined && !isKnown(one)) || result.byTime.some((key) => mapping.edited[key] !== undefined && lastChanges?.[key] === undefined);
}

async function writeHistory({ trx, link, cause, mapping, action, told }: ApplyInput, result: ReconcileResult, theirs: LastChanges, open: readonly Conflict[], version: number): Promise<void> {
  const event = { projectId: link.projectId, actionId: action.id, version, deliveryGuid: cause.deliveryGuid };
  for (const [actor, changes] of byActor(result.changes, told ? theirs : null, cause)) {
    await insertActionEvents(trx, [{ ...event, kind: 'changed', side: 'github', actor, changes: bothValues(action.values, changes) }]);
  }
  // What lost is kept whole, with whose it was and what it lost to (I5).
  await insertActionEvents(trx, result.lost.map((lost) => {
    const waiting = open.find(({ field }) => field === lost.field);
    const actor = lost.side === 'lockstep' ? mapping.edited[lost.field]?.by : (theirs[lost.field]?.by ?? waiting?.githubActor);
    return { ...event, kind: 'lost', side: lost.side, actor: actor ?? null, changes: lossOf(lost) };
  }));
}

/** A webhook shows all of the issue: what it does not tell of was changed before it, by whomever. @param told null where no webhook brought it */
function byActor(changes: FieldValues, told: LastChanges | null, { actor }: Cause): [string | null, FieldValues][] {
  const entries = Object.entries(changes) as [FieldKey, JsonValue][];
  const groups = Map.groupBy(entries, ([key]) => (told ? (told[key]?.by ?? null) : actor));
  return [...groups].map(([who, some]) => [who, Object.fromEntries(some)]);
}

export const lossOf = (lost: Lost): Record<string, { from: JsonValue; to: JsonValue }> => ({ [lost.field]: { from: lost.value, to: lost.winner } });

/** Opens and updates what waits for a person; closes what came to agree by itself. */
async function keepConflicts({ trx, link, mapping, action, issue }: ApplyInput, result: ReconcileResult, theirs: LastChanges, open: readonly Conflict[]): Promise<void> {
  const pair = { projectId: link.projectId, mappingId: mapping.id, actionId: action.id };
  for (const found of result.conflicts) {
    const edit = mapping.edited[found.field];
    const { by, at }: LastChange = theirs[found.field] ?? { by: null, at: issue.updatedAt };
    await holdConflict(trx, pair, found, { githubActor: by, githubAt: at, lockstepActor: edit?.by ?? null, lockstepAt: edit?.at ?? null });
  }
  const held = new Set(result.conflicts.map(({ field }) => field));
  for (const { id, field } of open) if (!held.has(field)) await closeConflict(trx, id, 'gone', null);
}

/** Edits that are neither on GitHub nor decided yet keep their time. */
function stillOurs(edited: EditTimes, { outgoing, conflicts, refused }: ReconcileResult): EditTimes {
  const waiting = new Set<string>([...Object.keys(outgoing), ...Object.keys(refused), ...conflicts.map(({ field }) => field)]);
  return Object.fromEntries(Object.entries(edited).filter(([field]) => waiting.has(field)));
}

/** Field -> value before and after, for the history. */
export function bothValues(before: FieldValues, changes: FieldValues): Record<string, { from: JsonValue; to: JsonValue }> {
  return Object.fromEntries((Object.keys(changes) as FieldKey[]).map((key) => [key, { from: before[key] ?? null, to: changes[key] ?? null }]));
}

/** The sentences on the mapping while a value cannot reach GitHub. */
function explain(result: ReconcileResult, mapping: Mapping): string | null {
  const refused = Object.keys(result.refused);
  const sentences = result.blocked.map(({ reason }) => reason);
  if (refused.length > 0) {
    // What the push found out stands for as long as the same values are refused.
    const known = isDeepStrictEqual(result.refused, mapping.refused) ? mapping.error : null;
    sentences.push(known ?? `GitHub did not take the ${refused.join(', ')}: the App may lack the right to set it in this repository.`);
  }
  return sentences.length === 0 ? null : [...new Set(sentences)].join(' ');
}

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;
