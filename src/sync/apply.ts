/** One three-way merge of a mapping, written down: action, history, base, sync log. */
import type { FieldKey, FieldValues, JsonValue } from '../core/action.ts';
import { readIssue } from '../core/derive.ts';
import type { IssuePatch } from '../core/patch.ts';
import type { Lost, ReconcileResult } from '../core/reconcile.ts';
import { reconcile } from '../core/reconcile.ts';
import type { IntegrationSettings } from '../core/settings.ts';
import type { IssueSnapshot } from '../core/snapshot.ts';
import { ownValues } from '../core/steps.ts';
import type { ActionRow } from '../store/actions.ts';
import { insertActionEvents, updateAction } from '../store/actions.ts';
import type { Queryable } from '../store/db.ts';
import { announce } from '../store/live.ts';
import type { Mapping } from '../store/mappings.ts';
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
}

export interface Applied {
  /** The action changed. */
  changed: boolean;
  /** What must still be written to GitHub; null when in step. */
  outgoing: FieldValues | null;
  patch: IssuePatch | null;
}

/** Merges what GitHub says into the action, and remembers what GitHub has now as the new base. */
export async function apply(input: ApplyInput): Promise<Applied> {
  const { trx, link, settings, cause, mapping, action, issue } = input;
  const result = reconcile({
    settings, issue, base: mapping.base, pushing: ownValues(mapping.pushing ?? [], readIssue(issue, settings)), refused: mapping.refused, held: [], action: action.values,
  });
  const changed = Object.keys(result.changes).length > 0;
  const version = changed ? await updateAction(trx, action.id, result.changes) : action.version;
  await writeHistory(input, result, version);
  const outgoing = result.patch === null ? null : result.outgoing;
  await updateMapping(trx, mapping.id, {
    issue,
    base: result.base,
    refused: isEmpty(result.refused) ? null : result.refused,
    pending: outgoing !== null,
    error: explain(result),
  });
  if (changed || outgoing !== null) {
    await insertSyncLogs(trx, [logEntry(link, cause, {
      mappingId: mapping.id, actionId: action.id, issueNumber: issue.number, direction: 'pull',
      outcome: changed ? 'changed' : 'in_step', changes: changed ? bothValues(action.values, result.changes) : null,
    })]);
  }
  await announce(trx, link.projectId, { actionIds: [action.id] });
  return { changed, outgoing, patch: result.patch };
}

async function writeHistory({ trx, link, cause, action }: ApplyInput, result: ReconcileResult, version: number): Promise<void> {
  const event = { projectId: link.projectId, actionId: action.id, version, side: 'github' as const, actor: cause.actor, deliveryGuid: cause.deliveryGuid };
  if (!isEmpty(result.changes)) {
    await insertActionEvents(trx, [{ ...event, kind: 'changed', changes: bothValues(action.values, result.changes) }]);
  }
  // What lost is kept whole, with what it lost to (I5).
  await insertActionEvents(trx, result.lost.map((lost) => ({ ...event, kind: 'lost', side: lost.side, changes: lossOf(lost) })));
}

const lossOf = (lost: Lost): Record<string, { from: JsonValue; to: JsonValue }> => ({ [lost.field]: { from: lost.value, to: lost.winner } });

/** Field -> value before and after, for the history. */
export function bothValues(before: FieldValues, changes: FieldValues): Record<string, { from: JsonValue; to: JsonValue }> {
  return Object.fromEntries((Object.keys(changes) as FieldKey[]).map((key) => [key, { from: before[key] ?? null, to: changes[key] ?? null }]));
}

/** The sentence on the mapping while a value cannot reach GitHub. */
function explain(result: ReconcileResult): string | null {
  const [blocked] = result.blocked;
  if (blocked) return blocked.reason;
  const refused = Object.keys(result.refused);
  return refused.length > 0 ? `GitHub did not take the ${refused.join(', ')}: the App may lack the right to set it in this repository.` : null;
}

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;
