import { useEditing } from './editing.ts';
import type { Source } from './editing.ts';

export type Keyed = 'status' | 'priority' | 'category';
export type Option = { value: string; label: string };

/** What a row may map to: the project's own keys. */
export function useTargets(field: Keyed): Option[] {
  const { statuses, priorities, categories } = useEditing().settings.value;
  if (field === 'status') return statuses.map(({ key, name }) => ({ value: key, label: name }));
  return (field === 'priority' ? priorities : categories).map((value) => ({ value, label: value }));
}

export type RowsProps<S extends Source> = { field: Keyed; source: S; path: string; onSource: (source: S) => void };
