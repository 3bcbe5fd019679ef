import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { Filters } from '../filters.ts';
import type { List } from './list.ts';

/** What a bulk edit is about: these, or all that match. */
export type Choice = { ids: string[] } | { matching: Filters };

export type Selection = {
  ids: ReadonlySignal<ReadonlySet<string>>;
  /** Everything that matches the filters, read or not. */
  all: ReadonlySignal<boolean>;
  count: ReadonlySignal<number>;
  /** Selects a row, or takes it back; the next range begins there. */
  toggle(id: string): void;
  /** Selects the rows from the last one toggled to this one. */
  range(id: string): void;
  selectAll(): void;
  clear(): void;
  choice(): Choice;
};

/** Which actions are selected. Another question to the list begins anew. */
export function createSelection(list: List): Selection {
  const ids = signal<ReadonlySet<string>>(new Set());
  const all = signal(false);
  let begin: string | null = null;
  const clear = (): void => {
    if (ids.peek().size > 0) ids.value = new Set();
    all.value = false;
    begin = null;
  };
  effect(() => {
    void list.filters.value;
    clear();
  });
  return {
    ids,
    all,
    count: computed(() => (all.value ? list.total.value : ids.value.size)),
    toggle(id) {
      // Out of "all that match", one by one means those that are read.
      const now = new Set(all.peek() ? list.ids.peek() : ids.peek());
      if (!now.delete(id)) now.add(id);
      all.value = false;
      ids.value = now;
      begin = id;
    },
    range(id) {
      const order = list.ids.peek();
      const ends = [order.indexOf(begin ?? id), order.indexOf(id)].sort((a, b) => a - b);
      if ((ends[0] ?? -1) < 0) return;
      ids.value = new Set([...ids.peek(), ...order.slice(ends[0], (ends[1] ?? 0) + 1)]);
      begin ??= id;
    },
    selectAll() {
      ids.value = new Set(list.ids.peek());
      all.value = true;
    },
    clear,
    choice: () => (all.peek() ? { matching: list.filters.peek() } : { ids: [...ids.peek()] }),
  };
}
