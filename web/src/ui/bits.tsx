import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { IconName } from '../icons.ts';
import * as text from '../text.ts';
import { Icon } from '../view/icon.tsx';
import { Button } from './button.tsx';

export type Tone = 'neutral' | 'accent' | 'success' | 'attention' | 'danger' | 'done';

export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class={`badge badge-${tone}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </span>
  );
}

/** A sentence that must not be missed, in the place it is about. `live`: it came up while the page was read. */
export function Notice({ tone = 'accent', icon, live = false, children }: { tone?: Exclude<Tone, 'neutral' | 'done'>; icon?: IconName; live?: boolean; children: ComponentChildren }) {
  const sign = icon ?? (tone === 'success' ? 'check' : tone === 'accent' ? 'info' : 'alert');
  return (
    <div class={`flash flash-${tone}`} role={live ? (tone === 'danger' ? 'alert' : 'status') : undefined}>
      <Icon name={sign} />
      <div>{children}</div>
    </div>
  );
}

/** Sentences, one below the other. */
export function Bullets({ lines }: { lines: readonly string[] }) {
  return (
    <ul class="consequences">
      {lines.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ul>
  );
}

/** What is shown this once: to be copied. */
export function Secret({ words, value }: { words: string; value: string }) {
  return (
    <Notice tone="success" live>
      {words}
      <p class="secret">
        <code>{value}</code>
        <CopyButton value={value} />
      </p>
    </Notice>
  );
}

/** What stands where there is nothing yet: why, and the way on. */
export function Blank({ icon, title, hint, children }: { icon: IconName; title: string; hint?: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class="blank">
      <Icon name={icon} class="blank-icon" />
      <h2>{title}</h2>
      {hint !== undefined && <p>{hint}</p>}
      {children}
    </div>
  );
}

/** How far something is; without `max` it is under way and nobody knows how long. */
export function Progress({ label, value, max }: { label: string; value?: number; max?: number | null }) {
  return <progress class="bar" aria-label={label} {...(max == null || value === undefined ? {} : { value, max: Math.max(1, max) })} />;
}

/** Copies a text, and says so. */
export function CopyButton({ value, label = text.ui.copy }: { value: string; label?: string }) {
  const copied = useSignal(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value);
    copied.value = true;
    setTimeout(() => (copied.value = false), 2_000);
  };
  return (
    <Button small icon={copied.value ? 'check' : 'copy'} onClick={() => void copy()}>
      <span role="status">{copied.value ? text.ui.copied : label}</span>
    </Button>
  );
}

/**
 * A wide table scrolls by itself, with the keyboard too; in the settings, where there is no room for it, each row is a
 * block whose cells say their column. A column of buttons has an empty head.
 */
export function Table({ label, head, children }: { label: string; head: readonly string[]; children: ComponentChildren }) {
  const table = useRef<HTMLTableElement>(null);
  useLayoutEffect(() => {
    for (const row of table.current?.rows ?? []) for (const cell of row.cells) cell.dataset['head'] = head[cell.cellIndex] ?? '';
  });
  return (
    <div class="table-wrap" role="region" aria-label={label} tabIndex={0}>
      <table ref={table} class="table">
        <thead>
          <tr>
            {head.map((one, index) =>
              one === '' ? (
                <td key={index} />
              ) : (
                <th key={index} scope="col">
                  {one}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

/** The foot of a list that is read page by page. */
export function LoadMore({ hasMore, busy, onMore }: { hasMore: boolean; busy: boolean; onMore: () => void }) {
  if (!hasMore) return null;
  return (
    <p class="load-more">
      <Button busy={busy} onClick={onMore}>
        {text.ui.more}
      </Button>
    </p>
  );
}

/** Grey lines while something is read: `lines` tall, so that nothing jumps. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="skeleton-block" aria-busy="true">
      <span class="hidden" role="status">
        {text.loading}
      </span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class="skeleton" />
      ))}
    </div>
  );
}
