import { batch, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ActionSummary, Project } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import type { Api } from '../call.ts';
import { faultOf } from '../api.ts';
import type { Filters } from '../filters.ts';
import { matches, noFilters, stays } from '../filters.ts';
import { createArrivals } from './arrivals.ts';
import type { Entities, Entity } from './entities.ts';

const PAGE_SIZE = 50;
/** Who scrolls on reads on in larger steps. */
const MORE_SIZE = 100;
/** As long as the fade of a leaving row in list.css. */
const FADE_MS = 300;

export type ListState = 'loading' | 'ready' | 'failed';

export type List = {
  state: ReadonlySignal<ListState>;
  fault: ReadonlySignal<Fault | null>;
  filters: ReadonlySignal<Filters>;
  ids: ReadonlySignal<string[]>;
  total: ReadonlySignal<number>;
  /** There are more than `total`. */
  atLeast: ReadonlySignal<boolean>;
  hasMore: ReadonlySignal<boolean>;
  /** The next page could not be had; the rows so far stay. */
  moreFailed: ReadonlySignal<boolean>;
  /** Matching actions that arrived while the person was reading further down. */
  unseen: ReadonlySignal<number>;
  /** Set by the view: whether new rows may appear at the top without moving what is being read. */
  mayPrepend: Signal<boolean>;
  /** Reads the first page; `quiet` keeps the rows in view until it is there. */
  load(filters: Filters, quiet?: boolean): Promise<void>;
  loadMore(): Promise<void>;
  hear(action: ActionSummary): void;
  /** Reads how many match, without touching the rows. */
  recount(): Promise<void>;
  remove(id: string): void;
  /** Lets a row go that no longer matches; false when it still does. */
  settle(id: string): boolean;
};

type Parts = { api: Api; entities: Entities; projectId: string; project: () => Project | null };

type Signals = ReturnType<typeof createSignals>;

function createSignals() {
  return {
    state: signal<ListState>('loading'),
    fault: signal<Fault | null>(null),
    filters: signal<Filters>(noFilters),
    ids: signal<string[]>([]),
    total: signal(0),
    atLeast: signal(false),
    cursor: signal<string | null>(null),
    moreFailed: signal(false),
    unseen: signal(0),
    hasMore: signal(false),
    mayPrepend: signal(true),
  };
}

/** Reads pages from the server. A newer question makes the answer to an older one void. */
function createReader(parts: Parts, s: Signals, removed: Set<string>) {
  let abort = new AbortController();
  let loadingMore = false;

  const read = async (cursor: string | null, signal: AbortSignal): Promise<string[] | null> => {
    const askedAt = parts.entities.heard();
    removed.clear();
    const query = { ...s.filters.value, projectId: parts.projectId, cursor, limit: cursor === null ? PAGE_SIZE : MORE_SIZE };
    const page = await parts.api.actions.list.query(query, { signal });
    if (signal.aborted) return null;
    s.total.value = page.total;
    s.atLeast.value = page.atLeast;
    s.cursor.value = page.nextCursor;
    s.hasMore.value = page.nextCursor !== null;
    return page.items.filter((item) => !removed.has(item.id)).map((item) => parts.entities.read(item, askedAt).id);
  };

  const load = async (filters: Filters, quiet = false): Promise<void> => {
    abort.abort();
    abort = new AbortController();
    const { signal } = abort;
    loadingMore = false;
    s.filters.value = filters;
    if (!quiet || s.state.value === 'failed') s.state.value = 'loading';
    try {
      const ids = await read(null, signal);
      if (ids === null) return;
      batch(() => apply(s, { ids, state: 'ready', fault: null, unseen: 0, moreFailed: false }));
    } catch (error) {
      const fault = faultOf(error);
      if (signal.aborted || (quiet && s.state.value === 'ready')) return;
      batch(() => apply(s, { state: 'failed', fault }));
    }
  };

  const loadMore = async (): Promise<void> => {
    if (loadingMore || s.cursor.value === null || s.state.value !== 'ready') return;
    loadingMore = true;
    const { signal } = abort;
    try {
      const more = await read(s.cursor.value, signal);
      if (more === null) return;
      batch(() => apply(s, { ids: [...new Set([...s.ids.value, ...more])], moreFailed: false }));
    } catch {
      if (!signal.aborted) s.moreFailed.value = true;
    }
    if (!signal.aborted) loadingMore = false;
  };
  return { load, loadMore };
}

