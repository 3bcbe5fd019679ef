/**
 * Somebody withdrew their authorization on GitHub. The event is a hint: it may be late, and the person
 * may have signed in again since. GitHub is asked; a token that still works stays.
 */
import { createCallBudget, readPerson } from '../../github/as-user.ts';
import { writeAudit } from '../../store/audit.ts';
import type { Db } from '../../store/db.ts';
import { deleteTokens } from '../../store/oauth-tokens.ts';
import { endAllSessions } from '../../store/sessions.ts';
import { findUserByGithubId } from '../../store/users.ts';
import type { People } from './people.ts';
import { SignInAgain } from './user-tokens.ts';

/**
 * @returns what became of it, in words without names
 * @throws GitHubError that may be retried, where GitHub does not answer
 */
export async function authorizationRevoked({ db, people }: { db: Db; people: Pick<People, 'tokens' | 'oauth' | 'budgets'> }, githubId: number): Promise<string> {
  const user = await findUserByGithubId(db, githubId);
  if (!user) return 'nobody who signed in here';
  if (await stillAuthorized(people, user.id)) return 'the person has authorized the App again since';
  return db.transaction(async (trx) => {
    await deleteTokens(trx, user.id);
    const sessions = await endAllSessions(trx, user.id);
    await writeAudit(trx, { actor: { kind: 'person', id: user.id }, event: 'authorization.revoked', detail: { sessions } });
    return `tokens deleted, ${sessions} sessions ended`;
  });
}

async function stillAuthorized({ tokens, oauth, budgets }: Pick<People, 'tokens' | 'oauth' | 'budgets'>, userId: number): Promise<boolean> {
  try {
    await tokens.use(userId, (accessToken) => readPerson({ apiUrl: oauth.apiUrl, budget: createCallBudget(`user:${userId}`, budgets), accessToken }));
    return true;
  } catch (error) {
    if (error instanceof SignInAgain) return false;
    throw error;
  }
}
