import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { integrationText as text } from '../text/integration.ts';
import { Field } from '../ui/field.tsx';
import { Icon } from '../view/icon.tsx';

type TokensProps = { label: string; hint?: string | undefined; error?: string | null; values: readonly string[]; suggestions?: readonly string[]; onValues: (values: string[]) => void };

/** Several words, each a chip; Enter or a comma adds one, Backspace takes the last one back. */
export function Tokens({ label, hint, error, values, suggestions = [], onValues }: TokensProps) {
  const typed = useSignal('');
  const list = useId();
  const add = (): void => {
    const more = typed.value.split(',').map((one) => one.trim()).filter((one) => one !== '' && !values.includes(one));
    typed.value = '';
    if (more.length > 0) onValues([...values, ...more]);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) => (
        <div class="tokens">
          {values.map((value) => (
            <button key={value} type="button" class="token" aria-label={text.remove(value)} onClick={() => onValues(values.filter((one) => one !== value))}>
              <span dir="auto">{value}</span>
              <Icon name="x" />
            </button>
          ))}
          <input
            {...wiring}
            type="text"
            list={list}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
              // A choice from the list comes as a whole.
              if (suggestions.includes(typed.value) && !(event instanceof InputEvent && event.inputType === 'insertText')) add();
            }}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ',') {
                event.preventDefault();
                add();
              } else if (event.key === 'Backspace' && typed.value === '' && values.length > 0) onValues(values.slice(0, -1));
            }}
          />
          <datalist id={list}>
            {suggestions.filter((one) => !values.includes(one)).map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </div>
      )}
    </Field>
  );
}
