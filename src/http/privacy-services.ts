/** Disconnecting and deleting, as the page asks for it. */
import { countRows } from '../store/delete-rows.ts';
import { row } from '../store/db.ts';
import { tasksOfProject, type PrivacyTask } from '../store/privacy-tasks.ts';
import { findUser } from '../store/users.ts';
import { actorOf, type Access } from '../sync/access/access.ts';
import { beginDeleteProject, previewDeleteProject } from '../sync/privacy/delete-project.ts';
import { beginDisconnect, previewDisconnect } from '../sync/privacy/disconnect.ts';
import { beginErase, identityOf, whyNotErase } from '../sync/privacy/erase-person.ts';
import type { PrivacyParts } from '../sync/privacy/parts.ts';
import type { PrivacyTaskShape } from './trpc/privacy-shapes.ts';
import type { Begun, PrivacyServices } from './trpc/privacy.ts';

export function privacyServices(parts: Omit<PrivacyParts, 'log'>, access: Access): PrivacyServices {
  const { db } = parts;
  const begun = (taskId: number | null): Begun => (taskId === null ? { outcome: 'missing' } : { outcome: 'begun', taskId: String(taskId) });
  return {
    disconnectPreview: async (projectId, { caller }) => previewDisconnect(db, Number(projectId), await access.hiddenRepositories(caller, Number(projectId))),
    disconnect: async (projectId, actions, { caller }) => begun(await beginDisconnect(parts, actorOf(caller), Number(projectId), actions)),
    deletePreview: async (projectId, { caller }) => previewDeleteProject(db, Number(projectId), await access.hiddenRepositories(caller, Number(projectId))),
    async deleteProject(projectId, name, { caller }) {
      const project = await row<{ name: string }>(db, 'SELECT name FROM projects WHERE id = ?', [Number(projectId)]);
      if (project?.name !== name) return { outcome: 'refused', reason: 'Type the name of the project to delete it.' };
      return begun(await beginDeleteProject(parts, actorOf(caller), Number(projectId)));
    },
    async accountPreview({ id, login }) {
      const count = (table: string): Promise<number> => countRows(db, table, 'user_id = ?', [Number(id)]);
      const [projects, tokens, sessions] = [await count('members'), await count('api_tokens'), await count('sessions')];
      const user = await findUser(db, Number(id));
      return { login, projects, tokens, sessions, reasons: user ? await whyNotErase(db, user) : [] };
    },
    async deleteAccount(login, { id, login: own, caller }) {
      if (login.toLowerCase() !== own.toLowerCase()) return { outcome: 'refused', reason: 'Type your login to delete your account.' };
      const user = await findUser(db, Number(id));
      if (!user) return { outcome: 'missing' };
      const reasons = await whyNotErase(db, user);
      if (reasons.length > 0) return { outcome: 'refused', reason: reasons.join(' ') };
      return begun(await beginErase(parts, actorOf(caller), user.id, await identityOf(parts, user)));
    },
    tasks: async (projectId) => (await tasksOfProject(db, Number(projectId))).map(toShape),
  };
}

function toShape({ id, kind, state, done, total, removed, error }: PrivacyTask): PrivacyTaskShape {
  return { id: String(id), kind, state, done, total, removed, error };
}
