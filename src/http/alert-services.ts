/** What leads are told of, and by which way, as the page shows and changes it. */
import { alertText, USUAL_KINDS } from '../core/alerts.ts';
import { createCallBudget, readEmails } from '../github/as-user.ts';
import { GitHubError } from '../github/errors.ts';
import { veiled } from '../notify/tell.ts';
import { alertsOfProject, markRead, readPreferences, writePreferences } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import type { Access } from '../sync/access/access.ts';
import type { People } from '../sync/access/people.ts';
import { SignInAgain } from '../sync/access/user-tokens.ts';
import type { AlertServices } from './trpc/alerts.ts';

export interface AlertServicesParts {
  db: Db;
  access: Access;
  people: Pick<People, 'tokens' | 'oauth' | 'budgets'>;
  /** Whether this instance can send e-mail. */
  mail: boolean;
}

export function alertServices({ db, access, people, mail }: AlertServicesParts): AlertServices {
  /** Only what GitHub verified as the person's own: nobody is sent e-mail at somebody else's word. */
  const addressesOf = async (userId: number): Promise<string[]> => {
    try {
      const budget = createCallBudget(`user:${userId}`, people.budgets);
      const emails = await people.tokens.use(userId, (accessToken) => readEmails({ apiUrl: people.oauth.apiUrl, budget, accessToken }));
      return emails.filter(({ verified }) => verified).map(({ email }) => email);
    } catch (error) {
      if (error instanceof SignInAgain || error instanceof GitHubError) return [];
      throw error;
    }
  };
  return {
    async list(projectId, { after, limit }, { id, caller }) {
      const hidden = await access.hiddenRepositories(caller, Number(projectId));
      const found = await alertsOfProject(db, Number(projectId), Number(id), { after: after && { ...after, id: Number(after.id) }, limit });
      return found.map((one) => {
        const shown = one.repositoryId !== null && hidden.includes(one.repositoryId) ? veiled(one) : one;
        return {
          id: String(one.id), kind: one.kind, text: alertText(one.kind, shown), repositoryId: shown.repositoryId === null ? null : String(shown.repositoryId), count: one.count,
          raisedAt: one.raisedAt.toISOString(), closedAt: one.closedAt?.toISOString() ?? null, read: one.read,
        };
      });
    },
    markRead: (projectId, ids, { id }) => markRead(db, Number(projectId), Number(id), ids?.map(Number) ?? null),
    async preferences({ id }) {
      const stored = (await readPreferences(db, Number(id))) ?? { email: null, kinds: [...USUAL_KINDS] };
      return { ...stored, mail, addresses: mail ? await addressesOf(Number(id)) : [] };
    },
    async setPreferences({ email, kinds }, { id }) {
      if (email !== null && !mail) return 'This instance sends no e-mail: its operator has set no mail server.';
      if (email !== null && !(await addressesOf(Number(id))).includes(email)) return 'Choose one of your verified addresses on GitHub.';
      await writePreferences(db, Number(id), { email, kinds });
      return null;
    },
  };
}
