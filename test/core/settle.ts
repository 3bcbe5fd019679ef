import { applyPatch } from './model-issue.ts';
import { judgeAnswer } from '../../src/core/answer.ts';
import { reconcile } from '../../src/core/reconcile.ts';
import type { FieldKey, FieldValues } from '../../src/core/action.ts';
import type { IntegrationSettings } from '../../src/core/settings.ts';
import type { IssueSnapshot } from '../../src/core/snapshot.ts';
import type { Lost, ReconcileInput, ReconcileResult } from '../../src/core/reconcile.ts';
import type { Rights } from './model-issue.ts';

/** One mapping as the engine would store it, with the model issue it is mapped to. */
export interface Mapping {
  settings: IntegrationSettings;
  issue: IssueSnapshot;
  action: FieldValues;
  base: FieldValues | null;
  pushing: FieldValues | null;
  refused: FieldValues | null;
  held: FieldKey[];
  lost: Lost[];
  /** Patches written to GitHub, in order. */
  writes: number;
}

export function newMapping(settings: IntegrationSettings, issue: IssueSnapshot, parts: Partial<Mapping> = {}): Mapping {
  return { settings, issue, action: {}, base: null, pushing: null, refused: null, held: [], lost: [], writes: 0, ...parts };
}

/** Reads the issue and stores what reconcile says, as the engine does in one transaction. */
export function pull(mapping: Mapping, extra: Partial<ReconcileInput> = {}): ReconcileResult {
  const { settings, issue, action, base, pushing, refused, held } = mapping;
  const result = reconcile({ settings, issue, action, base, pushing, refused, held, ...extra });
  mapping.action = { ...action, ...result.changes };
  mapping.base = result.base;
  mapping.refused = result.refused;
  mapping.held = result.conflicts.map(({ field }) => field);
  mapping.lost.push(...result.lost);
  return result;
}

/** Writes what a pull left to write, and takes in the answer. `timeout`: the answer never came. */
export function push(mapping: Mapping, planned: ReconcileResult, how: Rights & { timeout?: 'before' | 'after' } = {}): void {
  if (planned.patch === null) return;
  mapping.pushing = planned.outgoing;
  if (how.timeout === 'before') return;
  const before = mapping.issue;
  mapping.issue = applyPatch(mapping.issue, planned.patch, how);
  mapping.writes += 1;
  if (how.timeout === 'after') return;
  const { settings, issue: answer } = mapping;
  mapping.refused = { ...mapping.refused, ...judgeAnswer({ settings, asked: planned.outgoing, answer, before }) };
  pull(mapping);
  mapping.pushing = null;
}

/** Pull and push until nothing is left to write; fails when that does not end. */
export function settle(mapping: Mapping, extra: Partial<ReconcileInput> = {}, most = 6, rights: Rights = {}): ReconcileResult {
  for (let round = 0; round < most; round += 1) {
    const result = pull(mapping, extra);
    mapping.pushing = null;
    if (result.patch === null) return result;
    push(mapping, result, rights);
  }
  throw new Error(`still writing after ${most} rounds`);
}
