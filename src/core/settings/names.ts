/** Labels and milestones that settings name: where, and how settings follow when GitHub renames one. */
import { keyOfLabel, spelling } from '../fields/sources.ts';
import { fold } from '../merge/set.ts';
import type { IntegrationSettings } from './resolve.ts';
import type { CustomMapping, IssueFilter, LabelSource, ParsedInput, Source } from './schema.ts';

export type NameKind = 'label' | 'milestone';

/** Something in the settings that names a label or milestone, and what rests on it in words. */
export interface NamedPlace {
  path: string;
  what: string;
}

const LADDERS = ['status', 'priority', 'category'] as const;
const same = (a: string, b: string): boolean => fold(a) === fold(b);

/** Every place that names it by its full name; patterns name nothing in particular. */
export function placesOf(settings: IntegrationSettings, kind: NameKind, name: string): NamedPlace[] {
  const { mappings, filters } = settings;
  const lists: [path: string, names: readonly string[], what: string][] = [
    ...(['include', 'exclude'] as const).map((side): [string, readonly string[], string] =>
      [`filters.${side}.${kind}s`, filters[side][`${kind}s`], `issues that carry it are ${side === 'include' ? 'let in' : 'kept out'}`]),
    ...(kind === 'label' && mappings.tags.sync
      ? ([['mappings.tags.allow', mappings.tags.allow, 'it is one of the labels that are tags'], ['mappings.tags.deny', mappings.tags.deny, 'it is kept out of the tags']] as const).map((one): [string, readonly string[], string] => [...one])
      : []),
    ...mappings.custom.map((mapping, index): [string, readonly string[], string] =>
      [`mappings.custom.${index}.options`, mapping.sync ? mapping.options.flatMap((option) => carriedBy(mapping, kind, option) ?? []) : [], `it stands for an option of "${mapping.name}"`]),
  ];
  const listed = lists.filter(([, names]) => names.some((one) => same(one, name))).map(([path, , what]) => ({ path, what }));
  return kind === 'label' ? [...LADDERS.flatMap((field) => (mappings[field].sync ? ladderPlaces(field, mappings[field].sources, name) : [])), ...listed] : listed;
}

function ladderPlaces(field: string, sources: readonly Source[], name: string): NamedPlace[] {
  return sources.flatMap((source, at) => {
    if (source.from !== 'labels') return [];
    const path = `mappings.${field}.sources.${at}`;
    return [
      ...source.rules.flatMap(({ label, value }, index) => (same(label, name) ? [{ path: `${path}.rules.${index}.label`, what: `the ${field} "${value ?? label}" is read from it` }] : [])),
      ...Object.entries(source.write).flatMap(([key, label]) => (same(label, name) ? [{ path: `${path}.write.${key}`, what: `the ${field} "${key}" is written as it` }] : [])),
    ];
  });
}

/** What GitHub carries an option of a project's own field as; undefined where it is no such thing. */
function carriedBy({ target }: CustomMapping, kind: NameKind, option: string): string | undefined {
  if (kind === 'milestone') return 'milestone' in target ? option : undefined;
  return 'labelPrefix' in target ? `${target.labelPrefix}${option}` : undefined;
}

export interface Rename {
  from: string;
  to: string;
  /** Another linked repository still has the old name: both are read, and the old one goes on being written. */
  keep: boolean;
}

/**
 * The settings with names that GitHub changed; renames of one moment together, so that two names may
 * be swapped. Where labels were left to the defaults and one of them is renamed, they are written out.
 */
