/**
 * When a field of an issue last changed on GitHub, for "newest wins": `updatedAt` moves with every other
 * change too, and must not make an older value newer. The events of an issue's timeline are taken back
 * one by one, newest first: the first one without which the field reads otherwise gave it its value.
 */
import { catalogue, policyOf } from './fields/catalogue.ts';
import { projectFieldAt } from './projects.ts';
import { wholeSeconds } from './issue-time.ts';
import { equalValues } from './merge/value.ts';
import { without } from './merge/set.ts';
import type { FieldKey, FieldValues } from './action.ts';
import type { IntegrationSettings } from './settings.ts';
import type { Account, IssueSnapshot } from './snapshot.ts';
import { CLOSEST_MS } from './winner.ts';

/** What happened to an issue, as far as fields rest on it; times are GitHub's, ISO 8601 in whole seconds. */
export type IssueEvent = {
  at: string;
  /** Login of who did it, as REST shows it; null where GitHub does not say. */
  by?: string | null;
} & (
  | { kind: 'renamed'; from: string }
  /** The body; GitHub does not say what it was. */
  | { kind: 'rewritten' | 'reopened' }
  | { kind: 'closed'; reason?: IssueSnapshot['stateReason'] }
  | { kind: 'labeled' | 'unlabeled' | 'milestoned' | 'demilestoned'; name: string }
  | { kind: 'assigned' | 'unassigned'; account: Account }
  /** The issue type. */
  | { kind: 'retyped'; from: string | null; to: string | null }
  /** A value of an issue field, by the field's name; null where GitHub does not say which. */
  | { kind: 'filled'; field: string | null }
);

export interface Timeline {
  /** Oldest first. */
  events: IssueEvent[];
  /** It has everything since then. */
  since: string;
  /** Whether it tells of these: older servers do not. */
  tells: { types: boolean; fields: boolean };
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
export function isSurelyOlder({ updatedAt, projectItems = [] }: IssueSnapshot, editedAt: string, skewMs: number): boolean {
  // A value in a GitHub project does not move the issue's own time.
  const newest = latest([updatedAt, ...projectItems.flatMap((item) => item.updatedAt ?? [])]);
  return Date.parse(newest) < earliest([editedAt], skewMs);
}

/** From when on GitHub's events say which side is newer. */
export function sinceFor(editedAt: readonly string[], skewMs: number): string {
  return wholeSeconds(new Date(earliest(editedAt, skewMs) - CLOSEST_MS).toISOString());
}

const earliest = (times: readonly string[], skewMs: number): number => Math.min(...times.map((at) => Date.parse(at))) - Math.max(CLOSEST_MS, Math.abs(skewMs));

/**
 * @param keys fields asked for
 * @param timeline null where GitHub does not tell what happened
 * @returns each with its time; what nothing tells of has that of the issue
 */
export function changedAt(keys: readonly FieldKey[], issue: IssueSnapshot, timeline: Timeline | null, settings: IntegrationSettings): FieldTimes {
  const { events, ...known } = timeline ?? { events: [], since: issue.updatedAt, tells: { types: false, fields: false } };
  const times: FieldTimes = {};
  for (const field of catalogue(settings).filter(({ key }) => keys.includes(key))) {
    const places = placesOf(field.key, settings);
    // What no event tells of, and else what is older than everything that was asked for.
    const found = [known.since, ...places.map((place) => placeAt(place, issue, known))];
    let after = issue;
    for (const event of newestFirst(events, issue)) {
      const before = beforeEvent(after, event);
      const [now, then] = [field.read(after, settings), field.read(before, settings)];
      after = before;
      if (!isFilled(event, places) && (now === undefined || then === undefined || equalValues(field, now, then))) continue;
      found.push(event.at);
      break;
    }
    times[field.key] = latest(found);
  }
  return times;
}

const latest = (times: readonly string[]): string => times.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));

/** What a value of an issue field was is told only of some kinds of fields: that it is another one now has to do. */
function isFilled(event: IssueEvent, places: readonly Place[]): boolean {
  return event.kind === 'filled' && places.some((place) => place.in === 'issueField' && (event.field === null || event.field === place.field));
}

/** What had happened when the issue was read. */
export const newestFirst = (events: readonly IssueEvent[], issue: IssueSnapshot): IssueEvent[] => events.filter(({ at }) => at <= issue.updatedAt).toReversed().toSorted((a, b) => b.at.localeCompare(a.at));

/** The issue as it was before this happened to it. */
export const beforeEvent = (after: IssueSnapshot, event: IssueEvent): IssueSnapshot => (UNDO[event.kind] as (issue: IssueSnapshot, event: IssueEvent) => IssueSnapshot)(after, event);

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
  retyped: (issue, { from }) => ({ ...issue, issueType: from }),
  filled: (issue) => issue,
};

/** Where a field stands, beside titles, texts, states, labels, people and milestones, of which every timeline tells. */
type Place = { in: 'issueType' | 'elsewhere' } | { in: 'issueField'; field: string } | { in: 'project'; project: number; field: string };

/** The time that stands for a place as long as no event tells a later one. */
function placeAt(place: Place, issue: IssueSnapshot, { since, tells }: Omit<Timeline, 'events'>): string {
  if (place.in === 'project') return projectFieldAt(issue, place.project, place.field) ?? issue.updatedAt;
  const isTold = (place.in === 'issueType' && tells.types) || (place.in === 'issueField' && tells.fields);
  return isTold ? since : issue.updatedAt;
}

function placesOf(key: FieldKey, { mappings }: IntegrationSettings): Place[] {
  if (key === 'issueType') return [{ in: 'issueType' }];
  if (key === 'status' || key === 'priority' || key === 'category') {
    return mappings[key].sources.flatMap((source): Place[] => {
      switch (source.from) {
        case 'labels': return [];
        case 'issueType': return [{ in: 'issueType' }];
        case 'issueField': return [{ in: 'issueField', field: source.field }];
        case 'projectField': return [{ in: 'project', project: source.project, field: source.field }];
        default: return [{ in: 'elsewhere' }];
      }
    });
  }
  const target = key === 'dueDate' ? mappings.dueDate.source : mappings.custom.find((custom) => `custom.${custom.key}` === key)?.target;
  // The due date of a milestone.
  if (target === 'milestone') return [{ in: 'elsewhere' }];
  if (target == null || 'labelPrefix' in target || 'section' in target || 'milestone' in target) return [];
  if ('issueField' in target) return [{ in: 'issueField', field: target.issueField }];
  return 'projectField' in target ? [{ in: 'project', project: target.project, field: target.projectField }] : [{ in: 'issueType' }];
}
