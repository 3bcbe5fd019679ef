import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import * as text from '../text.ts';
import { Bullets } from './bits.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { TextField } from './field.tsx';

type ConfirmProps = {
  title: string;
  /** What will be so afterwards, one sentence each. */
  consequences: readonly string[];
  action: string;
  /** To be typed before the button works, where there is no way back. */
  phrase?: string;
  danger?: boolean;
  busy?: boolean;
  /** Why it was not done. */
  problem?: string | null;
  children?: ComponentChildren;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something that is hard to take back, and says what follows from it. */
export function Confirm({ title, consequences, action, phrase, danger = true, busy = false, problem = null, children, onConfirm, onClose }: ConfirmProps) {
  const typed = useSignal('');
  const ready = phrase === undefined || typed.value.trim() === phrase;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{text.ui.cancel}</Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} disabled={!ready} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <Bullets lines={consequences} />
      {children}
      {phrase !== undefined && <TextField label={text.ui.typeToConfirm(phrase)} value={typed.value} onValue={(value) => (typed.value = value)} />}
      {problem !== null && (
        <p class="field-error" role="alert">
          {problem}
        </p>
      )}
    </Dialog>
  );
}
