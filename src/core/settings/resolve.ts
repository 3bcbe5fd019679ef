import type { CustomMapping, LabelSource, ParsedInput, Source, StatusCategory } from './schema.ts';

type Mappings = ParsedInput['mappings'];
type Status = ParsedInput['statuses'][number];

/** Settings with every default in place: what the rest of the core works on. */
export interface IntegrationSettings extends Omit<ParsedInput, 'mappings'> {
  mappings: Omit<Mappings, 'status' | 'priority' | 'category'> & {
    status: Omit<Mappings['status'], 'sources' | StateKey> & { sources: Source[] } & Record<StateKey, string>;
    priority: Mappings['priority'] & { sources: Source[] };
    category: Mappings['category'] & { sources: Source[] };
    custom: CustomMapping[];
  };
}

/** The states GitHub tells apart, each of which a status stands for. */
export type StateKey = 'open' | 'completed' | 'notPlanned' | 'duplicate';

/** Fills what the lead left open with defaults that fit the project's own statuses and keys. */
export function resolveSettings(input: ParsedInput): IntegrationSettings {
  const { status, priority, category } = input.mappings;
  const open = status.open ?? firstKey(input.statuses, ['todo', 'in_progress']);
  const completed = status.completed ?? firstKey(input.statuses, ['done', 'cancelled']);
  const notPlanned = status.notPlanned ?? firstKey(input.statuses, ['cancelled', 'done']);
  const duplicate = status.duplicate ?? notPlanned;
  return {
    ...input,
    mappings: {
      ...input.mappings,
      status: {
        ...status,
        open,
        completed,
        notPlanned,
        duplicate,
        sources: status.sources ?? [statusLabels(input.statuses, open)],
      },
      priority: { ...priority, sources: priority.sources ?? [labelsFor(PRIORITY_LABELS, input.priorities)] },
      category: { ...category, sources: category.sources ?? [labelsFor(CATEGORY_LABELS, input.categories)] },
    },
  };
}

function firstKey(statuses: readonly Status[], order: readonly StatusCategory[]): string {
  const found = order.map((category) => statuses.find((status) => status.category === category));
  return found.find((status) => status !== undefined)?.key ?? '';
}

const IN_PROGRESS_LABELS = ['in progress', 'in-progress', 'status: in progress', 'status/in-progress', 'wip'];

function statusLabels(statuses: readonly Status[], open: string): LabelSource {
  const active = statuses.find(({ category, key }) => category === 'in_progress' && key !== open);
  const rules = active === undefined ? [] : IN_PROGRESS_LABELS.map((label) => ({ label, value: active.key }));
  return { from: 'labels', rules, write: {} };
}

type DefaultLabels = readonly (readonly [label: string, key?: string])[];

const PRIORITY_LABELS: DefaultLabels = [
  ['P0', 'urgent'],
  ['P1', 'high'],
  ['P2', 'medium'],
  ['P3', 'low'],
  ['priority: critical', 'urgent'],
  ['priority: *'],
  ['priority:critical', 'urgent'],
  ['priority:*'],
  ['priority/critical', 'urgent'],
  ['priority/*'],
];

const CATEGORY_LABELS: DefaultLabels = [
  ['bug', 'bug'],
  ['enhancement', 'feature'],
  ['feature', 'feature'],
  ['documentation', 'documentation'],
  ['docs', 'documentation'],
  ['question', 'question'],
];

function labelsFor(labels: DefaultLabels, keys: readonly string[]): LabelSource {
  const rules = labels
    .filter(([, key]) => key === undefined || keys.includes(key))
    .map(([label, key]) => (key === undefined ? { label } : { label, value: key }));
  return { from: 'labels', rules, write: {} };
}
