import { assignees } from './assignees.ts';
import { category, priority } from './ranked.ts';
import { customField, dueDateField } from './custom.ts';
import { description } from './description.ts';
import { issueType } from './issue-type.ts';
import { milestone } from './milestone.ts';
import { status } from './status.ts';
import { tags } from './tags.ts';
import { title } from './title.ts';
import type { BuiltInFieldKey, FieldKey } from '../action.ts';
import type { ConflictPolicy, Direction, IntegrationSettings } from '../settings.ts';
import type { Field } from './field.ts';

/**
 * The one place that lists the fields: to add one, write its entry and name it here. Order matters
 * in one way only: the description comes before fields that live in a section of it.
 */
const builtIn: Record<Exclude<BuiltInFieldKey, 'dueDate'>, Field> = {
  title,
  description,
  status,
  priority,
  category,
  tags,
  assignees,
  milestone,
  issueType,
};

/** The fields these settings sync, in order. */
export function catalogue(settings: IntegrationSettings): Field[] {
  return allFields(settings).filter((field) => {
    const isReadOnlyInPush = !field.writable && settings.direction === 'push';
    return ruleOf(field.key, settings)?.sync === true && !isReadOnlyInPush;
  });
}

/** Every field that can be mapped under these settings, synced or not, in order. */
export function allFields(settings: IntegrationSettings): Field[] {
  const dueDate = dueDateField(settings);
  return [...Object.values(builtIn), ...(dueDate === null ? [] : [dueDate]), ...settings.mappings.custom.map(customField)];
}

/** Which way a field goes: its own direction within that of the integration. */
export function directionOf(field: Field, settings: IntegrationSettings): Direction {
  if (!field.writable) return 'pull';
  const own = ruleOf(field.key, settings)?.direction ?? 'both';
  return settings.direction === 'both' ? own : settings.direction;
}

export function policyOf(key: FieldKey, settings: IntegrationSettings): ConflictPolicy {
  return ruleOf(key, settings)?.conflictPolicy ?? settings.conflictPolicy;
}

function ruleOf(key: FieldKey, settings: IntegrationSettings) {
  if (isCustom(key)) return settings.mappings.custom.find((mapping) => `custom.${mapping.key}` === key);
  return settings.mappings[key];
}

function isCustom(key: FieldKey): key is `custom.${string}` {
  return key.startsWith('custom.');
}
