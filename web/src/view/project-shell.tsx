import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { ProjectPlace } from '../router.ts';
import { connect, isOver } from '../state/connection.ts';
import * as text from '../text.ts';
import { Skeleton } from '../ui/bits.tsx';
import { lazy } from '../ui/lazy.tsx';
import { ConnectionContext } from '../ui/room.ts';
import { AppBar } from './app-bar.tsx';
import { FaultNotice } from './fault.tsx';
import { ProjectNav } from './project-nav.tsx';
import { ProjectScreen } from './project-screen.tsx';

const SCREENS = { sync: lazy('Sync'), history: lazy('History'), conflicts: lazy('Conflicts'), settings: lazy('Settings'), setup: lazy('Setup') };

function TitleSkeleton() {
  return (
    <span class="skeleton skeleton-title">
      <span class="hidden">{text.loading}</span>
    </span>
  );
}

/** A project: its name, the way between its screens, and one of them. All share one live connection. */
export function ProjectShell({ place }: { place: ProjectPlace }) {
  const { api, router } = usePage();
  const connection = useMemo(() => connect(api, place.projectId), []);
  useEffect(() => () => connection.close(), []);
  useSignalEffect(() => {
    const { screen } = router.place.value;
    const name = connection.project.value?.name;
    // The list names the open action, too; it does so itself.
    if (screen !== 'actions' && screen in SCREENS) document.title = text.title(...[screen === 'setup' ? text.nav.settings : text.nav[screen as 'sync'], name].filter((one) => one !== undefined));
  });
  const project = connection.project.value;
  const fault = connection.fault.value;
  const failed = fault !== null && (project === null || isOver(fault));
  return (
    <ConnectionContext.Provider value={connection}>
      <AppBar {...(!failed && { crumb: project?.name ?? <TitleSkeleton />, live: connection.liveState.value })} />
      {!failed && <ProjectNav />}
      {failed ? (
        <main class="lone">
          <FaultNotice fault={fault} onRetry={() => void connection.read()} />
        </main>
      ) : place.screen === 'actions' ? (
        <ProjectScreen place={place} />
      ) : project === null ? (
        <main class="screen">
          <Skeleton />
        </main>
      ) : (
        <Other place={place} />
      )}
    </ConnectionContext.Provider>
  );
}

function Other({ place }: { place: Exclude<ProjectPlace, { screen: 'actions' }> }) {
  switch (place.screen) {
    case 'settings':
      return <SCREENS.settings section={place.section} />;
    case 'setup':
      return <SCREENS.setup step={place.step} />;
    default: {
      const Screen = SCREENS[place.screen];
      return <Screen key={place.screen} />;
    }
  }
}
