/** Members, links and the audit log of a project, as the page asks for them. */
import { GitHubError } from '../github/errors.ts';
import type { Jobs } from '../queue/boss.ts';
import { auditLines, writeAudit } from '../store/audit.ts';
import type { Db } from '../store/db.ts';
import { membersOf } from '../store/members.ts';
import { linksOfProject } from '../store/projects.ts';
import { actorOf } from '../sync/access/access.ts';
import { linkable, linkAs, type LinkParts } from '../sync/access/link-as.ts';
import { installationsFor } from '../sync/access/installations.ts';
import { changeMember } from '../sync/access/members.ts';
import { openRepository } from '../sync/access/open-repository.ts';
import type { People } from '../sync/access/people.ts';
import type { Reach } from '../sync/access/reach.ts';
import type { Engine } from '../sync/engine.ts';
import type { PageServices } from './trpc/services.ts';

export interface AccessServicesParts {
  db: Db;
  jobs: Jobs;
  reach: Reach;
  engine: Pick<Engine, 'github'>;
  people: Pick<People, 'tokens' | 'oauth' | 'budgets'>;
}

export function accessServices({ db, jobs, reach, engine, people }: AccessServicesParts): Pick<PageServices, 'members' | 'repositories' | 'audit'> {
  const linking: LinkParts = { engine: { db, jobs }, people: { reach } };
  return {
    members: {
      list: async (projectId) => (await membersOf(db, Number(projectId))).map(({ userId, ...rest }) => ({ userId: String(userId), ...rest })),
      setRole: ({ projectId, userId, role }, { caller }) => changeMember(db, caller, Number(projectId), Number(userId), role),
      remove: ({ projectId, userId }, { caller }) => changeMember(db, caller, Number(projectId), Number(userId), null),
    },
    repositories: {
      async installations({ id }) {
        try {
          return await installationsFor(engine, people, Number(id));
        } catch (error) {
          if (error instanceof GitHubError) return error.message;
          throw error;
        }
      },
      async linkable(projectId, { id }) {
        const linked = new Set((await linksOfProject(db, Number(projectId))).map(({ repositoryId }) => repositoryId));
        const found = await linkable(linking, Number(id));
        return found.map((one) => ({ id: String(one.id), fullName: one.fullName, private: one.private, canWrite: one.level === 'write', linked: linked.has(one.id) }));
      },
      async link({ projectId, fullName, privateConsent }, { caller }) {
        try {
          const outcome = await linkAs(linking, caller, { projectId: Number(projectId), fullName, privateConsent });
          return outcome.outcome === 'refused' ? outcome.reason : null;
        } catch (error) {
          if (error instanceof GitHubError) return error.message;
          throw error;
        }
      },
      async setOpen({ projectId, repositoryId, open, consent }, { caller }) {
        try {
          return await openRepository({ db, reach }, caller, { projectId: Number(projectId), repositoryId: Number(repositoryId), open, consent });
        } catch (error) {
          if (error instanceof GitHubError) return { outcome: 'refused', reason: error.message };
          throw error;
        }
      },
    },
    audit: {
      async list({ projectId, before, limit }, { caller }) {
        await writeAudit(db, { actor: actorOf(caller), event: 'audit.read', projectId: Number(projectId) });
        const lines = await auditLines(db, Number(projectId), { before: before === null ? null : Number(before), limit });
        return lines.map(({ at, actorId: _actorId, projectId: _projectId, ...line }) => ({ ...line, at: at.toISOString() }));
      },
    },
  };
}
