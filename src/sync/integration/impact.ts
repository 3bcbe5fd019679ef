/** What other settings would write to GitHub: every issue is merged under both, and nothing is written down. */
import { readIssue } from '../../core/derive.ts';
import { catalogue } from '../../core/fields/catalogue.ts';
import { reconcile, type ReconcileResult } from '../../core/reconcile.ts';
import type { FieldValues } from '../../core/action.ts';
import type { IntegrationSettings } from '../../core/settings.ts';
import type { IssueSnapshot } from '../../core/snapshot.ts';
import { countLive, mappingsToVerify } from '../../store/verifications.ts';
import type { IntegrationSwitches } from '../../store/integrations.ts';
import { lossOf } from '../brake.ts';
import type { Engine } from '../engine.ts';
import { loadPairs, readPairs, type Pair } from '../pairs.ts';
import type { Replacements } from './keys.ts';
import { LIST_LENGTH } from './read.ts';

export interface Impact {
  /** Issues that would be written to because of the change. */
  writes: number;
  /** Of them, those that would be closed, those that would lose labels, and those of either kind. */
  closing: number;
  unlabelling: number;
  losing: number;
  /** Actions that would change. */
  changes: number;
  /** Live pairs looked at, of all; where fewer, the numbers above are extrapolated. */
  looked: number;
  total: number;
  /** As many ask for a person's word: of all, and of those that lose something. */
  limit: number;
  closingLimit: number;
  issues: { actionId: number; title: string; repository: string; number: number; fields: { field: string; from: string; to: string }[] }[];
}

/** Pairs that are looked at while a person waits: ten calls. The brake itself holds whatever an estimate missed. */
const LOOKED_AT_MOST = 1000;
const AT_ONCE = 100;

type Limits = Pick<IntegrationSwitches, 'brakeLimit' | 'brakeClosingLimit'>;

/** Of a change that no issue is looked at for. */
export function nothingOf({ brakeLimit: limit, brakeClosingLimit: closingLimit }: Limits): Impact {
  return { writes: 0, closing: 0, unlabelling: 0, losing: 0, changes: 0, looked: 0, total: 0, limit, closingLimit, issues: [] };
}

/** @throws GitHubError where GitHub cannot be asked */
export async function impactOf(engine: Engine, projectId: number, limits: Limits, before: IntegrationSettings, after: IntegrationSettings, replacements: Replacements): Promise<Impact> {
  const impact = { ...nothingOf(limits), total: await countLive(engine.db, projectId) };
  for (let cursor = 0; impact.looked < LOOKED_AT_MOST; ) {
    const ids = await mappingsToVerify(engine.db, projectId, cursor, AT_ONCE);
    cursor = ids.at(-1) ?? cursor;
    impact.looked += ids.length;
    for (const { pair, issue } of await readPairs(engine, await loadPairs(engine, ids), () => after)) if (issue) weigh(impact, pair, issue, before, after, replacements);
    if (ids.length < AT_ONCE) return impact;
  }
  return extrapolated(impact);
}

function weigh(impact: Impact, pair: Pair, issue: IssueSnapshot, before: IntegrationSettings, after: IntegrationSettings, replacements: Replacements): void {
  const then = merge(pair, issue, after, replacements);
  const changes = Object.keys(then.changes).length > 0;
  if (!changes && then.patch === null) return;
  // What would come of it anyhow is not the change's doing.
  const anyhow = merge(pair, issue, before, null);
  if (changes && Object.keys(anyhow.changes).length === 0) impact.changes += 1;
  if (then.patch === null || anyhow.patch !== null) return;
  impact.writes += 1;
  if (then.patch.state === 'closed') impact.closing += 1;
  if (then.patch.removeLabels.length > 0) impact.unlabelling += 1;
  const loses = lossOf(then.patch) !== null;
  // Who is asked sees first what would be taken away.
  if (loses) impact.issues.splice(impact.losing, 0, shown(pair, issue, then.outgoing, after));
  else impact.issues.push(shown(pair, issue, then.outgoing, after));
  impact.issues.length = Math.min(impact.issues.length, LIST_LENGTH);
  if (loses) impact.losing += 1;
}

function merge({ mapping, action, held }: Pair, issue: IssueSnapshot, settings: IntegrationSettings, replacements: Replacements | null): ReconcileResult {
  const replaced = (values: FieldValues): FieldValues => (replacements === null ? values : { ...values, ...replacedIn(values, replacements) });
  return reconcile({ settings, issue, base: replaced(mapping.base), pushing: null, refused: mapping.refused, held, action: replaced(action.values) });
}

function replacedIn(values: FieldValues, replacements: Replacements): FieldValues {
  return Object.fromEntries((['status', 'priority', 'category'] as const).flatMap((field) => {
    const now = values[field];
    const to = typeof now === 'string' ? replacements[field][now] : undefined;
    return to === undefined ? [] : [[field, to]];
  }));
}

function shown({ action, link }: Pair, issue: IssueSnapshot, outgoing: FieldValues, settings: IntegrationSettings): Impact['issues'][number] {
  const now = readIssue(issue, settings);
  const fields = catalogue(settings).filter(({ key }) => outgoing[key] !== undefined);
  return {
    actionId: action.id, title: issue.title, repository: `${link.owner}/${link.name}`, number: issue.number,
    fields: fields.map((field) => ({ field: field.name, from: field.show(now[field.key] ?? field.empty, settings), to: field.show(outgoing[field.key] ?? field.empty, settings) })),
  };
}

function extrapolated(impact: Impact): Impact {
  const share = impact.total / Math.max(impact.looked, 1);
  const all = (count: number): number => Math.round(count * share);
  return { ...impact, writes: all(impact.writes), closing: all(impact.closing), unlabelling: all(impact.unlabelling), losing: all(impact.losing), changes: all(impact.changes) };
}

/** Whether so much asks a person first. */
export function asksFirst({ writes, losing, limit, closingLimit }: Impact): boolean {
  return writes > limit || losing > closingLimit;
}
