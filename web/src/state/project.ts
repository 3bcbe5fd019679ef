import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FeedEvent } from '../../../src/http/feed.ts';
import type { ActionChanges, Facets, Project } from '../../../src/http/trpc/shapes.ts';
import type { Api, Fault } from '../api.ts';
import { faultOf } from '../api.ts';
import { createEntities } from './entities.ts';
import type { Entities, Entity } from './entities.ts';
import { createList } from './list.ts';
import type { List } from './list.ts';
import { followProject } from './live.ts';
import type { LiveState } from './live.ts';
import { updateAction } from './update.ts';
import type { UpdateResult } from './update.ts';

/** At most one reading of counts and repositories in this time, however many events arrive. */
const COUNTS_EVERY_MS = 1_000;
/** How long the first reading waits for the live stream. */
const PATIENCE_MS = 300;
/** A list shorter than this is read again while a pull goes on, so that a new project fills up. */
const SPARSE_ROWS = 20;

export type ProjectSession = {
  project: ReadonlySignal<Project | null>;
  fault: ReadonlySignal<Fault | null>;
  facets: ReadonlySignal<Facets | null>;
  liveState: ReadonlySignal<LiveState>;
  /** When reading may begin. */
  ready: Promise<void>;
  entities: Entities;
  list: List;
  reload(): Promise<void>;
  readFacets(): Promise<void>;
  update(entity: Entity, changes: ActionChanges): Promise<UpdateResult>;
  close(): void;
};

/** Runs `work` now, and again once after calls that came meanwhile or too soon. */
function throttled(work: () => Promise<void>, everyMs: number): { ask: () => void; stop: () => void } {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let last = -Infinity;
  const ask = (): void => {
    if (waiting !== undefined) return;
    waiting = setTimeout(
      () => {
        waiting = undefined;
        last = performance.now();
        void work();
      },
      Math.max(0, last + everyMs - performance.now()),
    );
  };
  return { ask, stop: () => clearTimeout(waiting) };
}

/** Everything a project's screen holds while it is open: project, list, live events, edits. */
export function openProject(api: Api, projectId: string): ProjectSession {
  const project = signal<Project | null>(null);
  const fault = signal<Fault | null>(null);
  const facets = signal<Facets | null>(null);
  const entities = createEntities();
  const list = createList({ api, entities, projectId, project: () => project.peek() });

  const readProject = async (): Promise<void> => {
    try {
      project.value = await api.projects.get.query({ id: projectId });
      fault.value = null;
    } catch (error) {
      fault.value = faultOf(error);
    }
  };
  const counts = throttled(async () => {
    await Promise.all([readProject(), list.recount()]);
  }, COUNTS_EVERY_MS);
  const refill = throttled(() => list.load(list.filters.peek(), true), COUNTS_EVERY_MS);
  const reload = async (): Promise<void> => {
    await Promise.all([readProject(), list.load(list.filters.peek(), true)]);
  };

  const onEvent = createListener({ project, entities, list, counts, refill, reload });
  const following = Promise.withResolvers<void>();
  let asked = false;
  const live = followProject(projectId, {
    onEvent,
    onFreshStart: () => (asked ? void reload() : following.resolve()),
  });
  // What is read after the stream is open can miss nothing; a stream that cannot open delays little.
  setTimeout(following.resolve, PATIENCE_MS);
  const ready = following.promise;
  const begin = async (): Promise<void> => {
    await ready;
    asked = true;
    await readProject();
  };
  void begin();

  return {
    project,
    fault,
    facets,
    liveState: live.state,
    ready,
    entities,
    list,
    reload,
    async readFacets() {
      facets.value = await api.actions.facets.query({ projectId }).catch(() => facets.value);
    },
    update: (entity, changes) => updateAction(api, entities, entity, changes),
    close() {
      live.close();
      counts.stop();
      refill.stop();
    },
  };
}

type Throttled = ReturnType<typeof throttled>;
type ListenerParts = Pick<ProjectSession, 'entities' | 'list' | 'reload'> & {
  project: ReturnType<typeof signal<Project | null>>;
  counts: Throttled;
  refill: Throttled;
};

/** What each kind of live event does to the screen. */
function createListener({ project, entities, list, counts, refill, reload }: ListenerParts) {
  return (event: FeedEvent): void => {
    switch (event.type) {
      case 'action.changed':
        entities.hear(event.data.action);
        list.hear(event.data.action);
        return counts.ask();
      case 'action.removed':
        list.remove(event.data.id);
        entities.remove(event.data.id);
        return counts.ask();
      case 'sync.progress': {
        const { repository } = event.data;
        const before = project.peek() ?? null;
        if (before === null) return;
        project.value = { ...before, repositories: before.repositories.map((one) => (one.id === repository.id ? repository : one)) };
        if (!before.repositories.some((one) => one.id === repository.id)) counts.ask();
        if (list.ids.peek().length < SPARSE_ROWS) refill.ask();
        return;
      }
      case 'project.changed':
        return counts.ask();
      case 'reset':
        return void reload();
    }
  };
}

/** Loads the list whenever the filters in the address change. */
export function followFilters(session: ProjectSession, filters: () => List['filters']['value']): () => void {
  let last = '';
  return effect(() => {
    const wanted = filters();
    const key = JSON.stringify(wanted);
    if (key === last) return;
    last = key;
    void session.ready.then(() => (key === last ? session.list.load(wanted) : undefined));
  });
}
