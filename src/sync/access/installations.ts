/** Where a person could use the App, and the page on GitHub where they install it. */
import { createCallBudget, readPerson } from '../../github/as-user.ts';
import { GitHubError } from '../../github/errors.ts';
import { readInstallationRequests, readInstallations, type SeenInstallation } from '../../github/read-installations.ts';
import type { Engine } from '../engine.ts';
import type { People } from './people.ts';

export interface Installations {
  /** GitHub returns to the App's setup address from here, with `state` as it was given. */
  installUrl: string;
  installations: SeenInstallation[];
}

/** @throws SignInAgain, GitHubError where GitHub cannot be asked */
export async function installationsFor(engine: Pick<Engine, 'github'>, people: Pick<People, 'tokens' | 'oauth' | 'budgets'>, userId: number): Promise<Installations> {
  const budget = createCallBudget(`user:${userId}`, people.budgets);
  const { seen, githubId } = await people.tokens.use(userId, async (accessToken) => {
    const call = { apiUrl: people.oauth.apiUrl, budget, accessToken };
    const [found, { githubId: id }] = await Promise.all([readInstallations(call), readPerson(call)]);
    return { seen: found, githubId: id };
  });
  const slug = (await engine.github.botLogin()).replace(/\[bot\]$/, '');
  const asked = await requested(engine, githubId);
  const known = new Set(seen.map(({ account }) => account));
  return { installUrl: `${people.oauth.webUrl}/apps/${slug}/installations/new`, installations: [...seen, ...asked.filter(({ account }) => !known.has(account))] };
}

/** Older Enterprise Servers do not tell of requests: then nobody waits for one. */
async function requested({ github }: Pick<Engine, 'github'>, githubId: number): Promise<SeenInstallation[]> {
  try {
    return await readInstallationRequests(await github.asApp(), githubId);
  } catch (error) {
    if (error instanceof GitHubError && !error.retryable) return [];
    throw error;
  }
}
