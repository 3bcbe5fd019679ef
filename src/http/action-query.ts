/** What a page asks and edits, in the terms of the store. */
import type { FieldValues } from '../core/action.ts';
import type { ActionFilter } from '../store/action-views.ts';
import type { ActionChanges, ActionQuery } from './trpc/shapes.ts';
import { NONE } from './trpc/shapes.ts';

type Query = Omit<ActionQuery, 'cursor' | 'limit' | 'sort' | 'order'>;

/** @param hidden repositories whose actions the reader must not see */
export function toFilter(query: Query, hidden: readonly number[]): ActionFilter {
  return {
    projectId: Number(query.projectId), status: query.status, priority: query.priority, assignee: query.assignee, tag: query.tag,
    // An id that is none matches nothing, rather than everything.
    repository: query.repository.map((one) => (/^\d{1,15}$/.test(one) ? Number(one) : -1)), text: query.text, hidden, none: NONE, archived: query.archived,
  };
}

type Sorting = Pick<ActionQuery, 'sort' | 'order'>;

/** A cursor of somebody's own making, or of a list in another order, reads as none: the list begins anew. */
export function parseCursor(cursor: string | null, { sort, order }: Sorting): { value: string; id: number } | null {
  if (cursor === null) return null;
  try {
    const { by, value, id } = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as { by: unknown; value: unknown; id: unknown };
    return by === `${sort} ${order}` && typeof value === 'string' && Number.isSafeInteger(id) ? { value, id: id as number } : null;
  } catch {
    return null;
  }
}

export function formatCursor(next: { value: string; id: number } | null, { sort, order }: Sorting): string | null {
  return next && Buffer.from(JSON.stringify({ by: `${sort} ${order}`, ...next })).toString('base64url');
}

/** The project's own fields stand under `custom.` inside. */
export function toValues({ customFields = {}, ...changes }: ActionChanges): FieldValues {
  return { ...changes, ...Object.fromEntries(Object.entries(customFields).map(([key, value]) => [`custom.${key}`, value])) };
}
