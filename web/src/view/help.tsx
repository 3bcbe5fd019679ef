import { useLayoutEffect, useRef } from 'preact/hooks';
import { usePage } from '../page.ts';
import * as text from '../text.ts';
import { Icon } from './icon.tsx';

export function HelpDialog() {
  const { helpOpen } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useLayoutEffect(() => dialog.current?.[open ? 'showModal' : 'close'](), [open]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={() => (helpOpen.value = false)}
      onClick={(event) => {
        // The dialog's own box is its backdrop; its content is the div inside.
        if (event.target === dialog.current) helpOpen.value = false;
      }}
    >
      <div class="help-box">
        <header>
          <h2 id="help-title">{text.help.title}</h2>
          <button type="button" class="icon-button" aria-label={text.help.close} onClick={() => (helpOpen.value = false)}>
            <Icon name="x" />
          </button>
        </header>
        <dl>
          {text.help.keys.map(([keys, meaning]) => (
            <div key={meaning}>
              <dt>{meaning}</dt>
              <dd>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