type Values = { ids: string[]; state: ListState; fault: Fault | null; unseen: number; moreFailed: boolean };

function apply(s: Signals, values: Partial<Values>): void {
  if (values.ids !== undefined) s.ids.value = values.ids;
  if (values.state !== undefined) s.state.value = values.state;
  if (values.fault !== undefined) s.fault.value = values.fault;
  if (values.unseen !== undefined) s.unseen.value = values.unseen;
  if (values.moreFailed !== undefined) s.moreFailed.value = values.moreFailed;
}

/** One project's list: pages read so far, kept true by live events. */
export function createList(parts: Parts): List {
  const s = createSignals();
  const removed = new Set<string>();
  const reader = createReader(parts, s, removed);
  const fits = (action: ActionSummary): boolean => matches(s.filters.value, action, parts.project());
  const mayStay = ({ shown }: Entity): boolean => stays(s.filters.value, shown.value, parts.project());

  const drop = (id: string): void => {
    if (!s.ids.value.includes(id)) return;
    s.ids.value = s.ids.value.filter((other) => other !== id);
    s.total.value = Math.max(0, s.total.value - 1);
  };

  const settle = (id: string): boolean => {
    const entity = parts.entities.get(id);
    if (entity === undefined || !s.ids.value.includes(id) || mayStay(entity)) return false;
    fadeOut(entity, () => (mayStay(entity) ? undefined : drop(id)));
    return true;
  };

  const arrive = createArrivals({
    show(actions) {
      const fresh = actions.filter((action) => fits(action) && !s.ids.value.includes(action.id));
      if (s.state.value !== 'ready') return;
      if (!s.mayPrepend.value) s.unseen.value += fresh.length;
      else s.ids.value = [...fresh.map((action) => parts.entities.read(action, parts.entities.heard()).id), ...s.ids.value];
    },
    reload: () => reader.load(s.filters.value, true),
  });

  const hear = (action: ActionSummary): void => {
    if (s.ids.value.includes(action.id)) return void settle(action.id);
    if (s.state.value !== 'ready' || !fits(action)) return;
    const onTop = belongsOnTop(s.filters.value, action, parts.entities.get(s.ids.value[0] ?? '')?.server.value);
    if (onTop && s.mayPrepend.value) arrive(action);
    // Older rows further down may be among the pages not read yet: they are no news.
    else if (onTop || !s.hasMore.value) s.unseen.value += 1;
  };

  const recount = async (): Promise<void> => {
    const filters = s.filters.value;
    if (s.state.value !== 'ready') return;
    const query = { ...filters, projectId: parts.projectId, limit: 1 };
    const page = await parts.api.actions.list.query(query).catch(() => null);
    if (page === null || filters !== s.filters.value) return;
    s.total.value = page.total;
    s.atLeast.value = page.atLeast;
  };

  return {
    ...s,
    ...reader,
    hear,
    recount,
    settle,
    remove(id) {
      removed.add(id);
      drop(id);
    },
  };
}

/** Whether an action that is not in the list yet would be its first row. */
function belongsOnTop({ sort, order }: Filters, action: ActionSummary, first: ActionSummary | undefined): boolean {
  if (first === undefined) return true;
  if (order !== 'desc') return false;
  if (sort === 'updated') return action.updatedAt >= first.updatedAt;
  return sort === 'created' && action.createdAt > first.createdAt;
}

function fadeOut(entity: Entity, then: () => void): void {
  entity.leaving.value = true;
  setTimeout(() => {
    entity.leaving.value = false;
    then();
  }, FADE_MS);
}
