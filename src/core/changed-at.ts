/**
 * When a field of an issue last changed on GitHub, for "newest wins": `updatedAt` moves with every other
 * change too, and must not make an older value newer. The events of an issue's timeline are taken back
 * one by one, newest first: the first one without which the field reads otherwise gave it its value.
 */
import { catalogue, policyOf } from './fields/catalogue.ts';
import { wholeSeconds } from './issue-time.ts';
import { equalValues } from './merge/value.ts';
import { without } from './merge/set.ts';
import type { FieldKey, FieldValues } from './action.ts';
import type { IntegrationSettings } from './settings.ts';
import type { Account, IssueSnapshot } from './snapshot.ts';
import { CLOSEST_MS } from './winner.ts';

/** What happened to an issue, as far as fields rest on it; times are GitHub's, ISO 8601 in whole seconds. */
export type IssueEvent = { at: string } & (
  | { kind: 'renamed'; from: string }
  /** The body; GitHub does not say what it was. */
  | { kind: 'rewritten' | 'closed' | 'reopened' }
  | { kind: 'labeled' | 'unlabeled' | 'milestoned' | 'demilestoned'; name: string }
  | { kind: 'assigned' | 'unassigned'; account: Account }
);

export interface Timeline {
  /** Oldest first. */
  events: IssueEvent[];
  /** It has everything since then. */
  since: string;
}

export type FieldTimes = Partial<Record<FieldKey, string>>;

interface Question {
  settings: IntegrationSettings;
  base: FieldValues;
  /** When each field was edited here. */
  edited: Partial<Record<FieldKey, { at: string }>>;
  issue: IssueSnapshot;
  skewMs: number;
}

/** Fields edited on both sides that the newest is to win, and whose time on GitHub decides: where not even the issue changed since, nothing is left to ask. */
export function undatedFields({ settings, base, edited, issue, skewMs }: Question): FieldKey[] {
  return catalogue(settings).flatMap((field) => {
    const edit = edited[field.key];
    const theirs = field.read(issue, settings);
    if (!edit || theirs === undefined || policyOf(field.key, settings) !== 'newest') return [];
    const isSame = equalValues(field, theirs, base[field.key] ?? field.empty);
    return isSame || isSurelyOlder(issue, edit.at, skewMs) ? [] : [field.key];
  });
}

/** Whether nothing of the issue changed since that edit here, whatever the clocks. */
export function isSurelyOlder({ updatedAt }: IssueSnapshot, editedAt: string, skewMs: number): boolean {
  return Date.parse(updatedAt) < earliest([editedAt], skewMs);
}

/** From when on GitHub's events say which side is newer. */
export function sinceFor(editedAt: readonly string[], skewMs: number): string {
  return wholeSeconds(new Date(earliest(editedAt, skewMs) - CLOSEST_MS).toISOString());
}

const earliest = (times: readonly string[], skewMs: number): number => Math.min(...times.map((at) => Date.parse(at))) - Math.max(CLOSEST_MS, Math.abs(skewMs));

/**
 * @param keys fields asked for
 * @returns each with its time; what the timeline does not tell (types, issue fields, GitHub projects, pull requests) has that of the issue
 */
export function changedAt(keys: readonly FieldKey[], issue: IssueSnapshot, { events, since }: Timeline, settings: IntegrationSettings): FieldTimes {
  const newestFirst = events.filter(({ at }) => at <= issue.updatedAt).toReversed().toSorted((a, b) => b.at.localeCompare(a.at));
  const times: FieldTimes = {};
  for (const field of catalogue(settings).filter(({ key }) => keys.includes(key))) {
    let after = issue;
    // Older than everything that was asked for.
    times[field.key] = isInTimeline(field.key, settings) ? since : issue.updatedAt;
    for (const event of newestFirst) {
      const before = UNDO[event.kind](after, event as never);
      const [now, then] = [field.read(after, settings), field.read(before, settings)];
      after = before;
      if (now === undefined || then === undefined || equalValues(field, now, then)) continue;
      times[field.key] = event.at;
      break;
    }
  }
  return times;
}

type Undo = { [Kind in IssueEvent['kind']]: (issue: IssueSnapshot, event: IssueEvent & { kind: Kind }) => IssueSnapshot };

const UNDO: Undo = {
  renamed: (issue, { from }) => ({ ...issue, title: from }),
  rewritten: (issue) => ({ ...issue, body: issue.body === '' ? ' ' : '' }),
  closed: (issue) => ({ ...issue, state: 'open', stateReason: null }),
  reopened: (issue) => ({ ...issue, state: 'closed', stateReason: 'completed' }),
  labeled: (issue, { name }) => ({ ...issue, labels: without(issue.labels, [name]) }),
  unlabeled: (issue, { name }) => ({ ...issue, labels: [...without(issue.labels, [name]), name] }),
  assigned: (issue, { account }) => ({ ...issue, assignees: issue.assignees.filter(({ id }) => id !== account.id) }),
  unassigned: (issue, { account }) => ({ ...issue, assignees: [...issue.assignees.filter(({ id }) => id !== account.id), account] }),
  milestoned: (issue) => ({ ...issue, milestone: null }),
  demilestoned: (issue, { name }) => ({ ...issue, milestone: { number: 0, title: name, dueOn: null } }),
};

/** Whether all that the field rests on stands in the timeline. */
function isInTimeline(key: FieldKey, { mappings }: IntegrationSettings): boolean {
  if (key === 'status' || key === 'priority' || key === 'category') return mappings[key].sources.every(({ from }) => from === 'labels');
  if (key === 'issueType' || key === 'dueDate') return false;
  const target = mappings.custom.find((custom) => `custom.${custom.key}` === key)?.target;
  return target === undefined || 'labelPrefix' in target || 'section' in target || 'milestone' in target;
}
