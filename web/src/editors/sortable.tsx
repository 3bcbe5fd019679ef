import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { integrationText as text } from '../text/integration.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../view/icon.tsx';

type SortableProps<T> = {
  label: string;
  items: readonly T[];
  nameOf: (item: T) => string;
  onItems: (items: T[]) => void;
  /** What the last button adds; null where another one must be named first. */
  make: () => T;
  addLabel: string;
  minimum?: number;
  children: (item: T, set: (item: T) => void, index: number) => ComponentChildren;
};

const moved = <T,>(items: readonly T[], from: number, to: number): T[] => {
  const rest = items.filter((_, at) => at !== from);
  return [...rest.slice(0, to), items[from] as T, ...rest.slice(to)];
};

/** Rows in an order of their own: dragged by the grip, or moved by its arrow keys. */
export function Sortable<T>({ label, items, nameOf, onItems, make, addLabel, minimum = 0, children }: SortableProps<T>) {
  const dragged = useSignal<number | null>(null);
  const told = useSignal('');
  const id = useId();
  const move = (from: number, to: number, grip: HTMLElement): void => {
    if (to < 0 || to >= items.length) return;
    const name = nameOf(items[from] as T);
    const list = grip.closest('ol');
    onItems(moved(items, from, to));
    told.value = text.movedTo(name, to + 1, items.length);
    // At once, so that the next press of the key moves the same item: rows stay where they are, only what is in them changes.
    list?.querySelectorAll<HTMLElement>('.grip')[to]?.focus();
  };
  return (
    <div class="sortable">
      <p class="hidden" id={id}>
        {text.gripHint}
      </p>
      <ol aria-label={label}>
        {items.map((item, index) => (
          <li
            key={index}
            class={dragged.value === index ? 'is-dragged' : ''}
            onDragOver={(event) => {
              event.preventDefault();
              const from = dragged.value;
              if (from === null || from === index) return;
              onItems(moved(items, from, index));
              dragged.value = index;
            }}
            onDrop={(event) => event.preventDefault()}
          >
            <button
              type="button"
              class="grip"
              draggable
              aria-label={text.move(nameOf(item))}
              aria-describedby={id}
              onDragStart={() => (dragged.value = index)}
              onDragEnd={() => (dragged.value = null)}
              onKeyDown={(event) => {
                const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
                if (by === 0) return;
                event.preventDefault();
                move(index, index + by, event.currentTarget);
              }}
            >
              <Icon name="grabber" />
            </button>
            {children(item, (next) => onItems(items.map((one, at) => (at === index ? next : one))), index)}
            <IconButton icon="trash" label={text.remove(nameOf(item))} disabled={items.length <= minimum} onClick={() => onItems(items.filter((_, at) => at !== index))} />
          </li>
        ))}
      </ol>
      <p class="hidden" role="status">
        {told.value}
      </p>
      <Button small icon="plus" onClick={() => onItems([...items, make()])}>
        {addLabel}
      </Button>
    </div>
  );
}
