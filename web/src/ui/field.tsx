import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from '../view/icon.tsx';

type Wiring = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': 'true' | undefined };

type FieldProps = {
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | null | undefined;
  /** Only screen readers meet the label. */
  labelHidden?: boolean | undefined;
};

/** A label, a hint and an error around one control, wired for screen readers. */
export function Field({ label, hint, error: given, labelHidden = false, children }: FieldProps & { children: (wiring: Wiring) => ComponentChildren }) {
  const id = useId();
  const error = given ?? null;
  const described = [hint !== undefined && `${id}-hint`, error !== null && `${id}-error`].filter((one) => one !== false).join(' ');
  return (
    <div class="form-field">
      <label id={`${id}-label`} for={id} class={labelHidden ? 'hidden' : ''}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': error === null ? undefined : 'true' })}
      {hint !== undefined && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
      {error !== null && (
        <p id={`${id}-error`} class="field-error">
          <Icon name="alert" />
          {error}
        </p>
      )}
    </div>
  );
}

type InputProps = FieldProps & { value: string; onValue: (value: string) => void };

type TextProps = InputProps & {
  placeholder?: string;
  maxLength?: number;
  /** Takes the focus when it appears: only where it is the one thing to do. */
  first?: boolean;
  disabled?: boolean;
  /** Several lines. */
  rows?: number;
  number?: { min?: number; max?: number };
  /** A day: `2026-11-26`. */
  date?: boolean;
  /** Id of a datalist of suggestions. */
  list?: string;
};

export function TextField({ label, hint, error, labelHidden, value, onValue, first = false, rows, number, date = false, ...rest }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error} labelHidden={labelHidden}>
      {(wiring) => {
        const common = { ...rest, ...wiring, class: 'input', value };
        if (rows !== undefined) return <textarea {...common} rows={rows} onInput={(event) => onValue(event.currentTarget.value)} />;
        if (number !== undefined) return <input {...common} {...number} type="number" step="any" onInput={(event) => onValue(event.currentTarget.value)} />;
        return <input {...common} type={date ? 'date' : 'text'} autoFocus={first} onInput={(event) => onValue(event.currentTarget.value)} />;
      }}
    </Field>
  );
}

export type Choice = { value: string; label: string };

/** What can be chosen, out of what each value is called. */
export const choicesOf = (names: Record<string, string>): Choice[] => Object.entries(names).map(([value, label]) => ({ value, label }));

export function SelectField({ label, hint, error, labelHidden, value, onValue, choices, disabled = false }: InputProps & { choices: readonly Choice[]; disabled?: boolean }) {
  return (
    <Field label={label} hint={hint} error={error} labelHidden={labelHidden}>
      {(wiring) => (
        <span class="select">
          <select {...wiring} disabled={disabled} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
            {choices.map((one) => (
              <option key={one.value} value={one.value} selected={one.value === value}>
                {one.label}
              </option>
            ))}
          </select>
          <Icon name="triangleDown" />
        </span>
      )}
    </Field>
  );
}

type CheckProps = { label: ComponentChildren; hint?: ComponentChildren; checked: boolean; onValue: (checked: boolean) => void; disabled?: boolean };

function Check({ label, hint, checked, onValue, disabled = false, role }: CheckProps & { role?: 'switch' }) {
  const id = useId();
  return (
    <div class={`check ${role ?? ''}`}>
      <input
        id={id}
        type="checkbox"
        {...(role === undefined ? {} : { role })}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onValue(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p id={`${id}-hint`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}

export const Checkbox = (props: CheckProps) => <Check {...props} />;

/** On or off, at once. */
export const Switch = (props: CheckProps) => <Check {...props} role="switch" />;

/** One of a few, all in view. */
export function Segmented({ label, value, choices, stacked = false, onValue }: { label: string; value: string; choices: readonly Choice[]; /** Sentences, one below the other. */ stacked?: boolean; onValue: (value: string) => void }) {
  const name = useId();
  return (
    <fieldset class={`segmented${stacked ? ' is-stacked' : ''}`}>
      <legend class="hidden">{label}</legend>
      {choices.map((one) => (
        <label key={one.value} class={one.value === value ? 'is-on' : ''}>
          <input type="radio" class="hidden" name={name} checked={one.value === value} onChange={() => onValue(one.value)} />
          {one.label}
        </label>
      ))}
    </fieldset>
  );
}
