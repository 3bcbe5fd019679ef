/** Actions as the page asks for them, answered from the database and the engine. */
import { editableFields } from '../core/editing.ts';
import type { Jobs } from '../queue/boss.ts';
import { findAction } from '../store/actions.ts';
import type { ActionView, HistoryView } from '../store/action-views.ts';
import { countActions, countMatchingByStatus, facetOf, historyOfAction, pageOfActions, viewOfAction } from '../store/action-views.ts';
import type { Db } from '../store/db.ts';
import { findProject, linksOfProject } from '../store/projects.ts';
import type { Access } from '../sync/access/access.ts';
import { archiveAction } from '../sync/archive-action.ts';
import { findCreation } from '../store/issue-creations.ts';
import { createAction, createIssueForAction } from '../sync/create-action.ts';
import { deleteAction, undeleteAction } from '../sync/delete-action.ts';
import type { EditOutcome } from '../sync/edit.ts';
import { editAsPerson } from '../sync/edit-as-person.ts';
import { editSettings } from '../sync/edit-settings.ts';
import { restoreValue } from '../sync/resolve.ts';
import { formatCursor, parseCursor, toFilter, toValues } from './action-query.ts';
import { bulkUpdater } from './bulk-update.ts';
import type { MarkdownRenderer } from './markdown/renderer.ts';
import type { ActionServices } from './trpc/action-services.ts';
import type { ActionForm, HistoryPage } from './trpc/action-shapes.ts';
import type { Asker, UpdateOutcome } from './trpc/services.ts';
import type { Action, ActionQuery, ActionSummary, HistoryEntry } from './trpc/shapes.ts';

const FACET_LIMIT = 200;
const HISTORY_FIRST = 30;

export interface ActionServicesParts {
  db: Db;
  jobs: Jobs;
  access: Access;
  markdown: MarkdownRenderer;
  /** GitHub's own address. */
  webUrl: string;
}

export function actionServices(parts: ActionServicesParts): ActionServices {
  const { db, jobs, access, markdown, webUrl } = parts;
  const editor = { db, jobs };
  const hiddenFrom = ({ caller }: Asker, projectId: string): Promise<number[]> => access.hiddenRepositories(caller, Number(projectId));
  const prioritiesOf = async (projectId: string): Promise<readonly string[]> => (await editSettings(db, Number(projectId)))?.priorities ?? [];
  const prioritiesFor = async ({ projectId, sort }: Pick<ActionQuery, 'projectId' | 'sort'>): Promise<readonly string[]> => (sort === 'priority' ? prioritiesOf(projectId) : []);
  const outcomeOf = async (id: number, edited: EditOutcome): Promise<UpdateOutcome> => {
    if (edited.outcome === 'missing' || edited.outcome === 'refused') return edited;
    const view = await viewOfAction(db, id);
    if (!view) return { outcome: 'missing' };
    return edited.outcome === 'stale' ? { outcome: 'stale', current: toAction(view) } : { outcome: 'updated', action: toAction(view) };
  };
  const render = (text: string, repository: string | null, url: string | null) => markdown.render(text, { webUrl, repository, url });

  return {
    async list(query, viewer) {
      const filter = toFilter(query, await hiddenFrom(viewer, query.projectId));
      const priorities = await prioritiesFor(query);
      const [page, counted] = await Promise.all([pageOfActions(db, { ...filter, ...paging(query), priorities }), countActions(db, filter)]);
      return { items: page.items.map(toSummary), nextCursor: formatCursor(page.next, query), ...counted };
    },
    async board(query, viewer) {
      const project = await findProject(db, Number(query.projectId));
      const filter = toFilter({ ...query, status: [] }, await hiddenFrom(viewer, query.projectId));
      const [counts, priorities] = await Promise.all([countMatchingByStatus(db, filter), prioritiesFor(query)]);
      const columns = await Promise.all((project?.statuses ?? []).map(async ({ key }) => {
        const page = await pageOfActions(db, { ...filter, ...paging({ ...query, cursor: null }), priorities, status: [key] });
        return { status: key, count: counts[key] ?? 0, items: page.items.map(toSummary), nextCursor: formatCursor(page.next, query) };
      }));
      return { columns };
    },
    async get(id) {
      const view = await viewOfAction(db, Number(id));
      if (!view) return null;
      const [body, { entries, next }, row] = await Promise.all([
        render(view.description, view.github?.repository ?? null, view.github?.url ?? null),
        historyPage(db, Number(id), HISTORY_FIRST, null),
        findAction(db, Number(id)),
      ]);
      return { action: toAction(view), body, history: entries, historyNext: next, archived: row?.archivedReason ?? null };
    },
    history: ({ id, before, limit }) => historyPage(db, Number(id), limit, before === null ? null : Number(before)),
    async update({ id, expectedVersion, changes, baseDescription, actor }) {
      const base = baseDescription === undefined ? {} : { baseDescription };
      const edit = { actionId: Number(id), expectedVersion, changes: toValues(changes), actor: actor.login, ...base };
      return outcomeOf(edit.actionId, await editAsPerson(editor, edit));
    },
    updateMany: bulkUpdater(editor, hiddenFrom),
    async create({ projectId, values, repositoryId, key }, viewer) {
      const hidden = await hiddenFrom(viewer, projectId);
      // What is hidden from them does not exist for them: named, it is none of the project's; chosen by a lead, no issue is made.
      const usual = repositoryId === undefined ? (await editSettings(db, Number(projectId)))?.newActionsRepository : undefined;
      const named = typeof repositoryId === 'string' ? { repositoryId: hidden.includes(Number(repositoryId)) ? -1 : Number(repositoryId) } : repositoryId === null ? { repositoryId } : {};
      const wanted = typeof usual === 'number' && hidden.includes(usual) ? { repositoryId: null } : named;
      const made = await createAction(editor, { projectId: Number(projectId), values: toValues(values), actor: viewer.login, key: `${viewer.id}:${key}`, ...wanted });
      return made.outcome === 'created' ? outcomeOf(made.actionId, { outcome: 'updated', version: made.version }) : made;
    },
    remove: async ({ id, expectedVersion }, { login }) => outcomeOf(Number(id), await deleteAction(editor, { actionId: Number(id), expectedVersion, actor: login })),
    async retryIssue(id, viewer) {
      const creation = await findCreation(db, Number(id));
      if (!creation || (await hiddenFrom(viewer, String(creation.projectId))).includes(creation.repositoryId)) return { outcome: 'missing' };
      const asked = await createIssueForAction(editor, Number(id), viewer.login, creation.repositoryId);
      return asked.outcome === 'created' ? outcomeOf(asked.actionId, { outcome: 'updated', version: asked.version }) : asked;
    },
    undelete: async (id, { login }) => outcomeOf(Number(id), await undeleteAction(editor, Number(id), login)),
    setArchived: async ({ id, archived }, { login }) => outcomeOf(Number(id), await archiveAction(editor, { actionId: Number(id), archived, actor: login })),
    restore: async ({ id, eventId, field }, { login }) => outcomeOf(Number(id), await restoreValue(editor, Number(id), Number(eventId), field as never, login)),
    preview: ({ text, repository }) => render(text, repository, repository === null ? null : `${webUrl}/${repository}/issues/`),
    form: async (projectId, viewer) => formOf(db, Number(projectId), await hiddenFrom(viewer, projectId)),
    async facets(projectId, viewer) {
      const hidden = await hiddenFrom(viewer, projectId);
      const [priorities, tags, assignees] = await Promise.all((['priority', 'tags', 'assignees'] as const).map((field) => facetOf(db, Number(projectId), field, FACET_LIMIT, hidden)));
      const own = await prioritiesOf(projectId);
      const used = new Map(priorities?.map(({ value, count }) => [value, count]));
      return { priorities: [...new Set([...own, ...used.keys()])].map((value) => ({ value, count: used.get(value) ?? 0 })), tags: tags ?? [], assignees: assignees ?? [] };
    },
  };
}

