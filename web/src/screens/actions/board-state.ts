import { batch, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ActionSummary } from '../../../../src/http/trpc/shapes.ts';
import type { Fault } from '../../api.ts';
import type { Api } from '../../call.ts';
import { faultOf } from '../../api.ts';
import type { Filters } from '../../filters.ts';
import { matches, stays } from '../../filters.ts';
import type { ProjectSession } from '../../state/project.ts';

const FIRST = 30;
/** Of one column in one answer. */
const MOST = 100;

export type Column = { status: string; ids: Signal<string[]>; count: Signal<number>; cursor: Signal<string | null>; busy: Signal<boolean> };

export type Board = {
  columns: ReadonlySignal<Column[] | null>;
  fault: ReadonlySignal<Fault | null>;
  load(filters: Filters): Promise<void>;
  /** Rejects where they cannot be read. */
  more(column: Column): Promise<void>;
  /** Puts an action where its status says, on top; out of the board where it no longer matches. */
  place(action: ActionSummary): void;
  remove(id: string): void;
};

/** The columns of a board, each read page by page, kept true by live events. */
export function createBoard(api: Api, session: ProjectSession, projectId: string): Board {
  const columns = signal<Column[] | null>(null);
  const fault = signal<Fault | null>(null);
  let filters: Filters | null = null;
  let turn = 0;
  let loading: Promise<void> = Promise.resolve();

  const read = (items: ActionSummary[], askedAt: number): string[] => items.map((item) => session.entities.read(item, askedAt).id);
  const take = (id: string): void => {
    for (const { ids, count } of columns.peek() ?? []) {
      if (!ids.peek().includes(id)) continue;
      ids.value = ids.peek().filter((one) => one !== id);
      count.value = Math.max(0, count.peek() - 1);
    }
  };

  const load = async (wanted: Filters): Promise<void> => {
    const mine = ++turn;
    // Read anew, it keeps what "Show more" brought.
    const shown = wanted === filters ? (columns.peek() ?? []).map(({ ids }) => ids.peek().length) : [];
    filters = wanted;
    const askedAt = session.entities.heard();
    const { status: _, view: __, ...query } = wanted;
    try {
      const answer = await api.actions.board.query({ ...query, projectId, limit: Math.min(MOST, Math.max(FIRST, ...shown)) });
      if (mine !== turn) return;
      batch(() => {
        fault.value = null;
        columns.value = answer.columns.map(({ status, count, items, nextCursor }) => ({
          status, ids: signal(read(items, askedAt)), count: signal(count), cursor: signal(nextCursor), busy: signal(false),
        }));
      });
    } catch (error) {
      if (mine === turn && columns.peek() === null) fault.value = faultOf(error);
    }
  };

  return {
    columns,
    fault,
    load: (wanted) => (loading = load(wanted)),
    async more(column) {
      if (column.busy.peek() || column.cursor.peek() === null || filters === null) return;
      column.busy.value = true;
      const mine = turn;
      const asked = filters;
      const askedAt = session.entities.heard();
      const { view: _, ...query } = filters;
      const page = await api.actions.list.query({ ...query, projectId, status: [column.status], cursor: column.cursor.peek(), limit: FIRST }).finally(() => (column.busy.value = false));
      if (mine !== turn) {
        // Read anew meanwhile, as after a broken connection: the next cards are those of that reading.
        await loading;
        const anew = asked === filters && columns.peek()?.find(({ status }) => status === column.status);
        return anew ? this.more(anew) : undefined;
      }
      batch(() => {
        column.ids.value = [...new Set([...column.ids.peek(), ...read(page.items, askedAt)])];
        column.cursor.value = page.nextCursor;
      });
    },
    place(action) {
      const column = columns.peek()?.find(({ status }) => status === action.status);
      const judge = columns.peek()?.some(({ ids }) => ids.peek().includes(action.id)) === true ? stays : matches;
      const fits = filters !== null && judge({ ...filters, status: [] }, action, session.project.peek());
      if (column !== undefined && fits && column.ids.peek().includes(action.id)) return;
      batch(() => {
        take(action.id);
        if (column === undefined || !fits) return;
        // What is known already may be shown as the person changed it: only what is new is taken in.
        if (session.entities.get(action.id) === undefined) session.entities.read(action, session.entities.heard());
        column.ids.value = [action.id, ...column.ids.peek()];
        column.count.value += 1;
      });
    },
    remove: take,
  };
}
