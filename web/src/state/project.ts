import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FeedEvent } from '../../../src/http/feed.ts';
import type { ActionForm } from '../../../src/http/trpc/action-shapes.ts';
import type { ActionChanges, Facets } from '../../../src/http/trpc/shapes.ts';
import type { Api } from '../call.ts';
import { throttled } from './connection.ts';
import type { Connection } from './connection.ts';
import { createEntities } from './entities.ts';
import type { Entities, Entity } from './entities.ts';
import { createList } from './list.ts';
import type { List } from './list.ts';
import { createSelection } from './selection.ts';
import type { Selection } from './selection.ts';
import { updateAction } from './update.ts';
import type { TextBase, UpdateResult } from './update.ts';

/** At most one reading of counts in this time, however many events arrive. */
const COUNTS_EVERY_MS = 1_000;
/** A list shorter than this is read again while a pull goes on, so that a new project fills up. */
const SPARSE_ROWS = 20;

export type ProjectSession = Pick<Connection, 'project' | 'fault' | 'liveState' | 'ready'> & {
  facets: ReadonlySignal<Facets | null>;
  entities: Entities;
  list: List;
  selection: Selection;
  /** What forms offer; null until `readForm` has read it. */
  form: ReadonlySignal<ActionForm | null>;
  readForm(): Promise<void>;
  reload(): Promise<void>;
  readFacets(): Promise<void>;
  update(entity: Entity, changes: ActionChanges, base?: TextBase): Promise<UpdateResult>;
  close(): void;
};

/** Everything the screen of a project's actions holds while it is open: list, counts, edits. */
export function openProject(api: Api, connection: Connection): ProjectSession {
  const { project, projectId, fault, liveState, ready } = connection;
  const facets = signal<Facets | null>(null);
  const entities = createEntities();
  const list = createList({ api, entities, projectId, project: () => project.peek() });

  const form = signal<ActionForm | null>(null);
  const selection = createSelection(list);
  const counts = throttled(() => list.recount(), COUNTS_EVERY_MS);
  const refill = throttled(() => list.load(list.filters.peek(), true), COUNTS_EVERY_MS);
  const reread = (): Promise<void> => list.load(list.filters.peek(), true);

  const unlisten = connection.listen({
    onEvent: createListener({ entities, list, counts, refill }),
    onReset: () => void reread(),
  });

  return {
    project,
    fault,
    facets,
    liveState,
    ready,
    entities,
    list,
    selection,
    form,
    async readForm() {
      form.value = await api.actions.form.query({ projectId }).catch(() => form.value);
    },
    async reload() {
      await Promise.all([connection.read(), reread()]);
    },
    async readFacets() {
      facets.value = await api.actions.facets.query({ projectId }).catch(() => facets.value);
    },
    update: (entity, changes, base) => updateAction(api, entities, entity, changes, base),
    close() {
      unlisten();
      counts.stop();
      refill.stop();
    },
  };
}

type Throttled = ReturnType<typeof throttled>;
type ListenerParts = Pick<ProjectSession, 'entities' | 'list'> & { counts: Throttled; refill: Throttled };

/** What each kind of live event does to the list. */
function createListener({ entities, list, counts, refill }: ListenerParts) {
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
      case 'sync.progress':
        if (list.ids.peek().length < SPARSE_ROWS) refill.ask();
        return;
      case 'project.changed':
        return counts.ask();
      default:
        return;
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
