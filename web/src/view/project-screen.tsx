import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { usePage } from '../page.ts';
import type { ProjectPlace } from '../router.ts';
import { followFilters, openProject } from '../state/project.ts';
import * as text from '../text.ts';
import { lazy } from '../ui/lazy.tsx';
import { useConnection } from '../ui/room.ts';
import { ActionList } from './action-list.tsx';
import { createChange } from './change.tsx';
import { FilterBar } from './filter-bar.tsx';
import { listenForKeys } from './keys.ts';
import { ProjectContext } from './project-context.ts';
import { StatusTabs } from './status-tabs.tsx';
import { SyncStrip } from './sync-strip.tsx';

const Detail = lazy('Detail', <section class="detail" aria-label={text.detail.label} aria-busy="true" />);
const Board = lazy('Board', <div class="board" aria-busy="true" />);
const BulkBar = lazy('BulkBar', null);
const Create = lazy('Create', null);
const Palette = lazy('Palette', null);

/** A project's actions: the list or the board, and one of them beside it where the address names one. */
export function ProjectScreen({ place }: { place: Extract<ProjectPlace, { screen: 'actions' }> }) {
  const page = usePage();
  const connection = useConnection();
  const pane = useRef<HTMLDivElement>(null);
  const dialog = useSignal<'create' | 'palette' | null>(null);
  const session = useMemo(() => openProject(page.api, connection), [connection]);
  const view = useMemo(() => ({ session, projectId: connection.projectId, ...createChange({ page, session, projectId: connection.projectId }) }), [session]);
  useEffect(() => {
    const unfollow = followFilters(session, () => page.filters.value);
    const unlisten = listenForKeys(page, view, { open: (name) => (dialog.value = name), isOpen: () => dialog.peek() !== null });
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
  const board = page.filters.value.view === 'board';
  const close = (): void => {
    dialog.value = null;
  };
  return (
    <ProjectContext.Provider value={view}>
      <main class={`split ${openId === null ? '' : 'has-detail'}`}>
        <div ref={pane} class={`pane ${board ? 'pane-board' : ''}`}>
          <div class="pane-inner">
            <SyncStrip repositories={project?.repositories ?? null} />
            <div class="list-head">
              {!board && <StatusTabs project={project} />}
              <FilterBar onCreate={() => (dialog.value = 'create')} />
            </div>
            {board ? <Board openId={openId} /> : <ActionList pane={pane} openId={openId} />}
          </div>
          {(session.selection.count.value > 0 || view.asked.value !== null) && <BulkBar />}
        </div>
        {openId !== null && <Detail key={openId} id={openId} />}
      </main>
      {dialog.value === 'create' && <Create onClose={close} />}
      {dialog.value === 'palette' && <Palette onClose={close} onCreate={() => (dialog.value = 'create')} />}
    </ProjectContext.Provider>
  );
}
