import type { FieldValue, IssueField } from '../model.ts';
import { toIso } from '../state/clock.ts';

/** An organization's definition of a field. */
export function renderIssueField(field: IssueField): Record<string, unknown> {
  const at = toIso(field.createdAt);
  return {
    id: field.id,
    node_id: field.nodeId,
    name: field.name,
    description: null,
    data_type: field.dataType,
    visibility: 'all',
    ...(field.options.length === 0 ? {} : { options: field.options.map(({ id, name, color }) => ({ id, name, color, description: null, priority: null, created_at: at, updated_at: at })) }),
    created_at: at,
    updated_at: at,
  };
}

/** A value as issues and the list of values carry it. */
export function renderFieldValue(field: IssueField, value: FieldValue): Record<string, unknown> {
  const chosen = optionsOf(field, value);
  return {
    issue_field_id: field.id,
    issue_field_name: field.name,
    node_id: Buffer.from(`0:IssueFieldValue${field.id}`).toString('base64'),
    data_type: field.dataType,
    value: field.dataType === 'single_select' ? (chosen[0]?.id ?? null) : Array.isArray(value) ? null : value,
    ...(field.dataType === 'single_select' ? { single_select_option: chosen[0] ?? null } : {}),
    ...(field.dataType === 'multi_select' ? { multi_select_options: chosen } : {}),
  };
}

/** A value as `field_added`, `field_removed` and their `changes` carry it. */
export function renderToldValue(field: IssueField, value: FieldValue): Record<string, unknown> {
  const chosen = optionsOf(field, value);
  if (field.dataType === 'multi_select') return { id: field.id, value: null, value_ids: chosen.map(({ id }) => id), options: chosen };
  const [option] = chosen;
  return option === undefined ? { id: field.id, value } : { id: field.id, value: option.name, value_id: option.id, option };
}

function optionsOf(field: IssueField, value: FieldValue): { id: number; name: string; color: string }[] {
  const names = Array.isArray(value) ? value : [value];
  return field.options.filter(({ name }) => names.includes(name)).map(({ id, name, color }) => ({ id, name, color }));
}
