import { carrierFor } from './carrier.ts';
import { codecs } from './codec.ts';
import { holds, plain, refuses } from './field.ts';
import { normalText } from './section.ts';
import type { CustomMapping } from '../settings/schema.ts';
import type { Field, Projection } from './field.ts';
import type { IntegrationSettings } from '../settings.ts';
import type { JsonValue } from '../action.ts';

/** A project's own field: its kind says what a value is, its target where GitHub carries it. */
export function customField(mapping: CustomMapping): Field {
  const codec = codecs[mapping.kind];
  const carrier = carrierFor(mapping.target);
  const project = (value: JsonValue, settings: IntegrationSettings): Projection => {
    const refusal = codec.refuse(value, mapping, settings);
    if (refusal !== undefined) return refuses(`${mapping.name}: ${refusal}`);
    const isExact = typeof value !== 'string' || 'issueField' in mapping.target;
    const carried = codec.encode(isExact ? value : normalText(value), settings);
    const inOneLine = !('section' in mapping.target || 'issueField' in mapping.target);
    if (inOneLine && /[\r\n]/.test(String(carried))) return refuses(`${mapping.name}: GitHub keeps this in one line`);
    const limit = carrier.limit(carried);
    return limit === undefined ? holds(codec.decode(carried, mapping, settings)) : refuses(`${mapping.name}: ${limit}`);
  };
  return {
    ...plain,
    key: `custom.${mapping.key}`,
    name: mapping.name,
    kind: codec.kind,
    empty: codec.empty,
    ignoreCase: codec.kind === 'scalar' && carrier.ignoreCase,
    read: (issue, settings) => {
      const carried = carrier.read(issue);
      return carried === undefined ? undefined : codec.decode(carried, mapping, settings);
    },
    project,
    write: (patch, value, issue, settings) => carrier.write(patch, codec.encode(value, settings), issue),
    obstacle: (value, issue, settings) => carrier.obstacle(codec.encode(value, settings), issue),
  };
}

/** The due date is a date field with a target of its own; from a milestone it is read only. */
export function dueDateField(settings: IntegrationSettings): Field | null {
  const { source } = settings.mappings.dueDate;
  if (source === null) return null;
  const named = { key: 'dueDate', name: 'Due date' } as const;
  if (source === 'milestone') {
    return {
      ...plain,
      ...named,
      writable: false,
      // GitHub keeps the day as a time; its date part in UTC is the day that was chosen.
      read: (issue) => issue.milestone?.dueOn?.slice(0, 10) ?? null,
      write: () => {},
    };
  }
  const field = customField({ ...named, sync: true, kind: 'date', options: [], target: source });
  return { ...field, ...named };
}
