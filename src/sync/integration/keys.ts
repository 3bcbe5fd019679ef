/** Statuses, priorities and categories that the new settings lack, and what is to stand in their place. */
import type { IntegrationSettings } from '../../core/settings.ts';
import type { Queryable } from '../../store/db.ts';
import { countByKey, replaceKeys, type RankedField, type Replacement } from '../../store/replace-keys.ts';

/** Field -> old key -> new key; null takes a priority or category away. */
export interface Replacements {
  status: Record<string, string>;
  priority: Record<string, string | null>;
  category: Record<string, string | null>;
}

export const NO_REPLACEMENTS: Replacements = { status: {}, priority: {}, category: {} };

export interface KeyInUse {
  field: RankedField;
  key: string;
  /** Actions that have it. */
  count: number;
}

const FIELDS: readonly RankedField[] = ['status', 'priority', 'category'];

export const keysOf = (settings: IntegrationSettings): Record<RankedField, string[]> => ({
  status: settings.statuses.map(({ key }) => key), priority: settings.priorities, category: settings.categories,
});

/** Keys that actions have, that the settings had and no longer have, and for which no key of the new ones is named. */
export async function keysInUse(db: Queryable, projectId: number, before: IntegrationSettings, after: IntegrationSettings, replacements: Replacements): Promise<KeyInUse[]> {
  const [old, fresh] = [keysOf(before), keysOf(after)];
  const found: KeyInUse[] = [];
  for (const field of FIELDS) {
    const gone = old[field].filter((key) => !fresh[field].includes(key) && !isReplaced(replacements, field, key, fresh[field]));
    if (gone.length === 0) continue;
    for (const { key, count } of await countByKey(db, projectId, field, gone)) found.push({ field, key, count });
  }
  return found;
}

function isReplaced(replacements: Replacements, field: RankedField, key: string, fresh: readonly string[]): boolean {
  const by = replacements[field][key];
  return by === null ? field !== 'status' : by !== undefined && fresh.includes(by);
}

/** Only what really goes is replaced: a key that stays is no concern of a replacement. */
export function replacementsOf(before: IntegrationSettings, after: IntegrationSettings, replacements: Replacements): Replacement[] {
  const [old, fresh] = [keysOf(before), keysOf(after)];
  return FIELDS.flatMap((field) =>
    Object.entries(replacements[field])
      .filter(([from]) => old[field].includes(from) && !fresh[field].includes(from) && isReplaced(replacements, field, from, fresh[field]))
      .map(([from, to]) => ({ field, from, to })));
}

/** Puts the new keys in the place of the old ones, in actions, in what both sides agreed on, and in open conflicts. @returns actions changed */
export async function applyReplacements(trx: Queryable, projectId: number, replacements: readonly Replacement[], actor: string | null): Promise<number[]> {
  const changed: number[] = [];
  for (const replacement of replacements) changed.push(...(await replaceKeys(trx, projectId, replacement, actor)));
  return changed;
}
