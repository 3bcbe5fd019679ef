import { allFields, catalogue, directionOf } from './fields/catalogue.ts';
import { asText } from './fields/field.ts';
import type { Field } from './fields/field.ts';
import type { FieldKey, FieldValues, JsonValue } from './action.ts';
import type { CustomKind, CustomMapping } from './settings/schema.ts';
import type { IntegrationSettings } from './settings.ts';

/** How a value is entered: one of the options, several of them, or free; `lines` is text of several lines. */
export type EntryKind = CustomKind | 'markdown' | 'lines';

/** A field as people edit it. */
export interface EditableField {
  key: FieldKey;
  name: string;
  kind: EntryKind;
  /** What can be chosen, in the project's order; empty where anything can be entered. */
  options: { value: string; name: string }[];
  /** Why it cannot be edited on an action that has an issue, as a sentence; null where it can. */
  readOnly: string | null;
}

const KINDS: Partial<Record<FieldKey, EntryKind>> = {
  title: 'text', description: 'markdown', status: 'single_select', priority: 'single_select', category: 'single_select',
  tags: 'multi_select', assignees: 'multi_select', milestone: 'text', dueDate: 'date', issueType: 'text',
};

/** Every field of an action under these settings. A due date that nothing on GitHub stands for is the project's own. */
export function editableFields(settings: IntegrationSettings): EditableField[] {
  const fields = allFields(settings);
  const known: Pick<Field, 'key' | 'name'>[] = fields.some(({ key }) => key === 'dueDate') ? fields : [...fields, { key: 'dueDate', name: 'Due date' }];
  return known.map(({ key, name }) => {
    const custom = settings.mappings.custom.find((mapping) => `custom.${mapping.key}` === key);
    return { key, name, kind: custom === undefined ? (KINDS[key] ?? 'text') : kindOf(custom), options: optionsOf(key, settings), readOnly: whyReadOnly(key, settings) };
  });
}

/** A text in a section of the body is as people write one in an issue form; elsewhere GitHub has one line. */
function kindOf({ kind, target }: CustomMapping): EntryKind {
  return kind === 'text' && 'section' in target ? 'lines' : kind;
}

function optionsOf(key: FieldKey, settings: IntegrationSettings): EditableField['options'] {
  if (key === 'status') return settings.statuses.map((status) => ({ value: status.key, name: status.name }));
  const custom = settings.mappings.custom.find((mapping) => `custom.${mapping.key}` === key)?.options ?? [];
  const values = key === 'priority' ? settings.priorities : key === 'category' ? settings.categories : custom;
  return values.map((value) => ({ value, name: value }));
}

function whyReadOnly(key: FieldKey, settings: IntegrationSettings): string | null {
  const field = catalogue(settings).find((one) => one.key === key);
  if (field === undefined || directionOf(field, settings) !== 'pull') return null;
  if (!field.writable) return 'The due date is that of the milestone: change it on GitHub.';
  return settings.direction === 'pull'
    ? `This project only takes over what GitHub has: change the ${field.name.toLowerCase()} in the issue.`
    : `The ${field.name.toLowerCase()} is taken from GitHub only: change it in the issue.`;
}

/**
 * Why an edit is not accepted, as a sentence; null where it is.
 * @param hasIssue an action without an issue takes any value of its fields' kinds
 */
export function refuseEdit(changes: FieldValues, settings: IntegrationSettings, hasIssue: boolean): string | null {
  const fields = editableFields(settings);
  for (const [key, value] of Object.entries(changes) as [FieldKey, JsonValue][]) {
    const field = fields.find((one) => one.key === key);
    if (field === undefined) return `The project has no field "${key.replace(/^custom\./, '')}".`;
    if (hasIssue && field.readOnly !== null) return field.readOnly;
    const reason = refuseValue(field, value, settings);
    if (reason !== null) return reason;
  }
  return null;
}

function refuseValue({ key, name, options }: EditableField, value: JsonValue, settings: IntegrationSettings): string | null {
  if (key === 'priority' || key === 'category') {
    if (value === null || options.some((option) => option.value === value)) return null;
    const choices = options.map((option) => option.value).join(', ') || 'none';
    return `The project has no ${name.toLowerCase()} "${asText(value)}": choose one of ${choices}.`;
  }
  if (key === 'dueDate') return value === null || isDay(value) ? null : 'The due date is a day, written as 2027-05-31.';
  if (!key.startsWith('custom.')) return null;
  const projected = allFields(settings).find((field) => field.key === key)?.project(value, settings);
  return projected?.ok === false ? `${projected.reason}.` : null;
}

/** Whether the value is a day of the calendar. */
function isDay(value: JsonValue): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(value);
}
