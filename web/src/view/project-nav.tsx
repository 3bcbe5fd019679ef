import type { IconName } from '../icons.ts';
import { usePage } from '../page.ts';
import type { ProjectPlace } from '../router.ts';
import { addressOf, screenAddress } from '../router.ts';
import * as text from '../text.ts';
import { useCurrentInView } from '../ui/in-view.ts';
import { useConnection } from '../ui/room.ts';
import { Icon } from './icon.tsx';

type Screen = Exclude<ProjectPlace['screen'], 'setup'>;

const ICONS: { [S in Screen]: IconName } = { actions: 'inbox', sync: 'pulse', history: 'history', conflicts: 'conflict', settings: 'gear' };

function Tab({ screen, count = 0 }: { screen: Screen; count?: number }) {
  const { router } = usePage();
  const { projectId } = useConnection();
  const here = router.place.value.screen;
  const current = here === screen || (here === 'setup' && screen === 'settings');
  const name = text.nav[screen];
  return (
    <li>
      <a class="tab" href={screen === 'actions' ? addressOf(projectId, null, '') : screenAddress(projectId, screen)} aria-current={current ? 'page' : undefined}>
        <Icon name={ICONS[screen]} />
        <span class="tab-name" data-text={name}>
          {name}
        </span>
        {count > 0 && (
          <span class="counter">
            {text.number(count)}
            <span class="hidden"> {text.nav.open}</span>
          </span>
        )}
      </a>
    </li>
  );
}

/** The screens of a project; settings are for those who may change them. */
export function ProjectNav() {
  const project = useConnection().project.value;
  const { router } = usePage();
  const row = useCurrentInView<HTMLElement>(`${router.place.value.screen} ${project?.role}`);
  return (
    <nav ref={row} class="tabs project-nav" aria-label={text.nav.label}>
      <ul role="list">
        <Tab screen="actions" />
        <Tab screen="sync" />
        <Tab screen="history" />
        <Tab screen="conflicts" count={project?.conflicts ?? 0} />
        {project?.role === 'lead' && <Tab screen="settings" />}
      </ul>
    </nav>
  );
}
