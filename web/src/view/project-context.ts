import type { Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ActionChanges } from '../../../src/http/trpc/shapes.ts';
import type { Entity } from '../state/entities.ts';
import type { ProjectSession } from '../state/project.ts';
import type { TextBase, UpdateResult } from '../state/update.ts';

/** Fields that a menu offers values for. */
export type MenuField = 'status' | 'priority' | 'category' | 'tags' | 'assignees' | 'milestone' | 'issueType' | 'dueDate' | `custom.${string}`;

export type ProjectView = {
  session: ProjectSession;
  projectId: string;
  /** Changes an action and tells the person what became of it. */
  change: (entity: Entity, changes: ActionChanges, base?: TextBase) => Promise<UpdateResult>;
  /** Opens the menu of a field; what is chosen goes to these actions. */
  pick: (field: MenuField, entities: Entity[], anchor: HTMLElement) => void;
  /** Changes what is selected, asking first where that writes to many issues. */
  changeSelected: (changes: BulkChanges) => Promise<void>;
  /** What the server wants seen before it writes. */
  asked: Signal<Asked | null>;
  /** The action whose description is to be written as soon as it is there. */
  toEdit: Signal<string | null>;
};

type SetChange = { add: string[]; remove: string[] };

export type BulkChanges = { changes?: ActionChanges; tags?: SetChange; assignees?: SetChange; customFields?: Record<string, SetChange>; archived?: boolean };

export type Asked = { limit: number; total: number; issues: { id: string; title: string; repository: string; number: number }[]; confirm: () => void };

export const ProjectContext = createContext<ProjectView | null>(null);

/** The open project around this component. */
export function useProject(): ProjectView {
  const view = useContext(ProjectContext);
  if (view === null) throw new Error('a component was drawn outside of a project');
  return view;
}
