/** What a person may reach on GitHub through this App: asked live, and remembered for a while. */
import type { Logger } from 'pino';
import type { BudgetStore } from '../../core/budget.ts';
import { createCallBudget, readReachable, type Level, type ReachableRepository } from '../../github/as-user.ts';
import { GitHubError } from '../../github/errors.ts';
import type { Db } from '../../store/db.ts';
import { knownAccess, rememberAccess, type GuardedRepository } from '../../store/repository-access.ts';
import { SignInAgain, type UserTokens } from './user-tokens.ts';

export interface Reach {
  /**
   * GitHub's own word, now.
   * @throws SignInAgain; GitHubError where GitHub gives no answer
   */
  live(userId: number, installationId: number): Promise<ReachableRepository[]>;
  /** Which of these the person may read, by what was said lately; who cannot be asked for reads nothing. */
  readable(userId: number, repositories: readonly GuardedRepository[]): Promise<Set<number>>;
}

export interface ReachParts {
  db: Db;
  tokens: UserTokens;
  apiUrl: string;
  budgets: BudgetStore;
  log: Logger;
}

/** GitHub is asked again after this long. */
const FRESH_SECONDS = 600;

/** While GitHub gives no answer, its last word counts for at most this long. */
const STALE_SECONDS = 3600;

export function createReach(parts: ReachParts): Reach {
  const asking = new Map<string, Promise<ReachableRepository[]>>();
  const live = async (userId: number, installationId: number): Promise<ReachableRepository[]> => {
    const budget = createCallBudget(`user:${userId}`, parts.budgets);
    const found = await parts.tokens.use(userId, (accessToken) => readReachable({ apiUrl: parts.apiUrl, budget, accessToken }, installationId));
    await rememberAccess(parts.db, userId, new Map(found.map(({ id, level }) => [id, level])));
    return found;
  };
  const together = (userId: number, installationId: number): Promise<ReachableRepository[]> => {
    const key = `${userId} ${installationId}`;
    const known = asking.get(key) ?? live(userId, installationId).finally(() => asking.delete(key));
    asking.set(key, known);
    return known;
  };
  return {
    live,
    async readable(userId, repositories) {
      const known = new Map((await knownAccess(parts.db, userId, repositories.map(({ id }) => id))).map((one) => [one.repositoryId, one]));
      const levels = new Map<number, Level>();
      const due = repositories.filter(({ id }) => (known.get(id)?.age ?? Infinity) > FRESH_SECONDS);
      for (const { id } of repositories) {
        const last = known.get(id);
        levels.set(id, last !== undefined && last.age <= STALE_SECONDS ? last.level : 'none');
      }
      for (const [installationId, wanted] of Map.groupBy(due, (repository) => repository.installationId)) {
        for (const [id, level] of await ask(parts, together, userId, installationId, wanted.map(({ id }) => id))) levels.set(id, level);
      }
      return new Set([...levels].filter(([, level]) => level !== 'none').map(([id]) => id));
    },
  };
}

/** @returns levels of the wanted repositories; nothing where GitHub gave no answer */
async function ask(parts: ReachParts, live: Reach['live'], userId: number, installationId: number, wanted: readonly number[]): Promise<Map<number, Level>> {
  try {
    const found = new Map((await live(userId, installationId)).map(({ id, level }) => [id, level]));
    const levels = new Map<number, Level>(wanted.map((id) => [id, found.get(id) ?? 'none']));
    await rememberAccess(parts.db, userId, levels);
    return levels;
  } catch (error) {
    if (error instanceof SignInAgain) return new Map(wanted.map((id) => [id, 'none']));
    if (!(error instanceof GitHubError)) throw error;
    parts.log.warn({ err: error, installationId }, 'what a person may read could not be asked');
    return new Map();
  }
}
