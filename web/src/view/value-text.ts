import type { ProjectStatus } from '../../../src/http/trpc/shapes.ts';
import { priorityName } from './priority.tsx';
import { statusOf } from './status-icon.tsx';

/** Statuses and priorities by the names that people read; every other value as it is. */
export function named(field: string, value: unknown, statuses?: ProjectStatus[]): unknown {
  if (typeof value !== 'string') return value;
  return field === 'status' ? statusOf(statuses, value).name : field === 'priority' ? priorityName(value) : value;
}

/** A field's value of any kind, as words. Empty for nothing. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
