import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ActionChanges, ActionSummary } from '../../../src/http/trpc/shapes.ts';

/** An action as this page holds it: what the server said, and what the person changed since. */
export type Entity = {
  id: string;
  server: Signal<ActionSummary>;
  /** Changes shown already but not confirmed yet. */
  unconfirmed: Signal<ActionChanges>;
  shown: ReadonlySignal<ActionSummary>;
  /** When an edit by someone else last arrived (performance.now), for the highlight; 0 for never. */
  touchedAt: Signal<number>;
  /** No longer matches the list and is fading out of it. */
  leaving: Signal<boolean>;
  /** The number of the live event that wrote `server` last. */
  eventNumber: number;
  /** The end of the updates under way: they go one after another. */
  queue: Promise<void>;
};

export type Entities = {
  get(id: string): Entity | undefined;
  /** Takes what a list or detail answer says, unless a live event newer than the question knows better. */
  read(action: ActionSummary, askedAt: number): Entity;
  /** Takes what a live event says, and marks the action where a person would see the difference. */
  hear(action: ActionSummary): void;
  remove(id: string): void;
  /** The number of live events so far: note it before asking the server. */
  heard(): number;
};

/** Fields that a row or the detail shows as content; the rest is sync state. */
const CONTENT = ['title', 'status', 'priority', 'category', 'tags', 'assignees', 'milestone', 'dueDate', 'issueType', 'customFields'] as const;

function createEntity(action: ActionSummary): Entity {
  const server = signal(action);
  const unconfirmed = signal<ActionChanges>({});
  return {
    id: action.id,
    server,
    unconfirmed,
    shown: computed(() => {
      const { customFields, ...changes } = unconfirmed.value;
      return { ...server.value, ...changes, customFields: { ...server.value.customFields, ...customFields } };
    }),
    touchedAt: signal(0),
    leaving: signal(false),
    eventNumber: 0,
    queue: Promise.resolve(),
  };
}

/** Actions heard of but not shown: kept this long back, for answers that are still under way. */
const MAX_UNSHOWN = 500;

/** Every action this page shows, each with signals of its own, so that one edit redraws one row. */
export function createEntities(): Entities {
  const known = new Map<string, Entity>();
  const unshown = new Map<string, { action: ActionSummary; eventNumber: number }>();
  let heard = 0;

  const put = (action: ActionSummary): Entity => {
    const entity = known.get(action.id) ?? createEntity(action);
    known.set(action.id, entity);
    entity.server.value = action;
    return entity;
  };

  const keepUnshown = (action: ActionSummary): void => {
    unshown.delete(action.id);
    unshown.set(action.id, { action, eventNumber: heard });
    const oldest = unshown.keys().next();
    if (unshown.size > MAX_UNSHOWN && oldest.done !== true) unshown.delete(oldest.value);
  };

  return {
    get: (id) => known.get(id),
    heard: () => heard,
    read(action, askedAt) {
      const entity = known.get(action.id);
      const late = unshown.get(action.id);
      unshown.delete(action.id);
      if (entity === undefined) {
        const isNewer = late !== undefined && late.eventNumber > askedAt && late.action.version >= action.version;
        return put(isNewer ? late.action : action);
      }
      const { version } = entity.server.value;
      const isOlder = action.version < version || (action.version === version && entity.eventNumber > askedAt);
      return isOlder ? entity : put(action);
    },
    hear(action) {
      heard++;
      const entity = known.get(action.id);
      if (entity === undefined) return keepUnshown(action);
      if (action.version < entity.server.value.version) return undefined;
      return batch(() => {
        const before = entity.shown.value;
        put(action);
        entity.eventNumber = heard;
        const after = entity.shown.value;
        const differs = CONTENT.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
        if (differs) entity.touchedAt.value = performance.now();
      });
    },
    remove(id) {
      heard++;
      known.delete(id);
      unshown.delete(id);
    },
  };
}