const paging = ({ sort, order, cursor, limit }: Pick<ActionQuery, 'sort' | 'order' | 'cursor' | 'limit'>) => ({ sort, order, after: parseCursor(cursor, { sort, order }), limit });

/** One more than asked for tells whether there are any before. */
async function historyPage(db: Db, id: number, limit: number, before: number | null): Promise<HistoryPage> {
  const found = await historyOfAction(db, id, limit + 1, before);
  const entries = found.slice(0, limit).map(toEntry);
  return { entries, next: found.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

async function formOf(db: Db, projectId: number, hidden: readonly number[]): Promise<ActionForm | null> {
  const settings = await editSettings(db, projectId);
  if (!settings) return null;
  const [tags, assignees, milestones, issueTypes] = await Promise.all((['tags', 'assignees', 'milestone', 'issue_type'] as const).map(async (field) =>
    (await facetOf(db, projectId, field, FACET_LIMIT, hidden)).map(({ value }) => value)));
  const links = settings.direction === 'pull' ? [] : await linksOfProject(db, projectId);
  return {
    fields: editableFields(settings),
    suggestions: { tags: tags ?? [], assignees: [...new Set([...(assignees ?? []), ...settings.members])], milestones: milestones ?? [], issueTypes: issueTypes ?? [] },
    repositories: links.filter(({ repositoryId }) => !hidden.includes(repositoryId)).map(({ repositoryId, owner, name }) => ({
      id: String(repositoryId), fullName: `${owner}/${name}`, chosen: repositoryId === settings.newActionsRepository,
    })),
    deletedActions: settings.deletedActions,
  };
}

function toAction({ projectId: _, ...view }: ActionView): Action {
  return view;
}

export function toSummary({ projectId: _project, description: _description, ...view }: ActionView): ActionSummary {
  return view;
}

function toEntry({ changes, ...entry }: HistoryView): HistoryEntry {
  return { ...entry, changes: Object.entries(changes).map(([field, { from, to }]) => ({ field, before: from, after: to })) };
}
