import type { EditableFieldShape } from '../../../../src/http/trpc/action-shapes.ts';
import type { ActionChanges } from '../../../../src/http/trpc/shapes.ts';
import * as text from '../../text.ts';
import { usePage } from '../../page.ts';
import { Field, SelectField, TextField } from '../../ui/field.tsx';
import { Icon } from '../../view/icon.tsx';
import { menuOf } from '../../view/pick.tsx';
import { useProject } from '../../view/project-context.ts';
import { named, valueText } from '../../view/value-text.ts';
import { Shown } from './detail-fields.tsx';

type FormField = Pick<EditableFieldShape, 'key' | 'name' | 'kind' | 'options'>;

/** What was filled in, by the fields' keys: as it was typed, or what was chosen. */
export type Given = Record<string, string | string[]>;

const usual = (key: string, kind: FormField['kind']): FormField => ({ key, name: key, kind, options: [] });

/** It has a place of its own in the form. */
export const STATUS = usual('status', 'single_select');

/** Fields until the form is known. */
export const USUAL: readonly FormField[] = [
  usual('priority', 'single_select'), usual('category', 'single_select'), usual('tags', 'multi_select'), usual('assignees', 'multi_select'),
  usual('milestone', 'text'), usual('issueType', 'text'), usual('dueDate', 'date'),
];

const CUSTOM = 'custom.';

/** What was filled in, as values. */
export function valuesOf(fields: readonly FormField[], given: Given): ActionChanges {
  const values = fields.flatMap(({ key, kind }): [string, string | number | string[]][] => {
    const known = given[key] ?? '';
    const value = typeof known === 'string' ? known.trim() : known;
    return value.length === 0 ? [] : [[key, kind === 'number' ? Number(value) : kind === 'multi_select' ? [value].flat() : value]];
  });
  const own = values.flatMap(([key, value]) => (key.startsWith(CUSTOM) ? [[key.slice(CUSTOM.length), value]] : []));
  return { ...Object.fromEntries(values.filter(([key]) => !key.startsWith(CUSTOM))), ...(own.length > 0 && { customFields: Object.fromEntries(own) }) };
}

type Props<V> = { field: FormField; value: V; onValue: (value: V) => void };

/** Chosen from the menu that the field has in an action's details. */
function PickField({ field: { key, name, kind }, value, onValue }: Props<string | string[]>) {
  const { menus } = usePage();
  const { session } = useProject();
  const chosen = [value].flat().filter((one) => one !== '');
  const isSet = kind === 'multi_select';
  return (
    <Field label={name}>
      {(wiring) => (
        <button
          {...wiring}
          type="button"
          class="input input-pick"
          aria-labelledby={`${wiring.id}-label ${wiring.id}`}
          aria-haspopup="listbox"
          onClick={({ currentTarget }) => menus.show({ ...menuOf(session, key, chosen), anchor: currentTarget, onChange: (wanted) => onValue(isSet ? wanted : wanted.join('')) })}
        >
          <Shown field={key} value={isSet ? chosen : value} />
          <Icon name="triangleDown" />
        </button>
      )}
    </Field>
  );
}

/** A field of a new action: chosen where something can be chosen, else typed. */
export function CreateField({ field, value: given, onValue }: Props<string | string[]>) {
  const { key, kind, options } = field;
  const name = text.actions.fields[key] ?? field.name;
  const value = String(given);
  const common = { label: name, value, onValue };
  if (kind === 'single_select' && (options.length > 0 || !key.startsWith(CUSTOM))) {
    const none = { value: '', label: key === 'priority' ? text.priority.none : text.actions.none };
    return <SelectField {...common} choices={[none, ...options.map((one) => ({ value: one.value, label: valueText(named(key, one.name)) }))]} />;
  }
  if (kind === 'number') return <TextField {...common} number={{}} />;
  if (kind === 'date') return <TextField {...common} date />;
  if (kind === 'lines') return <TextField {...common} rows={2} />;
  if (kind === 'text' && key.startsWith(CUSTOM)) return <TextField {...common} />;
  return <PickField field={{ ...field, name }} value={given} onValue={onValue} />;
}