export function renameIn(input: ParsedInput, effective: IntegrationSettings, kind: NameKind, renames: readonly Rename[]): ParsedInput {
  const follow = (name: string): string[] => {
    const found = renames.find(({ from }) => same(from, name));
    if (!found) return [name];
    return found.keep ? [name, found.to] : [found.to];
  };
  const list = (names: readonly string[]): string[] => names.flatMap(follow);
  const filter = (one: IssueFilter): IssueFilter => (kind === 'label' ? { ...one, labels: list(one.labels) } : { ...one, milestones: list(one.milestones) });
  const { mappings, filters } = input;
  const labels = kind !== 'label' ? {} : {
    tags: { ...mappings.tags, allow: list(mappings.tags.allow), deny: list(mappings.tags.deny) },
    ...Object.fromEntries(LADDERS.map((field) => [field, renameLadder(mappings[field], effective.mappings[field].sources, keysOf(effective, field), renames)])),
  };
  return {
    ...input,
    filters: { ...filters, include: filter(filters.include), exclude: filter(filters.exclude) },
    mappings: { ...mappings, ...labels, custom: mappings.custom.map((mapping) => ({ ...mapping, options: mapping.options.flatMap((option) => followOption(mapping, kind, option, follow)) })) },
  };
}

function keysOf({ statuses, priorities, categories }: IntegrationSettings, field: (typeof LADDERS)[number]): readonly string[] {
  return field === 'status' ? statuses.map(({ key }) => key) : field === 'priority' ? priorities : categories;
}

function renameLadder<T extends { sources?: Source[] | undefined }>(mapping: T, sources: readonly Source[], keys: readonly string[], renames: readonly Rename[]): T {
  const touched = sources.some((source) => source.from === 'labels' && renames.some(({ from }) => keyOfLabel(source, keys, from) !== null || Object.values(source.write).some((label) => same(label, from))));
  return touched ? { ...mapping, sources: sources.map((source) => (source.from === 'labels' ? renameLabels(source, keys, renames) : source)) } : mapping;
}

function renameLabels(source: LabelSource, keys: readonly string[], renames: readonly Rename[]): LabelSource {
  const of = (label: string): Rename | undefined => renames.find(({ from }) => same(from, label));
  const rules = source.rules.flatMap((rule) => {
    const rename = of(rule.label);
    if (!rename) return [rule];
    return rename.keep ? [rule, { ...rule, label: rename.to }] : [{ ...rule, label: rename.to }];
  });
  const write = Object.fromEntries(Object.entries(source.write).map(([key, label]) => [key, of(label)?.keep === false ? (of(label)?.to ?? label) : label]));
  const renamed = { ...source, rules, write };
  // What a pattern read under the old name has to be named now.
  const unread = renames.flatMap(({ from, to }) => {
    const value = keyOfLabel(source, keys, from);
    return value === null || keyOfLabel(renamed, keys, to) === value ? [] : [{ label: to, value }];
  });
  // What was written for a key goes on being written, and not what now comes first for it.
  const written = renames.flatMap(({ from, to, keep }): [string, string][] => {
    const key = keyOfLabel(source, keys, from);
    const wrote = key === null || keep || source.write[key] !== undefined ? undefined : spelling(source, keys, key, []);
    return key !== null && wrote !== undefined && same(wrote, from) ? [[key, to]] : [];
  });
  return { ...renamed, rules: [...unread, ...rules], write: { ...write, ...Object.fromEntries(written) } };
}

function followOption(mapping: CustomMapping, kind: NameKind, option: string, follow: (name: string) => string[]): string[] {
  const carried = carriedBy(mapping, kind, option);
  if (carried === undefined) return [option];
  const prefix = 'labelPrefix' in mapping.target ? mapping.target.labelPrefix : '';
  const names = follow(carried).filter((name) => fold(name).startsWith(fold(prefix)) && name.length > prefix.length);
  return names.length === 0 ? [option] : names.map((name) => name.slice(prefix.length));
}

/** Whether a label means something else already under these settings: then a rename to it is a person's to settle. */
export function meansOther(settings: IntegrationSettings, { from, to }: Rename, renames: readonly Rename[]): boolean {
  if (renames.some((one) => same(one.from, to))) return false;
  return LADDERS.some((field) => settings.mappings[field].sources.some((source) => {
    if (source.from !== 'labels') return false;
    const [was, is] = [keyOfLabel(source, keysOf(settings, field), from), keyOfLabel(source, keysOf(settings, field), to)];
    return was !== null && is !== null && was !== is;
  }));
}
