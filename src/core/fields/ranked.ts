import { asTextOrNull, holds, plain, refuses } from './field.ts';
import { canSay, readLadder, writeLadder } from './sources.ts';
import type { Field } from './field.ts';
import type { IntegrationSettings } from '../settings.ts';
import type { Ladder } from './sources.ts';

export const priority = ranked('priority', 'Priority', priorityLadder);
export const category = ranked('category', 'Category', categoryLadder);

export function priorityLadder(settings: IntegrationSettings): Ladder {
  return { sources: settings.mappings.priority.sources, keys: settings.priorities };
}

export function categoryLadder(settings: IntegrationSettings): Ladder {
  return { sources: settings.mappings.category.sources, keys: settings.categories };
}

/** One of a project's keys, or none, from labels, an issue field or the issue type. */
function ranked(key: 'priority' | 'category', name: string, ladderOf: (settings: IntegrationSettings) => Ladder): Field {
  return {
    ...plain,
    key,
    name,
    inManyPlaces: true,
    read: (issue, settings) => readLadder(ladderOf(settings), issue),
    project: (value, settings) => {
      const wanted = asTextOrNull(value);
      if (wanted === null || canSay(ladderOf(settings), wanted)) return holds(wanted);
      return refuses(`no label, issue field or type stands for the ${key} "${wanted}"`);
    },
    write: (patch, value, issue, settings) => {
      writeLadder(patch, ladderOf(settings), asTextOrNull(value), issue, true);
    },
  };
}
