import { usePage } from '../page.ts';
import type { Toast } from '../state/toasts.ts';
import * as text from '../text.ts';
import { Icon } from './icon.tsx';

function ToastBox({ toast }: { toast: Toast }) {
  const { toasts } = usePage();
  const { act } = toast;
  return (
    <li class={`toast toast-${toast.tone}`}>
      <Icon name={toast.tone === 'problem' ? 'alert' : 'check'} />
      <p>{toast.text}</p>
      {act !== null && (
        <button
          type="button"
          class="button button-small"
          onClick={() => {
            toasts.dismiss(toast.id);
            act.run();
          }}
        >
          {act.label}
        </button>
      )}
      <button type="button" class="icon-button" aria-label={text.toasts.dismiss} onClick={() => toasts.dismiss(toast.id)}>
        <Icon name="x" />
      </button>
    </li>
  );
}

/** Notices in a corner. The region is always there, so that what is put into it is announced. */
export function ToastHost() {
  const { toasts } = usePage();
  return (
    <section class="toasts" aria-label={text.toasts.region}>
      <ul role="list" aria-live="polite" aria-relevant="additions">
        {toasts.shown.value.map((toast) => (
          <ToastBox key={toast.id} toast={toast} />
        ))}
      </ul>
    </section>
  );
}
