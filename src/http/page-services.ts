/** What the page asks for, answered from the database and the engine. */
import type { Db } from '../store/db.ts';
import type { ActionFilter, ActionView, HistoryView } from '../store/action-views.ts';
import { countActions, countByStatus, facetOf, historyOfAction, pageOfActions, viewOfAction, viewsOfActions } from '../store/action-views.ts';
import { countOpenConflicts } from '../store/conflicts.ts';
import { findProject, linksOfProject } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { editAction } from '../sync/edit.ts';
import { foundProject, renameProject } from '../sync/access/found-project.ts';
import { accessServices } from './access-services.ts';
import { accountServices } from './account-services.ts';
import { conflictServices } from './conflict-services.ts';
import { integrationServices } from './integration-services.ts';
import type { Engine } from '../sync/engine.ts';
import type { People } from '../sync/access/people.ts';
import type { Access } from '../sync/access/access.ts';
import type { Reach } from '../sync/access/reach.ts';
import { invitationServices } from './invitation-services.ts';
import { privacyServices } from './privacy-services.ts';
import { retentionServices } from './retention-services.ts';
import { toRepository } from './linked-repository.ts';
import { tokenServices } from './token-services.ts';
import type { Asker, PageServices } from './trpc/services.ts';
import type { Action, ActionQuery, ActionSummary, HistoryEntry, Project, ProjectRepository } from './trpc/shapes.ts';
import { NONE } from './trpc/shapes.ts';

const FACET_LIMIT = 200;
const HISTORY_LIMIT = 200;

export interface PageServicesParts {
  db: Db;
  jobs: Jobs;
  engine: Engine;
  access: Access;
  reach: Reach;
  people: Pick<People, 'vault' | 'tokens' | 'oauth' | 'budgets'>;
}

export function createPageServices({ db, jobs, engine, access, reach, people }: PageServicesParts): PageServices {
  const projectFor = async (id: number, { caller }: Asker): Promise<Project | null> => {
    const project = await findProject(db, id);
    if (!project) return null;
    const [hidden, role] = await Promise.all([access.hiddenRepositories(caller, id), access.role(caller, id)]);
    return toProject(db, project, hidden, role);
  };
  return {
    account: accountServices(db),
    integrations: integrationServices({ engine, access, reach }),
    conflicts: conflictServices({ engine, access }),
    ...accessServices({ db, jobs, reach }),
    invitations: invitationServices(db),
    privacy: privacyServices({ db, jobs, vault: people.vault, people }, access),
    retention: retentionServices(db),
    tokens: tokenServices(db),
    projects: {
      list: async (viewer) => {
        const projects = await Promise.all((await access.projects(viewer.caller)).map((id) => projectFor(id, viewer)));
        return projects.filter((project) => project !== null);
      },
      get: async (id, viewer) => projectFor(Number(id), viewer),
      async create(name, viewer) {
        const id = await foundProject(db, viewer.caller, name);
        return id === null ? null : projectFor(id, viewer);
      },
      rename: (id, name, { caller }) => renameProject(db, caller, Number(id), name),
    },
    actions: {
      list: async (query, { caller }) => {
        const filter = toFilter(query, await access.hiddenRepositories(caller, Number(query.projectId)));
        const [page, total] = await Promise.all([
          pageOfActions(db, { ...filter, sort: query.sort, order: query.order, after: parseCursor(query.cursor), limit: query.limit }),
          countActions(db, filter),
        ]);
        return { items: page.items.map(toSummary), nextCursor: page.next && Buffer.from(JSON.stringify(page.next)).toString('base64url'), total };
      },
      get: async (id) => {
        const view = await viewOfAction(db, Number(id));
        if (!view) return null;
        const history = await historyOfAction(db, Number(id), HISTORY_LIMIT);
        return { action: toAction(view), history: history.map(toEntry) };
      },
      update: async ({ id, expectedVersion, changes, actor }) => {
        const edited = await editAction({ db, jobs }, { actionId: Number(id), expectedVersion, changes, actor: actor.login });
        if (edited.outcome === 'missing' || edited.outcome === 'refused') return edited;
        const view = await viewOfAction(db, Number(id));
        if (!view) return { outcome: 'missing' };
        return edited.outcome === 'stale' ? { outcome: 'stale', current: toAction(view) } : { outcome: 'updated', action: toAction(view) };
      },
      facets: async (projectId, { caller }) => {
        const hidden = await access.hiddenRepositories(caller, Number(projectId));
        const [priorities, tags, assignees] = await Promise.all(
          (['priority', 'tags', 'assignees'] as const).map((field) => facetOf(db, Number(projectId), field, FACET_LIMIT, hidden)),
        );
        return { priorities: priorities ?? [], tags: tags ?? [], assignees: assignees ?? [] };
      },
    },
  };
}

/** Summaries for the live feed. */
export async function summariesOf(db: Db, actionIds: readonly number[]): Promise<ActionSummary[]> {
  return (await viewsOfActions(db, actionIds)).map(toSummary);
}

/** Repositories of a project with the state of their sync, for the live feed. */
export async function repositoriesOf(db: Db, projectId: number, repositoryIds: readonly number[]): Promise<ProjectRepository[]> {
  return (await linksOfProject(db, projectId)).filter((link) => repositoryIds.includes(link.repositoryId)).map(toRepository);
}

/** A hidden repository's very name is its readers' business. */
async function toProject(db: Db, { id, name, statuses }: { id: number; name: string; statuses: Project['statuses'] }, hidden: readonly number[], role: Project['role']): Promise<Project> {
  const [links, counts, conflicts] = await Promise.all([linksOfProject(db, id), countByStatus(db, id, hidden), countOpenConflicts(db, id, hidden)]);
  const seen = links.filter(({ repositoryId }) => !hidden.includes(repositoryId)).map(toRepository);
  return { id: String(id), name, statuses, repositories: seen, counts, conflicts, role };
}

function toFilter(query: ActionQuery, hidden: readonly number[]): ActionFilter {
  return {
    projectId: Number(query.projectId), status: query.status, priority: query.priority, assignee: query.assignee, tag: query.tag,
    // An id that is none matches nothing, rather than everything.
    repository: query.repository.map((one) => (/^\d{1,15}$/.test(one) ? Number(one) : -1)), text: query.text, hidden, none: NONE,
  };
}

/** A cursor of somebody's own making reads as none: the list begins anew. */
function parseCursor(cursor: string | null): { value: string; id: number } | null {
  if (cursor === null) return null;
  try {
    const { value, id } = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as { value: unknown; id: unknown };
    return typeof value === 'string' && Number.isSafeInteger(id) ? { value, id: id as number } : null;
  } catch {
    return null;
  }
}

function toAction({ projectId: _, ...view }: ActionView): Action {
  return view;
}

function toSummary({ projectId: _project, description: _description, ...view }: ActionView): ActionSummary {
  return view;
}

function toEntry({ kind: _, changes, ...entry }: HistoryView): HistoryEntry {
  return { ...entry, changes: Object.entries(changes).map(([field, { from, to }]) => ({ field, before: from, after: to })) };
}
