import type { ActionForm, EditableFieldShape } from '../../../../src/http/trpc/action-shapes.ts';
import type { ActionChanges } from '../../../../src/http/trpc/shapes.ts';
import * as text from '../../text.ts';
import * as work from '../../text/work.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { suggested } from '../../view/pick.tsx';
import { named, valueText } from '../../view/value-text.ts';

type FormField = Pick<EditableFieldShape, 'key' | 'name' | 'kind' | 'options'>;

/** What was filled in, by the fields' keys, as it was typed. */
export type Given = Record<string, string>;

const usual = (key: string, kind: FormField['kind']): FormField => ({ key, name: key, kind, options: [] });

/** It has a place of its own in the form. */
export const STATUS = usual('status', 'single_select');

/** Fields until the form is known. */
export const USUAL: readonly FormField[] = [
  usual('priority', 'single_select'), usual('category', 'single_select'), usual('tags', 'multi_select'), usual('assignees', 'multi_select'),
  usual('milestone', 'text'), usual('issueType', 'text'), usual('dueDate', 'date'),
];

const CUSTOM = 'custom.';

/** What was filled in, as values; names of a set are typed with commas between. */
export function valuesOf(fields: readonly FormField[], given: Given): ActionChanges {
  const values = fields.flatMap(({ key, kind }): [string, string | number | string[]][] => {
    const typed = given[key]?.trim() ?? '';
    const names = typed.split(',').map((one) => one.trim()).filter((one) => one !== '');
    return names.length === 0 ? [] : [[key, kind === 'multi_select' ? names : kind === 'number' ? Number(typed) : typed]];
  });
  const own = values.flatMap(([key, value]) => (key.startsWith(CUSTOM) ? [[key.slice(CUSTOM.length), value]] : []));
  return { ...Object.fromEntries(values.filter(([key]) => !key.startsWith(CUSTOM))), ...(own.length > 0 && { customFields: Object.fromEntries(own) }) };
}

type Props = { field: FormField; suggestions: ActionForm['suggestions'] | undefined; value: string; onValue: (value: string) => void };

/** A field of a new action: chosen where the choices are known, else typed, with what is in use suggested. */
export function CreateField({ field: { key, name, kind, options }, suggestions, value, onValue }: Props) {
  const common = { label: text.actions.fields[key] ?? name, value, onValue };
  if (kind === 'single_select' && (options.length > 0 || !key.startsWith(CUSTOM))) {
    const none = { value: '', label: key === 'priority' ? text.priority.none : text.actions.none };
    return <SelectField {...common} choices={[none, ...options.map((one) => ({ value: one.value, label: valueText(named(key, one.name)) }))]} />;
  }
  if (kind === 'number') return <TextField {...common} number={{}} />;
  if (kind === 'date') return <TextField {...common} date />;
  if (kind === 'lines') return <TextField {...common} rows={2} />;
  const known = (suggestions && suggested({ key, kind }, suggestions)) ?? options.map((one) => one.value);
  return (
    <div>
      <TextField {...common} {...(kind === 'multi_select' && { hint: work.create.commas })} list={`new-${key}`} />
      <datalist id={`new-${key}`}>{known?.map((one) => <option key={one} value={one} />)}</datalist>
    </div>
  );
}
