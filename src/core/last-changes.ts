/**
 * When a field of an issue last changed on GitHub, and who changed it, for "newest wins", conflicts and what
 * lost: `updatedAt` moves with every other change too, and must not make an older value newer. The events
 * of an issue's timeline are taken back one by one, newest first: the first one without which the field
 * reads otherwise gave it its value.
 */
import { catalogue, directionOf, policyOf } from './fields/catalogue.ts';
import type { Field } from './fields/field.ts';
import { projectFieldAt } from './projects.ts';
import { wholeSeconds } from './issue-time.ts';
import { equalValues } from './merge/value.ts';
import { fold, without } from './merge/set.ts';
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
  /** The body, with its texts where they are told. */
  | { kind: 'rewritten'; from?: string; to?: string }
  | { kind: 'reopened' }
  | { kind: 'closed'; reason?: IssueSnapshot['stateReason'] }
  | { kind: 'labeled' | 'unlabeled' | 'milestoned' | 'demilestoned'; name: string }
  | { kind: 'assigned' | 'unassigned'; account: Account }
  /** The issue type. */
  | { kind: 'retyped'; from: string | null; to: string | null }
  /** A value of an issue field, by the field's name; null where GitHub does not say which. Its value as text, where it is told; null for none. */
  | { kind: 'filled'; field: string | null; to?: string | null }
);

export interface Timeline {
  /** Oldest first. */
  events: IssueEvent[];
  /** It has everything since then. */
  since: string;
  /** Whether it tells of these: older servers do not. */
  tells: { types: boolean; fields: boolean };
}

/** What gave a field the value it has on GitHub. */
export interface LastChange {
  /** GitHub's time, ISO 8601 in whole seconds. */
  at: string;
  /** Login, as REST shows it; null where GitHub does not say. */
  by: string | null;
}

export type LastChanges = Partial<Record<FieldKey, LastChange>>;

interface Question {
  settings: IntegrationSettings;
  base: FieldValues;
  /** When each field was edited here. */
  edited: Partial<Record<FieldKey, { at: string }>>;
  /** GitHub's value of each field that waits for a person. */
  held: FieldValues;
  /** What our last write was to bring about, while nobody knows whether it did. */
  pushing: FieldValues | null;
  issue: IssueSnapshot;
}

/**
 * Fields that were edited on both sides, where GitHub's value may lose or wait for a person: that is told with who
 * and when, and "newest wins" rests on the time. What waits already is known.
 */
export function contestedFields({ settings, base, edited, held, pushing, issue }: Question): FieldKey[] {
  return catalogue(settings).flatMap((field) => {
    const theirs = field.read(issue, settings);
    const waits = held[field.key];
    const direction = directionOf(field, settings);
    const mayLose = waits !== undefined || direction === 'push' || (direction === 'both' && policyOf(field.key, settings) !== 'github');
    if (theirs === undefined || !mayLose || (waits === undefined && edited[field.key] === undefined)) return [];
    // Of a text what we wrote may be beside what somebody else did.
    const known = [waits ?? base[field.key] ?? field.empty, field.kind === 'text' ? undefined : pushing?.[field.key]];
    return known.some((value) => value !== undefined && equalValues(field, theirs, value)) ? [] : [field.key];
  });
}

/** From when on GitHub's events say who changed what both sides edited, and which side is newer. @param seenAt GitHub's time of the issue when its fields were last taken in */
export function sinceFor(editedAt: readonly string[], seenAt: string, skewMs: number): string {
  const margin = Math.max(CLOSEST_MS, Math.abs(skewMs));
  const since = Math.min(Date.parse(seenAt), ...editedAt.map((at) => Date.parse(at) - margin)) - CLOSEST_MS;
  return wholeSeconds(new Date(since).toISOString());
}

/**
 * @param keys fields asked for
 * @param timeline null where GitHub does not tell what happened
 * @returns each with its time and who it was; what nothing tells of has the time of the issue
 */
export function lastChanges(keys: readonly FieldKey[], issue: IssueSnapshot, timeline: Timeline | null, settings: IntegrationSettings): LastChanges {
  const { events, ...known } = timeline ?? { events: [], since: issue.updatedAt, tells: { types: false, fields: false } };
  const changes: LastChanges = {};
  for (const field of catalogue(settings).filter(({ key }) => keys.includes(key))) {
    const event = lastEventOf(field, issue, events, settings);
    // What no event tells of, and else what is older than everything that was asked for.
    const untold = latest([known.since, ...placesOf(field.key, settings).map((place) => placeAt(place, issue, known))]);
    const isTold = event !== null && Date.parse(event.at) >= Date.parse(untold);
    changes[field.key] = isTold ? { at: event.at, by: event.by ?? null } : { at: untold, by: null };
  }
  return changes;
}

/**
 * @param events that one webhook tells of
 * @returns of these fields those that the webhook's sender changed
 */
export function toldChanges(keys: readonly FieldKey[], issue: IssueSnapshot, events: readonly IssueEvent[], settings: IntegrationSettings): LastChanges {
  const told = catalogue(settings).flatMap((field): [FieldKey, LastChange][] => {
    const event = keys.includes(field.key) ? lastEventOf(field, issue, events, settings) : null;
    return event === null ? [] : [[field.key, { at: event.at, by: event.by ?? null }]];
  });
  return Object.fromEntries(told);
}

/**
 * Whose a value was that a write of ours took the place of.
 * @param replaced the issue as the write found it
 * @param own logins that the write may have
 */
export function authorOf(key: FieldKey, replaced: IssueSnapshot, events: readonly IssueEvent[], own: readonly string[], settings: IntegrationSettings): string | null {
  const isOurs = ({ by }: IssueEvent): boolean => by != null && own.some((login) => fold(login) === fold(by));
  const before = events.slice(0, events.findLastIndex(isOurs) + 1).filter((event) => !isOurs(event));
  const field = catalogue(settings).find((one) => one.key === key);
  return (field && lastEventOf(field, replaced, before, settings)?.by) ?? null;
}

/** The event that gave a field the value it has; null where none of them did. */
function lastEventOf(field: Field, issue: IssueSnapshot, events: readonly IssueEvent[], settings: IntegrationSettings): IssueEvent | null {
  const places = placesOf(field.key, settings);
  let after = issue;
  for (const event of newestFirst(events, issue)) {
    const before = beforeEvent(after, event);
    const [now, then] = [field.read(after, settings), field.read(before, settings)];
    if (isFilled(event, places) || (now !== undefined && then !== undefined && !equalValues(field, now, then))) return event;
    after = before;
  }
  return null;
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
  rewritten: (issue, { from = issue.body === '' ? ' ' : '' }) => ({ ...issue, body: from }),
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
