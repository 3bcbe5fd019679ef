/** One three-way merge of a mapping, written down: action, history, conflicts, base, sync log. */
import { isDeepStrictEqual } from 'node:util';
import type { FieldKey, FieldValues, JsonValue } from '../core/action.ts';
import { isSurelyOlder, type FieldTimes } from '../core/changed-at.ts';
import { readIssue } from '../core/derive.ts';
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
  /** When fields changed on GitHub, where that was asked. */
  times?: FieldTimes;
  /** The push that was last begun is over, and nobody knows how far it came. */
  brokenOff?: boolean;
}

export interface Applied {
  /** Which side is newer shows only in GitHub's times of the fields (`fieldTimes`): nothing was written. */
  undated: boolean;
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
  if (isUndated(input, result, skewMs)) return { undated: true, changed: false, outgoing: null, patch: null, base: mapping.base };
  const changed = !isEmpty(result.changes);
  const version = changed ? await updateAction(trx, action.id, result.changes) : action.version;
  await writeHistory(input, result, version);
  await keepConflicts(input, result, open);
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
  return { undated: false, changed, outgoing, patch: result.patch, base: result.base };
}

/** "Newest wins" goes by GitHub's time of the field and the database's time of the edit, with the skew between those clocks. */
async function clocksFor({ trx, mapping, issue, times }: ApplyInput): Promise<Required<Pick<ReconcileInput, 'clocks' | 'skewMs'>>> {
  const edits = Object.entries(mapping.edited) as [FieldKey, { at: string }][];
  const clocks = Object.fromEntries(edits.map(([field, { at }]) => [field, { github: times?.[field] ?? issue.updatedAt, lockstep: at }]));
  return { clocks, skewMs: edits.length === 0 ? 0 : await readSkew(trx) };
}

/** The issue's own time moves with every field: that it is newer says nothing of one. */
function isUndated({ mapping, issue, times }: ApplyInput, { byTime }: ReconcileResult, skewMs: number): boolean {
  return byTime.some((field) => {
    const edit = mapping.edited[field];
    return edit !== undefined && times?.[field] === undefined && !isSurelyOlder(issue, edit.at, skewMs);
  });
}

async function writeHistory({ trx, link, cause, action }: ApplyInput, result: ReconcileResult, version: number): Promise<void> {
  const event = { projectId: link.projectId, actionId: action.id, version, side: 'github' as const, actor: cause.actor, deliveryGuid: cause.deliveryGuid };
  if (!isEmpty(result.changes)) {
    await insertActionEvents(trx, [{ ...event, kind: 'changed', changes: bothValues(action.values, result.changes) }]);
  }
  // What lost is kept whole, with what it lost to (I5).
  await insertActionEvents(trx, result.lost.map((lost) => ({ ...event, kind: 'lost', side: lost.side, changes: lossOf(lost) })));
}

export const lossOf = (lost: Lost): Record<string, { from: JsonValue; to: JsonValue }> => ({ [lost.field]: { from: lost.value, to: lost.winner } });

/** Opens and updates what waits for a person; closes what came to agree by itself. */
async function keepConflicts({ trx, link, cause, mapping, action, issue, times }: ApplyInput, result: ReconcileResult, open: readonly Conflict[]): Promise<void> {
  const pair = { projectId: link.projectId, mappingId: mapping.id, actionId: action.id };
  for (const found of result.conflicts) {
    const edit = mapping.edited[found.field];
    await holdConflict(trx, pair, found, { githubActor: cause.actor, githubAt: times?.[found.field] ?? issue.updatedAt, lockstepActor: edit?.by ?? null, lockstepAt: edit?.at ?? null });
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
