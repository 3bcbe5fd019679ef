import { addLabels, removeLabels } from '../patch.ts';
import { asNames, holds, plain } from './field.ts';
import { categoryLadder, priorityLadder } from './ranked.ts';
import { distinct, without } from '../merge/set.ts';
import { keyOfLabel } from './sources.ts';
import { matchesAny, matchLabel } from '../labels.ts';
import { statusLadder } from './status.ts';
import type { Field } from './field.ts';
import type { IntegrationSettings } from '../settings.ts';

/** GitHub's limit of a label name, in characters. */
export const LONGEST_LABEL = 50;

/** Labels as tags. Those outside the lists, or that another mapping uses, stay as they are on both sides. */
export const tags: Field = {
  ...plain,
  key: 'tags',
  kind: 'set',
  name: 'Tags',
  empty: [],
  read: (issue, settings) => distinct(issue.labels.filter((label) => isTag(label, settings))),
  project: (value, settings) => holds(distinct(asNames(value)).filter((label) => isTag(label, settings))),
  lift: (previous, projected, settings) =>
    distinct([...asNames(projected), ...asNames(previous).filter((label) => !isTag(label, settings))]),
  write: (patch, value, issue, settings) => {
    const wanted = asNames(value);
    addLabels(patch, without(wanted, issue.labels));
    removeLabels(patch, without(issue.labels.filter((label) => isTag(label, settings)), wanted));
  },
  show: (value) => asNames(value).join(', ') || 'none',
};

/** Whether a label is synced as a tag under these settings. */
export function isTag(label: string, settings: IntegrationSettings): boolean {
  const { allow, deny, includeMapped } = settings.mappings.tags;
  if (label.trim() === '' || label.length > LONGEST_LABEL) return false;
  if (allow.length > 0 && !matchesAny(allow, label)) return false;
  return !matchesAny(deny, label) && (includeMapped || !isMapped(label, settings));
}

/** Whether a mapping other than the tags makes something of the label. */
export function isMapped(label: string, settings: IntegrationSettings): boolean {
  const { status, priority, category, custom } = settings.mappings;
  const ladders = [
    ...(status.sync ? [statusLadder(settings)] : []),
    ...(priority.sync ? [priorityLadder(settings)] : []),
    ...(category.sync ? [categoryLadder(settings)] : []),
  ];
  const inLadder = ladders.some(({ sources, keys }) =>
    sources.some((source) => source.from === 'labels' && keyOfLabel(source, keys, label) !== null),
  );
  return inLadder || custom.some(({ sync, target }) => sync && 'labelPrefix' in target && matchLabel(`${target.labelPrefix}*`, label));
}
