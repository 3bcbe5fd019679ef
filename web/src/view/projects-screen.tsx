import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Project } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import { faultOf } from '../api.ts';
import { usePage } from '../page.ts';
import { addressOf } from '../router.ts';
import * as text from '../text.ts';
import { ButtonLink } from '../ui/button.tsx';
import { AppBar } from './app-bar.tsx';
import { FaultNotice } from './fault.tsx';
import { Icon } from './icon.tsx';

function ProjectCard({ project }: { project: Project }) {
  const actions = Object.values(project.counts).reduce((sum, count) => sum + count, 0);
  return (
    <li>
      <a class="card" href={addressOf(project.id, null, '')}>
        <strong dir="auto">{project.name}</strong>
        <span>
          {text.projects.actions(actions)} · {text.projects.repositories(project.repositories.length)}
        </span>
        <Icon name="chevronRight" />
      </a>
    </li>
  );
}

/** Every project of the viewer; with only one, that one opens at once. */
export function ProjectsScreen() {
  const { api, router } = usePage();
  const projects = useSignal<Project[] | null>(null);
  const fault = useSignal<Fault | null>(null);
  const load = async (): Promise<void> => {
    fault.value = null;
    // GitHub sends people here after they have installed the App, with the place they came from.
    const from = router.query.peek().get('setup_action') === null ? null : router.query.peek().get('state');
    if (from !== null && /^\/(?![/\\])/.test(from)) return router.go(from, { replace: true });
    try {
      const found = await api.projects.list.query();
      const [only] = found;
      if (found.length === 1 && only !== undefined && location.pathname === '/') {
        router.go(addressOf(only.id, null, ''), { replace: true });
      } else projects.value = found;
    } catch (error) {
      fault.value = faultOf(error);
    }
  };
  useEffect(() => void load(), []);

  return (
    <>
      <AppBar crumb={text.projects.title} />
      <main class="lone">
        {fault.value !== null && <FaultNotice fault={fault.value} onRetry={() => void load()} />}
        {fault.value === null && projects.value === null && <div class="card skeleton" aria-busy="true" />}
        {projects.value?.length === 0 && (
          <div class="blank">
            <Icon name="inbox" class="blank-icon" />
            <h2>{text.projects.none}</h2>
            <p>{text.projects.noneHint}</p>
            <ButtonLink variant="primary" icon="plus" href="/projects/new">
              {text.projects.new}
            </ButtonLink>
          </div>
        )}
        {projects.value !== null && projects.value.length > 0 && (
          <header class="cards-head">
            <h2 class="title">{text.projects.title}</h2>
            <ButtonLink variant="primary" small icon="plus" href="/projects/new">
              {text.projects.new}
            </ButtonLink>
          </header>
        )}
        <ul class="cards" role="list">
          {projects.value?.map((project) => (
            <ProjectCard key={project.id} project={project} />
          ))}
        </ul>
      </main>
    </>
  );
}
