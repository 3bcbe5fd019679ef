import { signal } from '@preact/signals';
import type { ActionChanges } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import type { Page } from '../page.ts';
import type { Entity } from '../state/entities.ts';
import type { ProjectSession } from '../state/project.ts';
import type { TextBase, UpdateResult } from '../state/update.ts';
import * as text from '../text.ts';
import { createBulk } from './bulk.ts';
import { faultSentence } from './fault.tsx';
import { createPick } from './pick.tsx';
import { priorityName } from './priority.tsx';
import type { Asked, ProjectView } from './project-context.ts';
import { statusOf } from './status-icon.tsx';
import { valueText } from './value-text.ts';

/** Longer values are not named in a notice. */
const NAMED = 40;

/** What the first of the changed fields is now, in words. */
function nowIs(entity: Entity, changes: ActionChanges, session: ProjectSession): string {
  const [field] = Object.keys(changes);
  const shown = entity.shown.peek();
  if (field === 'status') return statusOf(session.project.peek()?.statuses, shown.status).name;
  if (field === 'priority') return priorityName(shown.priority);
  const value = valueText(shown[field as 'title']);
  return value.length > NAMED || field === 'customFields' ? '' : value;
}

/** The sentence for a change that was taken back. */
function sentence(fault: Fault, entity: Entity, changes: ActionChanges, session: ProjectSession): string {
  const { title } = entity.shown.peek();
  switch (fault.kind) {
    case 'stale':
      return text.update.stale(title, nowIs(entity, changes, session));
    case 'missing':
      return text.update.missing(title);
    default:
      return text.update.back(title, faultSentence(fault));
  }
}

/** Makes the ways in which actions are changed on this screen. */
export function createChange({ page, session, projectId }: { page: Page; session: ProjectSession; projectId: string }): Omit<ProjectView, 'session' | 'projectId'> {
  const { toasts } = page;
  const asked = signal<Asked | null>(null);

  const change = async (entity: Entity, changes: ActionChanges, base?: TextBase): Promise<UpdateResult> => {
    const before = entity.shown.peek();
    toasts.forget(entity.id);
    const result = await session.update(entity, changes, base);
    if (!result.ok) {
      // A text that lost stays where it was written: over it stand both.
      if (result.fault.kind === 'stale' && (changes.description !== undefined || (changes.title !== undefined && result.fault.current.title !== before.title))) return result;
      const again = result.fault.kind === 'stale' ? text.update.applyAnyway : text.update.retry;
      const act = result.fault.kind === 'missing' ? null : { label: again, run: () => void change(entity, changes, base) };
      toasts.show({ tone: 'problem', about: entity.id, text: sentence(result.fault, entity, changes, session), act });
      return result;
    }
    // The row fades out of a list that it no longer belongs to: say where it went, offer it back.
    if (!session.list.settle(entity.id) || changes.status === undefined) return result;
    const name = statusOf(session.project.peek()?.statuses, changes.status).name;
    const undo = { label: text.update.undo, run: () => void change(entity, { status: before.status }) };
    toasts.show({ tone: 'info', about: entity.id, text: text.update.done(before.title, name), act: undo });
    return result;
  };

  const changeSelected = createBulk({ page, session, projectId, asked, say: faultSentence });
  return { change, changeSelected, asked, toEdit: signal<string | null>(null), pick: createPick({ menus: page.menus, session, change, changeSelected }) };
}
