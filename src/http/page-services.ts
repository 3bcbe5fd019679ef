/** What the page asks for, answered from the database and the engine. */
import type { Db } from '../store/db.ts';
import { countByStatus, viewsOfActions } from '../store/action-views.ts';
import { countOpenConflicts } from '../store/conflicts.ts';
import { findProject, linksOfProject } from '../store/projects.ts';
import type { Jobs } from '../queue/boss.ts';
import { foundProject, renameProject } from '../sync/access/found-project.ts';
import { actionServices, toSummary } from './action-services.ts';
import { accessServices } from './access-services.ts';
import type { GuardOptions } from '../notify/guard.ts';
import { alertServices } from './alert-services.ts';
import { webhookServices } from './webhook-services.ts';
import { accountServices } from './account-services.ts';
import { conflictServices } from './conflict-services.ts';
import { healthServices } from './health-services.ts';
import { integrationServices } from './integration-services.ts';
import { mappingServices } from './mapping-services.ts';
import { pullServices } from './pull-services.ts';
import type { Engine } from '../sync/engine.ts';
import type { People } from '../sync/access/people.ts';
import type { Access } from '../sync/access/access.ts';
import type { Reach } from '../sync/access/reach.ts';
import { invitationServices } from './invitation-services.ts';
import { privacyServices } from './privacy-services.ts';
import { retentionServices } from './retention-services.ts';
import { toRepository } from './linked-repository.ts';
import { syncLogServices } from './sync-log-services.ts';
import { tokenServices } from './token-services.ts';
import type { Asker, PageServices } from './trpc/services.ts';
import type { MarkdownRenderer } from './markdown/renderer.ts';
import type { ActionSummary, Project, ProjectRepository } from './trpc/shapes.ts';

export interface PageServicesParts {
  db: Db;
  jobs: Jobs;
  engine: Engine;
  access: Access;
  reach: Reach;
  guard: GuardOptions;
  /** Whether this instance can send e-mail. */
  mail: boolean;
  people: Pick<People, 'vault' | 'tokens' | 'oauth' | 'budgets'>;
  markdown: MarkdownRenderer;
  /** GitHub's own address. */
  webUrl: string;
}

export function createPageServices({ db, jobs, engine, access, reach, people, markdown, webUrl, guard, mail }: PageServicesParts): PageServices {
  const projectFor = async (id: number, { caller }: Asker): Promise<Project | null> => {
    const project = await findProject(db, id);
    if (!project) return null;
    const [hidden, role] = await Promise.all([access.hiddenRepositories(caller, id), access.role(caller, id)]);
    return toProject(db, project, hidden, role);
  };
  return {
    account: accountServices(db, people.vault),
    integrations: integrationServices({ engine, access, reach }),
    mappings: mappingServices({ engine, access, reach }),
    pulls: pullServices({ engine, reach }),
    conflicts: conflictServices({ engine, access }),
    syncLog: syncLogServices({ engine, access }),
    health: healthServices({ engine, access, githubUrl: webUrl }),
    ...accessServices({ db, jobs, reach, engine, people }),
    invitations: invitationServices(db),
    alerts: alertServices({ db, access, people, mail }),
    webhooks: webhookServices({ db, jobs, vault: people.vault, guard }),
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
    actions: actionServices({ db, jobs, access, markdown, webUrl }),
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
