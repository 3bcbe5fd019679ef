import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import * as text from '../text.ts';
import { MenuHost } from '../view/menu.tsx';
import { IconButton } from './button.tsx';

export type DialogProps = { title: string; onClose: () => void; children: ComponentChildren; /** Buttons at the end. */ actions?: ComponentChildren; wide?: boolean };

/** A modal dialog: the browser keeps the focus inside; Escape and the backdrop close it, and the focus returns. */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog ${wide ? 'dialog-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // A second Escape in a row the browser takes for itself, and asks nobody.
      onClose={onClose}
      onPointerDown={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-box">
        <header>
          <h2 id={id}>{title}</h2>
          <IconButton icon="x" label={text.help.close} onClick={onClose} />
        </header>
        <div class="dialog-body">{children}</div>
        {actions !== undefined && <footer>{actions}</footer>}
      </div>
      <MenuHost within={dialog} />
    </dialog>
  );
}
