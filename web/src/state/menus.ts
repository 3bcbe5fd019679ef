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

/** How a value is entered; `lines` is text of several lines. */
export type Entry = 'text' | 'lines' | 'number' | 'date';

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
  /** Called once with what is chosen in the end, if that is not what was. */
  onDone?: (selected: string[]) => void;
  /** What to call a choice that is not among the options: it is offered for the text that was typed. */
  own?: (typed: string) => string;
  /** In place of options one value is entered, or taken away: choosing the empty one does that. */
  entry?: Entry;
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
  /** What was chosen when the menu was opened. */
  let first: string[] = [];
  const close = (): void => {
    const menu = open.peek();
    open.value = null;
    if (menu?.onDone !== undefined && menu.selected.join('\n') !== first.join('\n')) menu.onDone(menu.selected);
  };
  return {
    open,
    close,
    show(menu) {
      const again = open.peek()?.anchor === menu.anchor;
      close();
      if (again) return;
      first = menu.selected;
      open.value = menu;
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
