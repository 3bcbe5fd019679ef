import { useComputed, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { Menu, MenuOption } from '../state/menus.ts';
import * as text from '../text.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from './icon.tsx';
import { useAnchored } from './anchored.ts';

type OptionProps = { option: MenuOption; id: string; chosen: boolean; active: boolean; multiple: boolean; onChoose: () => void };

function Option({ option, id, chosen, active, multiple, onChoose }: OptionProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={chosen}
      class={`option ${active ? 'is-active' : ''}`}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span class={multiple ? 'option-box' : 'option-tick'}>{chosen && <Icon name="check" />}</span>
      {option.icon !== undefined && <span class="option-icon">{option.icon}</span>}
      <span class="option-label" dir="auto">
        {option.label}
      </span>
      {option.hint !== undefined && <span class="option-hint">{option.hint}</span>}
    </li>
  );
}

/** The open menu: a listbox steered from its search field, or from itself where there is none. */
function MenuBox({ menu }: { menu: Menu }) {
  const { menus } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const steer = useRef<HTMLElement | null>(null);
  const find = useSignal('');
  const options = useComputed(() => menu.options());
  const typed = find.value.trim();
  const fitting = (options.value ?? []).filter((option) => option.label.toLowerCase().includes(typed.toLowerCase()));
  const isNew = menu.own !== undefined && typed !== '' && !fitting.some((option) => option.label.toLowerCase() === typed.toLowerCase());
  const shown = isNew ? [...fitting, { value: typed, label: menu.own?.(typed) ?? typed }] : fitting;
  const active = useSignal(Math.max(0, shown.findIndex((option) => menu.selected.includes(option.value))));
  const current = Math.min(active.value, shown.length - 1);

  useAnchored(menu, box, steer);

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: shown.length - 1 };
    const step = steps[event.key];
    const option = shown[current];
    if (step !== undefined && !(menu.searchable && (event.key === 'Home' || event.key === 'End'))) {
      active.value = (step + shown.length) % Math.max(1, shown.length);
    } else if (event.key === 'Enter' || (event.key === ' ' && !menu.searchable)) {
      if (option !== undefined) menus.choose(option.value);
      find.value = '';
    } else if (event.key === 'Escape') {
      menus.close();
    } else if (event.key === 'Tab') {
      menus.close();
      return;
    } else if (!menu.searchable && event.key.length === 1) {
      const found = shown.findIndex((one) => one.label.toLowerCase().startsWith(event.key.toLowerCase()));
      if (found >= 0) active.value = found;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const steering = {
    'aria-label': menu.title,
    'aria-activedescendant': current >= 0 ? `option-${current}` : undefined,
    onKeyDown,
  };

  return (
    <div ref={box} class="menu" popover="manual" role="dialog" aria-label={menu.title}>
      <p class="menu-title" aria-hidden="true">
        {menu.title}
      </p>
      {menu.searchable && (
        <input
          ref={(element) => {
            steer.current = element;
          }}
          {...steering}
          class="menu-find"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="menu-options"
          aria-autocomplete="list"
          placeholder={text.menu.find}
          value={find.value}
          onInput={(event) => {
            find.value = event.currentTarget.value;
            active.value = 0;
          }}
        />
      )}
      <ul
        id="menu-options"
        class="menu-options"
        role="listbox"
        aria-label={menu.title}
        aria-multiselectable={menu.multiple}
        {...(menu.searchable ? {} : { ...steering, tabIndex: 0 })}
        ref={(element) => {
          if (!menu.searchable) steer.current = element;
        }}
      >
        {shown.map((option, index) => (
          <Option
            key={option.value}
            id={`option-${index}`}
            option={option}
            chosen={menu.selected.includes(option.value)}
            active={index === current}
            multiple={menu.multiple}
            onChoose={() => menus.choose(option.value)}
          />
        ))}
      </ul>
      {shown.length === 0 && (
        <p class="menu-nothing" role="status">
          {options.value === null ? text.loading : text.menu.nothing}
        </p>
      )}
    </div>
  );
}

/** A value that is entered: Enter or "Set" gives it, "Clear" takes away what is there. */
function EntryBox({ menu }: { menu: Menu }) {
  const { menus } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const steer = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useAnchored(menu, box, steer);
  const { entry, title, selected } = menu;
  const control = { ref: steer, class: 'menu-find', 'aria-label': title, required: true, dir: 'auto' as const, defaultValue: selected[0] ?? '' };
  return (
    <div
      ref={box}
      class="menu"
      popover="manual"
      role="dialog"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        menus.close();
      }}
      onFocusOut={({ relatedTarget }) => relatedTarget instanceof Node && !box.current?.contains(relatedTarget) && menus.close()}
    >
      <p class="menu-title" aria-hidden="true">
        {title}
      </p>
      <form
        class="menu-entry"
        onSubmit={(event) => {
          event.preventDefault();
          menus.choose(steer.current?.value ?? '');
        }}
      >
        {entry === 'lines' && <textarea {...control} rows={3} />}
        {entry === 'number' && <input {...control} type="number" step="any" />}
        {entry === 'date' && <input {...control} type="date" />}
        {entry === 'text' && <input {...control} type="text" />}
        <Button small variant="primary" type="submit">
          {text.menu.set}
        </Button>
        <Button small onClick={() => menus.choose('')}>
          {text.menu.clear}
        </Button>
      </form>
    </div>
  );
}

/** Draws the one open menu in the browser's top layer, where nothing cuts it off; one of a modal dialog within it, since all else rests. */
export function MenuHost({ within }: { within?: RefObject<HTMLElement | null> }) {
  const { menus } = usePage();
  const menu = menus.open.value;
  if (menu === null || menu.anchor.closest('dialog') !== (within?.current ?? null)) return null;
  return menu.entry === undefined ? <MenuBox key={menu.title} menu={menu} /> : <EntryBox key={menu.title} menu={menu} />;
}
