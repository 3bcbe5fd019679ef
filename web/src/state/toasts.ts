import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

export type Toast = {
  id: number;
  tone: 'info' | 'problem';
  text: string;
  /** What it speaks of; a later notice about the same takes its place. */
  about: string;
  /** One thing a person may do about it. */
  act: { label: string; run: () => void } | null;
};

export type Toasts = {
  shown: ReadonlySignal<Toast[]>;
  show(toast: Omit<Toast, 'id'>): void;
  dismiss(id: number): void;
  /** Takes back what was said about something that is being done anew. */
  forget(about: string): void;
};

const INFO_MS = 6_000;
const MAX_SHOWN = 3;

/** Short notices. Problems stay until they are dismissed: nobody has to read against a clock. */
export function createToasts(): Toasts {
  const shown = signal<Toast[]>([]);
  let nextId = 1;
  const dismiss = (id: number): void => {
    shown.value = shown.value.filter((toast) => toast.id !== id);
  };
  return {
    shown,
    dismiss,
    forget(about) {
      shown.value = shown.value.filter((toast) => toast.about !== about);
    },
    show(toast) {
      const id = nextId++;
      shown.value = [...shown.value.filter((other) => other.about !== toast.about), { ...toast, id }].slice(-MAX_SHOWN);
      if (toast.tone === 'info') setTimeout(() => dismiss(id), INFO_MS);
    },
  };
}
