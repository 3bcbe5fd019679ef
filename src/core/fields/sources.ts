import { addLabels, removeLabels, setIssueField, setProjectField } from '../patch.ts';
import { findFolded, matchLabel, sortLabels } from '../labels.ts';
import { fold } from '../merge/set.ts';
import { readProjectField } from '../projects.ts';
import { readPulls } from '../pulls.ts';
import type { IssuePatch } from '../patch.ts';
import type { IssueSnapshot } from '../snapshot.ts';
import type { LabelSource, PullSource, Source } from '../settings/schema.ts';

/** A ranked list of sources that each may say one key of a project (a status, priority, category). */
export interface Ladder {
  sources: readonly Source[];
  /** The project's keys; what a source says beyond them does not count. */
  keys: readonly string[];
}

/** What the first source that says something says; null for nothing, undefined for unknown. */
export function readLadder(
  ladder: Ladder,
  issue: IssueSnapshot,
  accepts: (key: string) => boolean = () => true,
): string | null | undefined {
  for (const source of ladder.sources) {
    const found = readSource(source, ladder.keys, issue, accepts);
    if (found !== null) return found;
  }
  return null;
}

/** Whether any source has a way to say `key`. */
export function canSay(ladder: Ladder, key: string): boolean {
  return ladder.sources.some((source) => spelling(source, ladder.keys, key, []) !== undefined);
}

/**
 * Makes the sources say `key` (null: nothing). What says another key is taken back; with `must`,
 * the first source that can say the key does, unless it is said already.
 */
export function writeLadder(patch: IssuePatch, ladder: Ladder, key: string | null, issue: IssueSnapshot, must: boolean) {
  let due = must && key !== null;
  for (const source of ladder.sources) {
    const term = key === null ? undefined : spelling(source, ladder.keys, key, issue.labels);
    const says = readSource(source, ladder.keys, issue, () => true);
    const set = term !== undefined && (due || (says !== null && says !== undefined && says !== key)) ? term : null;
    if (source.from === 'pullRequests') continue;
    if (source.from === 'labels') writeLabels(patch, source, ladder.keys, key, issue, due ? set : null);
    else if (says !== key && (set !== null || (says !== null && says !== undefined))) writeSingle(patch, source, set);
    if (term !== undefined) due = false;
  }
}

function writeLabels(
  patch: IssuePatch,
  source: LabelSource,
  keys: readonly string[],
  key: string | null,
  issue: IssueSnapshot,
  label: string | null,
) {
  const said = issue.labels.map((name) => ({ name, key: keyOfLabel(source, keys, name) }));
  removeLabels(patch, said.filter((entry) => entry.key !== null && entry.key !== key).map(({ name }) => name));
  if (label !== null && !said.some((entry) => entry.key === key)) addLabels(patch, [label]);
}

function writeSingle(patch: IssuePatch, source: Exclude<Source, LabelSource | PullSource>, value: string | null) {
  if (source.from === 'issueField') setIssueField(patch, source.field, value);
  else if (source.from === 'projectField') setProjectField(patch, source, value);
  else patch.issueType = value;
}

function readSource(
  source: Source,
  keys: readonly string[],
  issue: IssueSnapshot,
  accepts: (key: string) => boolean,
): string | null | undefined {
  if (source.from === 'labels') return readLabels(source, keys, issue.labels, accepts);
  if (source.from === 'pullRequests') return issue.pulls && readPulls(source, keys, issue.pulls, accepts);
  const table = source.from === 'issueType' ? source.types : source.options;
  const said = saidBy(source, issue);
  if (said === undefined) return undefined;
  if (typeof said !== 'string') return null;
  const key = Object.entries(table).find(([name]) => fold(name) === fold(said))?.[1];
  return key !== undefined && keys.includes(key) && accepts(key) ? key : null;
}

function saidBy(source: Exclude<Source, LabelSource | PullSource>, issue: IssueSnapshot) {
  if (source.from === 'issueType') return issue.issueType;
  if (source.from === 'projectField') return readProjectField(issue, source.project, source.field);
  return issue.fields && (issue.fields[source.field] ?? null);
}

function readLabels(
  source: LabelSource,
  keys: readonly string[],
  labels: readonly string[],
  accepts: (key: string) => boolean,
): string | null {
  const sorted = sortLabels(labels);
  for (const rule of source.rules) {
    for (const label of sorted) {
      const key = keyOfRule(rule, keys, label);
      if (key !== null && accepts(key) && keyOfLabel(source, keys, label) === key) return key;
    }
  }
  return null;
}

/** The key a label stands for: that of the first rule it matches; null for none. */
export function keyOfLabel(source: LabelSource, keys: readonly string[], label: string): string | null {
  for (const rule of source.rules) {
    const key = keyOfRule(rule, keys, label);
    if (key !== null) return key;
  }
  return null;
}

function keyOfRule(rule: LabelSource['rules'][number], keys: readonly string[], label: string): string | null {
  const captured = matchLabel(rule.label, label);
  if (captured === null) return null;
  const key = rule.value ?? findFolded(keys, captured);
  return key !== undefined && keys.includes(key) ? key : null;
}

/** How a source spells a key: the label, option or type to write; undefined when it cannot. */
export function spelling(
  source: Source,
  keys: readonly string[],
  key: string,
  labels: readonly string[],
): string | undefined {
  if (source.from === 'pullRequests') return undefined;
  if (source.from !== 'labels') {
    const table = source.from === 'issueType' ? source.types : source.options;
    return keys.includes(key) ? Object.entries(table).find(([, value]) => value === key)?.[0] : undefined;
  }
  const chosen = source.write[key];
  const candidates = chosen === undefined ? source.rules.flatMap((rule) => labelFor(rule, key) ?? []) : [chosen];
  const usable = candidates.filter((label) => keyOfLabel(source, keys, label) === key && label.length <= 50);
  const inUse = labels.filter((label) => keyOfLabel(source, keys, label) !== null);
  return closest(usable, inUse);
}

function labelFor(rule: LabelSource['rules'][number], key: string): string | undefined {
  if (!rule.label.includes('*')) return rule.value === key ? rule.label : undefined;
  return rule.value === undefined ? rule.label.replace('*', () => key) : undefined;
}

/** A repository that says `priority: low` is given `priority: high`, not `P1`; a tie goes to the first. */
function closest(candidates: readonly string[], inUse: readonly string[]): string | undefined {
  const score = (label: string) => Math.max(0, ...inUse.map((used) => sharedHead(fold(label), fold(used))));
  let best: string | undefined;
  for (const label of candidates) {
    if (best === undefined || score(label) > score(best)) best = label;
  }
  return best;
}

function sharedHead(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
