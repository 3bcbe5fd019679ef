import sprite from 'virtual:icons';
import type { IconName } from '../icons.ts';

/** A 16 px octicon; decoration only, the words beside it say what it means. */
export function Icon({ name, class: extra = '' }: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${extra}`} viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
