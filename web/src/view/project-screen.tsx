import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { ProjectPlace } from '../router.ts';
import { followFilters, openProject } from '../state/project.ts';
import { text } from '../text.ts';
import { useConnection } from '../ui/room.ts';
import { ActionList } from './action-list.tsx';
import { createChange } from './change.tsx';
import { DetailPanel } from './detail-panel.tsx';
import { FilterBar } from './filter-bar.tsx';
import { listenForKeys } from './keys.ts';
import { ProjectContext } from './project-context.ts';
import { StatusTabs } from './status-tabs.tsx';
import { SyncStrip } from './sync-strip.tsx';

/** A project's actions: the list, and one of them beside it where the address names one. */
export function ProjectScreen({ place }: { place: Extract<ProjectPlace, { screen: 'actions' }> }) {
  const page = usePage();
  const connection = useConnection();
  const pane = useRef<HTMLDivElement>(null);
  const session = useMemo(() => openProject(page.api, connection), [connection]);
  const view = useMemo(() => ({ session, projectId: connection.projectId, ...createChange({ page, session }) }), [session]);
  useEffect(() => {
    const unfollow = followFilters(session, () => page.filters.value);
    const unlisten = listenForKeys(page, view);
    return () => {
      unfollow();
      unlisten();
      session.close();
    };
  }, [session]);
  useSignalEffect(() => {
    const here = page.router.place.value;
    const action = here.screen === 'actions' && here.actionId !== null ? session.entities.get(here.actionId) : undefined;
    const name = session.project.value?.name;
    document.title = text.title(...[action?.shown.value.title, name].filter((part) => part !== undefined));
  });

  const openId = place.actionId;
  const project = session.project.value;
  return (
    <ProjectContext.Provider value={view}>
      <main class={`split ${openId === null ? '' : 'has-detail'}`}>
        <div ref={pane} class="pane">
          <div class="pane-inner">
            <SyncStrip repositories={project?.repositories ?? null} />
            <div class="list-head">
              <StatusTabs project={project} />
              <FilterBar />
            </div>
            <ActionList pane={pane} openId={openId} />
          </div>
        </div>
        {openId !== null && <DetailPanel key={openId} id={openId} />}
      </main>
    </ProjectContext.Provider>
  );
}
