import type { ComponentChild } from 'preact';
import type { Project } from '../../../src/http/trpc/shapes.ts';
import { formatFilters } from '../filters.ts';
import { usePage } from '../page.ts';
import { addressOf } from '../router.ts';
import * as text from '../text.ts';
import { useProject } from './project-context.ts';
import { StatusIcon } from './status-icon.tsx';

type TabProps = { name: string; count: number; icon?: ComponentChild; status: string[] };

function Tab({ name, count, icon, status }: TabProps) {
  const { filters } = usePage();
  const { projectId } = useProject();
  const chosen = filters.value.status.join('\n') === status.join('\n');
  const href = addressOf(projectId, null, formatFilters({ ...filters.value, status }));
  return (
    <li>
      <a class="tab" href={href} aria-current={chosen ? 'page' : undefined}>
        {icon}
        <span class="tab-name" data-text={name}>
          {name}
        </span>
        <span class="counter">{text.number(count)}</span>
      </a>
    </li>
  );
}

/** One tab a status, with how many actions are in it; choosing one filters the list. */
export function StatusTabs({ project }: { project: Project | null }) {
  const counts = project?.counts ?? {};
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <nav class="tabs" aria-label={text.tabs.label}>
      {project === null ? (
        <span class="skeleton skeleton-tabs" />
      ) : (
        <ul role="list">
          <Tab name={text.tabs.all} count={all} status={[]} />
          {project.statuses.map(({ key, name, category }) => (
            <Tab key={key} name={name} count={counts[key] ?? 0} icon={<StatusIcon category={category} />} status={[key]} />
          ))}
        </ul>
      )}
    </nav>
  );
}
