import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { Menu } from '../state/menus.ts';

const GAP = 4;
const MARGIN = 8;

/** Below its anchor, or above where there is more room; never over the window's edge. */
function place(box: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const width = box.offsetWidth;
  const below = innerHeight - at.bottom - GAP - MARGIN;
  const above = at.top - GAP - MARGIN;
  const upward = below < Math.min(box.scrollHeight, 320) && above > below;
  box.style.setProperty('--menu-room', `${Math.floor(upward ? above : below)}px`);
  box.style.setProperty('--menu-x', `${Math.max(MARGIN, Math.min(at.left, innerWidth - width - MARGIN))}px`);
  box.style.setProperty('--menu-y', `${upward ? at.top - GAP - Math.min(box.offsetHeight, above) : at.bottom + GAP}px`);
}

/** Opens the box of a menu at its anchor, takes the focus there and, in the end, back. */
export function useAnchored(menu: Menu, box: RefObject<HTMLElement | null>, steer: RefObject<HTMLElement | null>): void {
  const { menus } = usePage();
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    element.showPopover();
    place(element, menu.anchor);
    steer.current?.focus();
    menu.anchor.setAttribute('aria-expanded', 'true');
    return () => {
      menu.anchor.setAttribute('aria-expanded', 'false');
      if (element.contains(document.activeElement) || document.activeElement === document.body) menu.anchor.focus();
    };
  }, [menu.anchor]);
  useLayoutEffect(() => {
    if (box.current !== null) place(box.current, menu.anchor);
    box.current?.querySelector('.is-active')?.scrollIntoView({ block: 'nearest' });
  });
  useEffect(() => {
    const reposition = (): void => {
      if (!menu.anchor.isConnected) menus.close();
      else if (box.current !== null) place(box.current, menu.anchor);
    };
    // Not popover="auto": that would close on the anchor's own press and let its click open again.
    const onPress = (event: Event): void => {
      const target = event.target;
      if (target instanceof Node && !box.current?.contains(target) && !menu.anchor.contains(target)) menus.close();
    };
    addEventListener('resize', reposition);
    addEventListener('pointerdown', onPress);
    return () => {
      removeEventListener('resize', reposition);
      removeEventListener('pointerdown', onPress);
    };
  }, [menu.anchor]);
}
