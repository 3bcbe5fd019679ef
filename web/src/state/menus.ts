import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChild } from 'preact';

export type MenuOption = {
  value: string;
  label: string;
  icon?: ComponentChild;
  /** Shown at the end of the line, such as how many there are. */
  hint?: string;
};

export type Menu = {
  anchor: HTMLElement;
  title: string;
  /** Read while the menu is drawn: may follow signals. Null while they are being fetched. */
  options: () => MenuOption[] | null;
  selected: string[];
  /** Several may be chosen, and the menu stays open; else choosing closes it. */
  multiple: boolean;
  /** Offers a field to find an option by its text. */
  searchable: boolean;
  onChange: (selected: string[]) => void;
};

export type Menus = {
  open: ReadonlySignal<Menu | null>;
  show(menu: Menu): void;
  /** Chooses a value in the open menu, or takes it back where several may be chosen. */
  choose(value: string): void;
  close(): void;
};

/** At most one menu is open; it is drawn once for the whole page, in the browser's top layer. */
export function createMenus(): Menus {
  const open = signal<Menu | null>(null);
  const close = (): void => {
    open.value = null;
  };
  return {
    open,
    close,
    show(menu) {
      open.value = open.peek()?.anchor === menu.anchor ? null : menu;
    },
    choose(value) {
      const menu = open.peek();
      if (menu === null) return;
      if (!menu.multiple) {
        close();
        menu.onChange([value]);
        return;
      }
      const selected = menu.selected.includes(value) ? menu.selected.filter((one) => one !== value) : [...menu.selected, value];
      open.value = { ...menu, selected };
      menu.onChange(selected);
    },
  };
}
