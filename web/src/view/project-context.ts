import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ActionChanges } from '../../../src/http/trpc/shapes.ts';
import type { Entity } from '../state/entities.ts';
import type { ProjectSession } from '../state/project.ts';

export type ProjectView = {
  session: ProjectSession;
  projectId: string;
  /** Changes an action and tells the person what became of it. */
  change: (entity: Entity, changes: ActionChanges) => Promise<void>;
  pickStatus: (entity: Entity, anchor: HTMLElement) => void;
  pickPriority: (entity: Entity, anchor: HTMLElement) => void;
};

export const ProjectContext = createContext<ProjectView | null>(null);

/** The open project around this component. */
export function useProject(): ProjectView {
  const view = useContext(ProjectContext);
  if (view === null) throw new Error('a component was drawn outside of a project');
  return view;
}
