/** The filters of the history, as the address has them. */
import type { SyncLogFilterShape } from '../../../../src/http/trpc/sync-log-shapes.ts';

// Spelled out and checked by type: the shapes themselves would bring the whole validator to the page.
const OUTCOMES: NonNullable<SyncLogFilterShape['outcome']>[] = ['created', 'changed', 'in_step', 'detached', 'dropped', 'failed', 'trouble'];
const TRIGGERS: NonNullable<SyncLogFilterShape['trigger']>[] = ['webhook', 'backfill', 'poll', 'verify', 'refresh', 'push', 'edit'];

const NAMES = ['repository', 'issue', 'direction', 'trigger', 'outcome', 'from', 'to', 'text'] as const;
export type FilterName = (typeof NAMES)[number];

const oneOf = <T extends string>(values: readonly T[], value: string | null): T | null => values.find((one) => one === value) ?? null;

/** A day without a time is the reader's: it begins at midnight, and as an end it counts whole. */
function instant(value: string | null, days = 0): string | null {
  const isDay = value?.length === 10;
  const date = value === null || value === '' ? null : new Date(isDay ? `${value}T00:00` : value);
  if (date === null || Number.isNaN(date.getTime())) return null;
  if (isDay) date.setDate(date.getDate() + days);
  return date.toISOString();
}

/** What in the address is no filter takes everything. */
export function parseLogFilters(query: URLSearchParams): SyncLogFilterShape {
  const repository = query.get('repository') ?? '';
  // A number, with or without `#`; or the address of an issue.
  const issue = Number(/\d+$/.exec((query.get('issue') ?? '').trim())?.[0]);
  return {
    repositoryId: /^\d{1,15}$/.test(repository) ? repository : null,
    issue: Number.isSafeInteger(issue) && issue > 0 && issue < 1e9 ? issue : null,
    direction: oneOf(['pull', 'push'], query.get('direction')),
    trigger: oneOf(TRIGGERS, query.get('trigger')),
    outcome: oneOf(OUTCOMES, query.get('outcome')),
    from: instant(query.get('from')),
    to: instant(query.get('to'), 1),
    text: (query.get('text') ?? '').trim().slice(0, 200),
  };
}

/** How many filters an address sets. */
export const countFilters = (query: URLSearchParams): number => NAMES.filter((name) => (query.get(name) ?? '') !== '').length;

/** The search part of an address with one filter set or taken away. */
export function withFilter(query: URLSearchParams, name: FilterName, value: string): string {
  const next = new URLSearchParams(query);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next.size === 0 ? '' : `?${next.toString()}`;
}

/** Where the rows that the filters let through can be downloaded. */
export function exportAddress(projectId: string, filter: SyncLogFilterShape, format: 'csv' | 'json'): string {
  const entries = Object.entries({ project: projectId, format, ...filter }).filter(([, value]) => value !== null && value !== '');
  return `/api/export/sync-log?${new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
