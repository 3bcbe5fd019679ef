import type { IconName } from '../icons.ts';
import * as text from '../text.ts';
import { Icon } from './icon.tsx';

type Level = keyof typeof text.priority.names;

const ICONS: { [L in Level]: IconName } = { urgent: 'flame', high: 'arrowUp', medium: 'arrowRight', low: 'arrowDown' };

/** Names that teams commonly give to the four levels. */
const LEVELS: Record<string, Level> = {
  urgent: 'urgent', critical: 'urgent', p0: 'urgent',
  high: 'high', p1: 'high',
  medium: 'medium', normal: 'medium', p2: 'medium',
  low: 'low', p3: 'low',
};

/** How a priority reads: the four levels by name, any other as the team wrote it. */
export function priorityName(priority: string | null): string {
  if (priority === null) return text.priority.none;
  const level = LEVELS[priority.toLowerCase()];
  return level !== undefined && level === priority.toLowerCase() ? text.priority.names[level] : priority;
}

export function PriorityIcon({ priority }: { priority: string | null }) {
  const level = LEVELS[priority?.toLowerCase() ?? ''];
  if (priority === null) return <Icon name="dash" class="priority-none" />;
  return <Icon name={level === undefined ? 'flag' : ICONS[level]} class={`priority-${level ?? 'other'}`} />;
}
