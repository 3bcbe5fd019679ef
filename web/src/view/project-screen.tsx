import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { usePage } from '../page.ts';
import { followFilters, openProject } from '../state/project.ts';
import { text } from '../text.ts';
import { ActionList } from './action-list.tsx';
import { AppBar } from './app-bar.tsx';
import { createChange } from './change.tsx';
import { DetailPanel } from './detail-panel.tsx';
import { FaultNotice } from './fault.tsx';
import { FilterBar } from './filter-bar.tsx';
import { listenForKeys } from './keys.ts';
import { ProjectContext } from './project-context.ts';
import { StatusTabs } from './status-tabs.tsx';
import { SyncStrip } from './sync-strip.tsx';

function TitleSkeleton() {
  return (
    <span class="skeleton skeleton-title">
      <span class="hidden">{text.loading}</span>
    </span>
  );
}

/** A project's actions: the list, and one of them beside it where the address names one. */
export function ProjectScreen({ projectId }: { projectId: string }) {
  const page = usePage();
  const pane = useRef<HTMLDivElement>(null);
  const session = useMemo(() => openProject(page.api, projectId), [projectId]);
  const view = useMemo(() => ({ session, projectId, ...createChange({ page, session }) }), [session]);
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
    const place = page.router.place.value;
    const action = place.screen === 'actions' && place.actionId !== null ? session.entities.get(place.actionId) : undefined;
    const name = session.project.value?.name;
    document.title = text.title(...[action?.shown.value.title, name].filter((part) => part !== undefined));
  });

  const place = page.router.place.value;
  const openId = place.screen === 'actions' ? place.actionId : null;
  const project = session.project.value;
  const fault = session.fault.value;
  return (
    <ProjectContext.Provider value={view}>
      <AppBar crumb={project?.name ?? (fault === null ? <TitleSkeleton /> : undefined)} live={session.liveState.value} />
      {project === null && fault !== null ? (
        <main class="lone">
          <FaultNotice fault={fault} onRetry={() => void session.reload()} />
        </main>
      ) : (
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
      )}
    </ProjectContext.Provider>
  );
}
