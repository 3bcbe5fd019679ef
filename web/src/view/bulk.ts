import type { Signal } from '@preact/signals';
import type { ActionChanges } from '../../../src/http/trpc/shapes.ts';
import type { Fault } from '../api.ts';
import { faultOf } from '../api.ts';
import type { Page } from '../page.ts';
import type { Entity } from '../state/entities.ts';
import type { ProjectSession } from '../state/project.ts';
import type { Choice } from '../state/selection.ts';
import * as text from '../text.ts';
import type { Asked, BulkChanges } from './project-context.ts';

type Parts = { page: Page; session: ProjectSession; projectId: string; asked: Signal<Asked | null>; say: (fault: Fault) => string };

/** How long changes stay shown until their live events have surely come. */
const SETTLE_MS = 1_500;

const ABOUT = 'bulk';

/** What an action would be after a bulk change. */
function after(entity: Entity, { changes = {}, tags, assignees, customFields }: BulkChanges): ActionChanges {
  const now = entity.shown.peek();
  const set = (names: string[], change: BulkChanges['tags']): string[] => [...new Set([...names.filter((name) => change?.remove.includes(name) !== true), ...(change?.add ?? [])])];
  const own = customFields && Object.fromEntries(Object.entries(customFields).map(([key, change]) => [key, set((now.customFields[key] ?? []) as string[], change)]));
  return { ...changes, ...(tags && { tags: set(now.tags, tags) }), ...(assignees && { assignees: set(now.assignees, assignees) }), ...(own && { customFields: own }) };
}

/** Shows a change of everything selected at once, sends it, and takes back what was not accepted. */
export function createBulk({ page, session, projectId, asked, say }: Parts): (changes: BulkChanges) => Promise<void> {
  const { toasts, api } = page;

  const show = (bulk: BulkChanges): (() => void) => {
    const shown = [...session.selection.ids.peek()].flatMap((id) => session.entities.get(id) ?? []).map((entity) => ({ entity, changes: after(entity, bulk) }));
    for (const { entity, changes } of shown) entity.unconfirmed.value = { ...entity.unconfirmed.peek(), ...changes };
    return () => {
      for (const { entity, changes } of shown) {
        const rest = { ...entity.unconfirmed.peek() };
        for (const field of Object.keys(changes) as (keyof ActionChanges)[]) if (rest[field] === changes[field]) delete rest[field];
        entity.unconfirmed.value = rest;
        session.list.settle(entity.id);
      }
    };
  };

  const send = async (choice: Choice, bulk: BulkChanges, confirmed: boolean, takeBack: () => void): Promise<void> => {
    toasts.forget(ABOUT);
    const problem = (words: string): void => {
      takeBack();
      toasts.show({ tone: 'problem', about: ABOUT, text: words, act: null });
    };
    try {
      const answer = await api.actions.updateMany.mutate({ projectId, choice, confirmed, ...bulk });
      if (answer.outcome === 'confirm') {
        takeBack();
        asked.value = { ...answer, confirm: () => void send({ ids: answer.ids }, bulk, true, show(bulk)) };
        return;
      }
      const { updated, refused: [first, ...more] } = answer;
      if (first === undefined) {
        setTimeout(takeBack, SETTLE_MS);
        // They are in this list no more.
        if (bulk.archived !== undefined) session.selection.clear();
        toasts.show({ tone: 'info', about: ABOUT, text: text.actions.bulk.changed(updated.length), act: null });
      } else problem(updated.length === 0 ? text.actions.bulk.none(first.reason) : text.actions.bulk.some(updated.length, more.length + 1, first.reason));
    } catch (error) {
      problem(text.actions.bulk.none(say(faultOf(error))));
    }
  };

  return (bulk) => send(session.selection.choice(), bulk, false, show(bulk));
}
