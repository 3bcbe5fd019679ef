import { categoryLadder, priorityLadder } from './fields/ranked.ts';
import { keyOfLabel } from './fields/sources.ts';
import { matchLabel } from './labels.ts';
import { statusLadder } from './fields/status.ts';
import type { IntegrationSettings } from './settings.ts';
import type { Ladder } from './fields/sources.ts';

/** How a label looks that Lockstep creates: six hex digits, and at most 100 characters (GitHub's limit). */
export interface LabelLook {
  color: string;
  description: string;
}

/** From urgent to unimportant; more priorities than colors share the last one. */
const PRIORITY_COLORS = ['b60205', 'd93f0b', 'fbca04', '0e8a16', 'c2e0c6'];
const STATUS_COLOR = '1d76db';
const CATEGORY_COLOR = '5319e7';
const CUSTOM_COLOR = 'bfd4f2';
const TAG_COLOR = 'ededed';
const LONGEST_DESCRIPTION = 100;

/** The look of a label by what the settings make of it. */
export function labelLook(label: string, settings: IntegrationSettings): LabelLook {
  const status = keyIn(statusLadder(settings), label);
  if (status !== null) return look(STATUS_COLOR, `Status: ${settings.statuses.find(({ key }) => key === status)?.name ?? status}`);
  const priority = keyIn(priorityLadder(settings), label);
  if (priority !== null) {
    const rank = Math.min(settings.priorities.indexOf(priority), PRIORITY_COLORS.length - 1);
    return look(PRIORITY_COLORS[rank] ?? TAG_COLOR, `Priority: ${priority}`);
  }
  const category = keyIn(categoryLadder(settings), label);
  if (category !== null) return look(CATEGORY_COLOR, `Category: ${category}`);
  for (const { name, target } of settings.mappings.custom) {
    const value = 'labelPrefix' in target ? matchLabel(`${target.labelPrefix}*`, label) : null;
    if (value !== null) return look(CUSTOM_COLOR, `${name}: ${value.trim()}`);
  }
  return look(TAG_COLOR, '');
}

function keyIn({ sources, keys }: Ladder, label: string): string | null {
  for (const source of sources) {
    const key = source.from === 'labels' ? keyOfLabel(source, keys, label) : null;
    if (key !== null) return key;
  }
  return null;
}

function look(color: string, text: string): LabelLook {
  return { color, description: Array.from(text).slice(0, LONGEST_DESCRIPTION).join('') };
}
