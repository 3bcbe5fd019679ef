/** One edit of many actions, as the page asks for it. */
import { idsOfMatching, idsSeen, viewsOfActions } from '../store/action-views.ts';
import { archiveActions } from '../sync/archive-action.ts';
import { editActions, type FieldSetChange } from '../sync/edit-many.ts';
import type { Editor } from '../sync/edit.ts';
import { toFilter, toValues } from './action-query.ts';
import { MOST_AT_ONCE } from './trpc/action-shapes.ts';
import type { ActionServices } from './trpc/action-services.ts';
import type { Asker } from './trpc/services.ts';

/** Issues named to the person who is asked. */
const SHOWN = 100;

const GONE = 'The action is gone.';

export function bulkUpdater(editor: Editor, hiddenFrom: (viewer: Asker, projectId: string) => Promise<number[]>): ActionServices['updateMany'] {
  const { db } = editor;
  return async ({ projectId, choice, changes, tags, assignees, customFields = {}, archived, confirmed }, viewer) => {
    if (confirmed && !('ids' in choice)) return { outcome: 'refused', reason: 'Confirm by the ids that came with the list: others may match by now.' };
    const hidden = await hiddenFrom(viewer, projectId);
    const asked = 'ids' in choice ? choice.ids.map(Number) : await idsOfMatching(db, toFilter({ ...choice.matching, projectId }, hidden), MOST_AT_ONCE + 1);
    if (asked.length > MOST_AT_ONCE) return { outcome: 'refused', reason: `More than ${MOST_AT_ONCE} actions match: narrow the filters and edit them in parts.` };
    const actionIds = await idsSeen(db, Number(projectId), asked, hidden);
    const own = Object.entries(customFields).map(([key, change]): FieldSetChange => ({ field: `custom.${key}`, ...change }));
    const sets = [...(tags ? [{ field: 'tags' as const, ...tags }] : []), ...(assignees ? [{ field: 'assignees' as const, ...assignees }] : []), ...own].filter(({ add, remove }) => add.length + remove.length > 0);
    const values = toValues(changes);
    const fields = Object.keys(values).length + sets.length;
    if (archived !== undefined) {
      if (fields > 0) return { outcome: 'refused', reason: 'Archive actions, or edit their fields: not both in one call.' };
      // Nothing is written to GitHub by it, so that nobody has to be asked.
      const outcomes = await archiveActions(editor, { actionIds, archived, actor: viewer.login });
      const missing = asked.filter((id) => outcomes.get(id)?.outcome !== 'updated');
      return { outcome: 'done', updated: asked.filter((id) => !missing.includes(id)).map(String), refused: missing.map((id) => ({ id: String(id), title: '', reason: GONE })) };
    }
    if (fields === 0) return { outcome: 'refused', reason: 'Name at least one field to change.' };
    const answer = await editActions(editor, { actionIds, changes: values, sets, actor: viewer.login, confirmed });
    if (answer.outcome === 'confirm') {
      const issues = answer.targets.slice(0, SHOWN).map(({ actionId, ...target }) => ({ id: String(actionId), ...target }));
      return { outcome: 'confirm', limit: answer.limit, issues, total: answer.targets.length, ids: actionIds.map(String) };
    }
    const gone = asked.filter((id) => !actionIds.includes(id)).map((actionId) => ({ actionId, reason: GONE }));
    const refused = [...answer.refused, ...gone];
    const titles = new Map((await viewsOfActions(db, refused.map(({ actionId }) => actionId))).map(({ id, title }) => [Number(id), title]));
    return {
      outcome: 'done',
      updated: answer.versions.map(({ actionId }) => String(actionId)),
      refused: refused.map(({ actionId, reason }) => ({ id: String(actionId), title: actionIds.includes(actionId) ? (titles.get(actionId) ?? '') : '', reason })),
    };
  };
}
