import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import * as text from '../text.ts';
import { LoadMore } from './bits.tsx';
import { TextField } from './field.tsx';

const SOME = 50;

/** The beginning of a list that is here as a whole and may be long, and the rest bit by bit. */
export function Some<T>({ items, nameOf, children }: { items: readonly T[]; /** What they are found by. */ nameOf: (item: T) => string; children: (some: readonly T[]) => ComponentChildren }) {
  const count = useSignal(SOME);
  const find = useSignal('');
  const found = items.filter((one) => nameOf(one).toLowerCase().includes(find.value.trim().toLowerCase()));
  return (
    <>
      {items.length > SOME && <TextField label={text.menu.find} value={find.value} onValue={(value) => (find.value = value)} />}
      {found.length === 0 && items.length > 0 ? <p class="muted">{text.menu.nothing}</p> : children(found.slice(0, count.value))}
      <LoadMore hasMore={found.length > count.value} busy={false} onMore={() => (count.value += SOME)} />
    </>
  );
}
