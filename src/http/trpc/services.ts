import type { Action, ActionChanges, ActionPage, ActionQuery, Facets, HistoryEntry, Project, Viewer } from './shapes.ts';

/** What became of an update; the router turns each into an answer. */
export type UpdateOutcome =
  | { outcome: 'updated'; action: Action }
  /** Someone changed it since `expectedVersion`; `current` is what it is now. Nothing was written. */
  | { outcome: 'stale'; current: Action }
  | { outcome: 'missing' }
  /** Not allowed or not possible; `reason` is the sentence a person reads. */
  | { outcome: 'refused'; reason: string };

export type UpdateRequest = {
  id: string;
  expectedVersion: number;
  changes: ActionChanges;
  actor: Viewer;
};

/**
 * What the page needs of the rest of Lockstep. An implementation answers only for what the viewer
 * may see: what is hidden from them is null or absent, as if it did not exist (I12).
 */
export type PageServices = {
  projects: {
    list(viewer: Viewer): Promise<Project[]>;
    get(id: string, viewer: Viewer): Promise<Project | null>;
  };
  actions: {
    list(query: ActionQuery, viewer: Viewer): Promise<ActionPage>;
    /** `history` is newest first. */
    get(id: string, viewer: Viewer): Promise<{ action: Action; history: HistoryEntry[] } | null>;
    update(request: UpdateRequest): Promise<UpdateOutcome>;
    facets(projectId: string, viewer: Viewer): Promise<Facets>;
  };
};
