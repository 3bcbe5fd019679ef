import { asText, holds, plain, refuses } from './field.ts';
import { canSay, readLadder, spelling, writeLadder } from './sources.ts';
import { readPulls } from '../pulls.ts';
import type { Field } from './field.ts';
import type { JsonValue } from '../action.ts';
import type { IntegrationSettings } from '../settings.ts';
import type { IssuePatch } from '../patch.ts';
import type { IssueSnapshot, StateReason } from '../snapshot.ts';
import type { Ladder } from './sources.ts';
import type { StateKey } from '../settings/resolve.ts';

/**
 * The project's own status. State and reason decide whether it is open or closed; labels or an
 * issue field refine it within that. Two statuses that GitHub cannot tell apart count as equal.
 */
export const status: Field = {
  ...plain,
  key: 'status',
  name: 'Status',
  read: (issue, settings) => {
    const refined = readLadder(statusLadder(settings), issue, (key) => isClosed(key, settings) === (issue.state === 'closed'));
    return refined === null ? bareStatus(issue, settings) : refined;
  },
  project: (value, settings) => {
    const known = settings.statuses.find(({ key }) => key === value);
    if (known === undefined) return refuses(`the project has no status "${asText(value)}"`);
    return holds(representable(known.key, settings));
  },
  write: writeStatus,
  inManyPlaces: true,
  obstacle: followsPull,
  show: (value, settings) => settings.statuses.find(({ key }) => key === value)?.name ?? 'none',
};

/**
 * What pull requests say is theirs to say: while the issue is open no other status can be written past
 * it, and a status that nothing else says cannot be written at all.
 */
function followsPull(value: JsonValue, issue: IssueSnapshot, settings: IntegrationSettings): string | undefined {
  const key = asText(value);
  if (isClosed(key, settings)) return undefined;
  const { sources, keys } = statusLadder(settings);
  for (const source of sources) {
    if (source.from !== 'pullRequests') {
      if (spelling(source, keys, key, issue.labels) !== undefined) return undefined;
      continue;
    }
    const said = readPulls(source, keys, issue.pulls ?? [], (one) => !isClosed(one, settings));
    if (said === key) return undefined;
    if (said !== null && issue.state === 'open') return `the status follows a linked pull request, which says "${nameOf(said, settings)}"`;
  }
  const isTheirs = key !== settings.mappings.status.open && isSaidByPulls(key, settings);
  return isTheirs ? `the status "${nameOf(key, settings)}" comes from linked pull requests only` : undefined;
}

function isSaidByPulls(key: string, settings: IntegrationSettings): boolean {
  return statusLadder(settings).sources.some((source) => source.from === 'pullRequests' && source.rows.some((row) => row.active && row.status === key));
}

function nameOf(key: string, settings: IntegrationSettings): string {
  return settings.statuses.find((one) => one.key === key)?.name ?? key;
}

/** The status by state and reason alone. */
export function bareStatus(issue: IssueSnapshot, settings: IntegrationSettings): string {
  return settings.mappings.status[stateKey(issue.state, issue.stateReason)];
}

export function statusLadder(settings: IntegrationSettings): Ladder {
  return { sources: settings.mappings.status.sources, keys: settings.statuses.map(({ key }) => key) };
}

/** Whether a status stands for a closed issue. */
export function isClosed(key: string, settings: IntegrationSettings): boolean {
  const category = settings.statuses.find((status) => status.key === key)?.category;
  return category === 'done' || category === 'cancelled';
}

/** Issues closed before GitHub knew reasons have none: they count as completed. */
function stateKey(state: IssueSnapshot['state'], reason: StateReason | null): StateKey {
  if (state === 'open') return 'open';
  if (reason === 'not_planned') return 'notPlanned';
  return reason === 'duplicate' ? 'duplicate' : 'completed';
}

const CLOSING = [
  ['completed', 'completed'],
  ['notPlanned', 'not_planned'],
  ['duplicate', 'duplicate'],
] as const;

function representable(key: string, settings: IntegrationSettings): string {
  const mapping = settings.mappings.status;
  if (canSay(statusLadder(settings), key) || isSaidByPulls(key, settings)) return key;
  const states: readonly StateKey[] = isClosed(key, settings) ? ['completed', 'notPlanned', 'duplicate'] : ['open'];
  if (states.some((state) => mapping[state] === key)) return key;
  return mapping[nearestState(key, settings)];
}

function nearestState(key: string, settings: IntegrationSettings): StateKey {
  if (!isClosed(key, settings)) return 'open';
  const category = settings.statuses.find((status) => status.key === key)?.category;
  return category === 'cancelled' ? 'notPlanned' : 'completed';
}

function writeStatus(patch: IssuePatch, value: unknown, issue: IssueSnapshot, settings: IntegrationSettings) {
  const key = String(value);
  const bare = writeState(patch, key, issue, settings);
  writeLadder(patch, statusLadder(settings), key, issue, bare !== key);
}

/** Opens or closes the issue where needed; returns the status that the state alone then stands for. */
function writeState(patch: IssuePatch, key: string, issue: IssueSnapshot, settings: IntegrationSettings): string {
  const mapping = settings.mappings.status;
  const current = mapping[stateKey(issue.state, issue.stateReason)];
  if (isClosed(key, settings) === (issue.state === 'closed')) {
    const refinedOnly = !CLOSING.some(([state]) => mapping[state] === key);
    if (current === key || issue.state === 'open' || refinedOnly) return current;
  }
  if (!isClosed(key, settings)) {
    patch.state = 'open';
    patch.stateReason = 'reopened';
    return mapping.open;
  }
  const nearest = nearestState(key, settings);
  const [state, reason] =
    CLOSING.find(([state]) => state === nearest && mapping[state] === key) ??
    CLOSING.find(([state]) => mapping[state] === key) ??
    CLOSING.find(([state]) => state === nearest) ??
    CLOSING[0];
  patch.state = 'closed';
  patch.stateReason = reason;
  if (issue.state === 'closed') patch.reopenFirst = true;
  return mapping[state];
}
