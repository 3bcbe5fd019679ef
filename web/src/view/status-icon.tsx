import type { ProjectStatus, StatusCategory } from '../../../src/http/trpc/shapes.ts';
import type { IconName } from '../icons.ts';
import { Icon } from './icon.tsx';

const ICONS: { [C in StatusCategory]: IconName } = {
  todo: 'issueOpened',
  in_progress: 'halfCircle',
  done: 'issueClosed',
  cancelled: 'skip',
};

export function StatusIcon({ category }: { category: StatusCategory }) {
  return <Icon name={ICONS[category]} class={`status-${category}`} />;
}

/** A status by its key; one that the project no longer has is shown by its key. */
export function statusOf(statuses: ProjectStatus[] | undefined, key: string): ProjectStatus {
  return statuses?.find((status) => status.key === key) ?? { key, name: key, category: 'todo' };
}
